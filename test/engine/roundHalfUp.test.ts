import fc from "fast-check";
import { expect, test } from "vitest";
import { roundHalfUp } from "#engine/roundHalfUp.ts";

test.each([
  [2.5, 3],
  [-2.5, -2],
  [-2.6, -3],
  [3.4999999999999996, 3],
  [-0.5, 0],
  [0, 0],
  [0.4999999999999999, 0],
  [0.5 - 2 ** -54, 0],
  [-(0.5 - 2 ** -54), 0],
  [2 ** 52 - 0.5, 2 ** 52],
])("%s becomes %s", (value, expected) => {
  expect(roundHalfUp(value)).toBe(expected);
});

test("any number becomes what Math.round makes of it", () => {
  const numbers = fc.double({ min: -(2 ** 52), max: 2 ** 52, noNaN: true });
  fc.assert(
    fc.property(numbers, (value) => {
      expect(roundHalfUp(value)).toBe(Math.round(value) + 0);
    }),
  );
});
