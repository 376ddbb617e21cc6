import fc from "fast-check";
import { expect, test } from "vitest";
import type { BaselineHistory, BaselineMethod } from "#engine/settlement/baseline.ts";
import { capacity, fixedReference, nominated, zero } from "#engine/settlement/baselineDeclared.ts";
import {
  ASSET_KINDS,
  BASELINE_OF,
  baselineFor,
  COMPARED_BASELINES,
  makeBaseline,
} from "#engine/settlement/baselineFor.ts";
import { byDayKind, highXofY, midXofY, rolling } from "#engine/settlement/baselineLikeDays.ts";
import { meterBefore, meterBeforeAfter } from "#engine/settlement/baselineMeters.ts";

const PERIODS = 4;
const mid8of10 = midXofY(8, 10);

/** Ten like days, newest first: day k has 10 + k in period 2, (k + 3) % 10 in period 3, zero before. */
const likeDays = Array.from({ length: 10 }, (_, k) => [0, 0, 10 + k, 10 * ((k + 3) % 10)]);
const history: BaselineHistory = {
  likeDays,
  isWorkingDay: true,
  today: [100, 200, Number.NaN, Number.NaN],
  nominated: [1, 2, 3, 4],
};

const estimate = (method: BaselineMethod, from: number, to = PERIODS, change = {}) => {
  const result = method.estimate({ ...history, ...change }, { from, to, direction: 0 });
  return result && [...result];
};

test.each<[string, BaselineMethod, number, number[]]>([
  ["the nomination of each period", nominated, 1, [2, 3, 4]],
  ["the mean of the highest 2 of the last 4 days", highXofY(2, 4), 2, [12.5, 55]],
  ["the mean of all", highXofY(10, 10), 2, [14.5, 45]],
  ["the middle 8 of 10", mid8of10, 2, [14, 45]],
  ["the middle 2 of 4: energies 40, 51, 62, 73", midXofY(2, 4), 2, [11.5, 45]],
  ["the mean of the last 5, whatever they were", rolling(5), 2, [12, 50]],
  ["the mean of the hour before, held", meterBefore(2), 2, [150, 150]],
  ["what the DSO publishes per device, times 3", fixedReference([1, 2, 3, 5], 3), 2, [9, 15]],
  ["nothing, on standby", zero, 2, [0, 0]],
  ["what feeds in all the time", capacity(-250), 2, [-250, -250]],
])("%s", (_, method, from, expected) => {
  expect(estimate(method, from)).toEqual(expected);
});

test("meter before, meter after: a ramp through the middles of the periods", () => {
  const today = [80, 120, Number.NaN, Number.NaN, 220, 180];
  expect(estimate(meterBeforeAfter(2), 2, 4, { today })).toEqual([125, 175]);
  expect(estimate(meterBeforeAfter(2), 2, 3, { today: [80, 120, Number.NaN, 250, 150] })).toEqual([
    150,
  ]);
});

test("working days and others may be measured differently", () => {
  const bl01 = byDayKind(mid8of10, midXofY(2, 4));
  expect(estimate(bl01, 2)).toEqual([14, 45]);
  expect(estimate(bl01, 2, PERIODS, { isWorkingDay: false })).toEqual([11.5, 45]);
});

test("methods rank days by the window alone", () => {
  expect(estimate(highXofY(1, 10), 2, 3)).toEqual([19]);
  expect(estimate(highXofY(1, 10), 3, 4)).toEqual([90]);
});

test.each<[string, BaselineMethod, number]>([
  ["fewer like days than asked for", highXofY(5, 11), 2],
  ["fewer like days than the mean is over", rolling(11), 2],
  ["no period before the window", meterBefore(3), 2],
  ["no period after the window", meterBeforeAfter(1), 2],
  ["a reference of half a day", fixedReference([1, 2], 3), 2],
])("a history that is too short gives no baseline: %s", (_, method, from) => {
  expect(estimate(method, from)).toBeNull();
});

test("nine like days are too few for mid 8 of 10", () => {
  expect(estimate(mid8of10, 2, PERIODS, { likeDays: likeDays.slice(1) })).toBeNull();
});

const compared = COMPARED_BASELINES.map((terms) => makeBaseline(terms));

/** Days of 24 periods and an order somewhere behind the tenth. */
const worlds = fc.record({
  days: fc.array(
    fc.array(fc.integer({ min: -5000, max: 5000 }), { minLength: 24, maxLength: 24 }),
    { minLength: 12, maxLength: 12 },
  ),
  from: fc.integer({ min: 8, max: 16 }),
  length: fc.integer({ min: 1, max: 4 }),
  direction: fc.constantFrom<0 | 1>(0, 1),
});

const historyOf = (days: number[][]): BaselineHistory => ({
  likeDays: days.slice(2),
  isWorkingDay: true,
  today: days[0]!,
  nominated: days[1]!,
});

test("no method looks at what is metered during the order", () => {
  fc.assert(
    fc.property(worlds, ({ days, from, length, direction }) => {
      const window = { from, to: from + length, direction };
      const before = historyOf(days);
      const today = Float64Array.from(before.today, (wh, i) =>
        i < from || i >= from + length ? wh : 1e9,
      );
      for (const method of compared) {
        const found = method.estimate({ ...before, today }, window);
        expect(found, method.name).toEqual(method.estimate(before, window));
        expect(found!.every(Number.isFinite), method.name).toBe(true);
        expect(found).toHaveLength(length);
      }
    }),
  );
});

test("every method finds what repeats itself every day", () => {
  fc.assert(
    fc.property(
      worlds,
      fc.integer({ min: -5000, max: 5000 }),
      ({ from, length, direction }, wh) => {
        const days = Array.from({ length: 12 }, () => new Array<number>(24).fill(wh));
        const window = { from, to: from + length, direction };
        for (const method of compared) {
          if (method.name === "zero") continue;
          for (const value of method.estimate(historyOf(days), window)!)
            expect(value).toBeCloseTo(wh, 9);
        }
      },
    ),
  );
});

test("high X of Y is never below mid X of Y, and no mean leaves the range of its days", () => {
  fc.assert(
    fc.property(worlds, ({ days, from, direction }) => {
      const window = { from, to: from + 1, direction };
      const value = (method: BaselineMethod) => method.estimate(historyOf(days), window)![0]!;
      const of = days.slice(2).map((day) => day[from]!);
      expect(value(highXofY(8, 10))).toBeGreaterThanOrEqual(value(mid8of10) - 1e-9);
      for (const method of [highXofY(5, 10), mid8of10, rolling(5)]) {
        expect(value(method)).toBeGreaterThanOrEqual(Math.min(...of) - 1e-9);
        expect(value(method)).toBeLessThanOrEqual(Math.max(...of) + 1e-9);
      }
    }),
  );
});

test("methods have names of their own", () => {
  expect(compared.map(({ name }) => name)).toEqual([
    "nominated",
    "high5of10",
    "high4of5",
    "mid8of10",
    "mid8of10+additive",
    "mid8of10+multiplicative",
    "mid8of10+additiveOneSided",
    "rolling5",
    "high10of10+additive",
    "meterBefore4",
    "meterBeforeAfter4",
    "zero",
  ]);
});

test.each([
  ["localMarket", "nominated"],
  ["office", "mid8of10/mid2of4+additive"],
  ["generation", "nominated"],
  ["battery", "meterBefore4"],
  ["vehicles", "fixedReference"],
  ["heatPumps", "fixedReference"],
  ["standby", "zero"],
] as const)("%s is measured by %s", (kind, name) => {
  expect(baselineFor(kind, { deviceWh: [1], devices: 1 }).name).toBe(name);
  expect(Object.keys(BASELINE_OF).sort()).toEqual([...ASSET_KINDS].sort());
});

test("a pool without a published reference is measured by its nomination", () => {
  expect(baselineFor("vehicles")).toBe(nominated);
});
