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
])("%s becomes %s", (value, expected) => {
  expect(roundHalfUp(value)).toBe(expected);
});

test("any number becomes what Math.round makes of it", () => {
  const numbers = fc.double({ min: -1e9, max: 1e9, noNaN: true });
  fc.assert(
    fc.property(numbers, (value) => {
      fc.pre(value !== 0.5 - 2 ** -54);
      expect(roundHalfUp(value)).toBe(Math.round(value) + 0);
    }),
  );
});

test("one number is too close to a half to stay below it", () => {
  expect(roundHalfUp(0.5 - 2 ** -54)).toBe(1);
});
