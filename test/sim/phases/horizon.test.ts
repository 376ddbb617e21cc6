import { beforeAll, expect, test } from "vitest";
import { horizonAt } from "#sim/phases/horizon.ts";
import { buildWorld, type World } from "#sim/world/world.ts";
import { smallScenario } from "#test/support/smallScenario.ts";

let world: World;
beforeAll(() => {
  const calendar = { start: "2025-03-28", days: 3, spinUpDays: 1 };
  world = buildWorld(smallScenario({ calendar }), { seed: 1 });
});

/** Index of a wall-clock time on run day `day`. */
function at(day: number, hour: number, minute: number): number {
  const { firstRunDay, dayStart, minuteOfDay } = world.calendar;
  let i = dayStart[firstRunDay + day]!;
  while (minuteOfDay[i]! < hour * 60 + minute) i++;
  return i;
}

test.each([
  ["16:45", 16, 45, "19:00", "22:00", "24:00", false],
  ["17:00", 17, 0, "19:15", "22:15", "48:00", true],
  ["22:00", 22, 0, "24:15", "27:15", "48:00", false],
  ["23:45", 23, 45, "26:00", "29:00", "48:00", false],
] as const)(
  "at %s the first open gate is %s, the window ends %s, the horizon %s",
  (_, hour, minute, ...expected) => {
    const now = at(0, hour, minute);
    const { open, window, end, isDayAhead } = horizonAt(world, now);
    const clock = (i: number) => {
      const quarters = i - at(0, 0, 0);
      return `${Math.floor(quarters / 4)}:${String((quarters % 4) * 15).padStart(2, "0")}`;
    };
    expect([clock(open), clock(window), clock(end), isDayAhead]).toEqual(expected);
  },
);

test("books of the first quarter hours of a day close at ten on its eve", () => {
  // Closing comes before the round of the same instant: 24:00 is closed, 24:15 is open.
  expect(horizonAt(world, at(0, 22, 0)).open).toBe(at(1, 0, 15));
  expect(horizonAt(world, at(0, 21, 45)).open).toBe(at(1, 0, 0));
});

test("late in the day before the next day is open, only what is left of today is", () => {
  const { open, window, end } = horizonAt(world, at(0, 16, 0));
  expect(end).toBe(at(1, 0, 0));
  expect(window).toBeLessThanOrEqual(end);
  expect(open).toBeLessThan(end);
});

test("the eve of a clock change plans all 92 periods of the next day", () => {
  const { end } = horizonAt(world, at(1, 17, 0));
  expect(end - at(2, 0, 0)).toBe(92);
});

test("on the last day of the run the horizon still reaches a day further", () => {
  const now = at(2, 17, 0);
  expect(horizonAt(world, now).end).toBeGreaterThan(world.calendar.endRun);
});
