import { expect, test } from "vitest";
import { hoursWithin, isWithin } from "#sim/world/localHours.ts";

const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

test.each([
  [22, 6, [22, 23, 0, 1, 2, 3, 4, 5]],
  [1, 4, [1, 2, 3]],
  [0, 1, [0]],
  [23, 0, [23]],
  [6, 6, HOURS],
])("from %d to %d h", (from, to, expected) => {
  const within = HOURS.filter((hour) => isWithin(hour, [from, to]));
  expect(new Set(within)).toEqual(new Set(expected));
  expect(isWithin((to + 23.75) % 24, [from, to])).toBe(true);
});

test("a span has as many hours as lie within it", () => {
  for (const from of HOURS) {
    for (const to of HOURS) {
      const within = HOURS.filter((hour) => isWithin(hour, [from, to]));
      expect(hoursWithin([from, to])).toBe(within.length);
    }
  }
});
