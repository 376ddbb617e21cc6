import { expect, test } from "vitest";
import { historyOf, orderedWindows } from "#sim/baselines/orderedWindows.ts";
import { PERIODS, type UnitDay } from "#sim/baselines/unitDays.ts";

/** A day that meters `level` Wh in every period; orders by period. */
function dayOf(level: number, isWorkingDay: boolean, orders: Record<number, number> = {}): UnitDay {
  const flat = () => new Float64Array(PERIODS).fill(level);
  const orderedWh = new Float64Array(PERIODS);
  for (const [period, wh] of Object.entries(orders)) orderedWh[Number(period)] = wh;
  return { isWorkingDay, nominatedWh: flat(), meteredWh: flat(), truthWh: flat(), orderedWh };
}

test.each<[string, Record<number, number>, [number, number, number][]]>([
  ["no orders", {}, []],
  ["one period", { 5: 100 }, [[5, 6, 0]]],
  ["consecutive periods are one window", { 5: 100, 6: 20, 7: 1 }, [[5, 8, 0]]],
  [
    "another direction is another window",
    { 5: 100, 6: -20 },
    [
      [5, 6, 0],
      [6, 7, 1],
    ],
  ],
  [
    "first and last period",
    { 0: -1, 95: 2 },
    [
      [0, 1, 1],
      [95, 96, 0],
    ],
  ],
])("%s", (_, orders, expected) => {
  const found = orderedWindows(dayOf(0, true, orders));
  expect(found.map(({ from, to, direction }) => [from, to, direction])).toEqual(expected);
});

test("like days are of the same kind, without orders around the window, newest first, and known", () => {
  const window = { from: 40, to: 42, direction: 0 } as const;
  const days = [
    dayOf(1, true),
    dayOf(2, true, { 32: 10 }), // within two hours before
    dayOf(3, false),
    undefined, // clocks changed
    dayOf(5, true, { 42: 10 }), // behind the window
    dayOf(6, true, { 31: 10 }),
    dayOf(7, true, { 40: 500 }),
    dayOf(8, true),
  ];
  const { likeDays, isWorkingDay, today } = historyOf(days, 6, window);
  expect(likeDays.map((day) => day[0])).toEqual([6, 5, 1]);
  expect([isWorkingDay, today[0]]).toEqual([true, 7]);
});

test("ten like days are enough, and none is older than sixty days", () => {
  const window = { from: 40, to: 42, direction: 0 } as const;
  const full = Array.from({ length: 30 }, (_, day) => dayOf(day, true));
  expect(historyOf(full, 29, window).likeDays.map((day) => day[0])).toEqual([
    28, 27, 26, 25, 24, 23, 22, 21, 20, 19,
  ]);
  const old = Array.from({ length: 80 }, (_, day) => dayOf(day, day < 20 || day === 79));
  expect(historyOf(old, 79, window).likeDays.map((day) => day[0])).toEqual([19]);
});
