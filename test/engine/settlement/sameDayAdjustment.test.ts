import fc from "fast-check";
import { expect, test } from "vitest";
import type { BaselineHistory } from "#engine/settlement/baseline.ts";
import { nominated } from "#engine/settlement/baselineDeclared.ts";
import {
  ADDITIVE,
  adjusted,
  HOUR_BEFORE,
  inflateBefore,
  MULTIPLICATIVE,
  type SameDayAdjustment,
} from "#engine/settlement/sameDayAdjustment.ts";

/** Nominated 100 and 200 in turns; the order is in periods 8 and 9, the adjustment in 0 to 3. */
const nominations = Array.from({ length: 12 }, (_, i) => (i % 2 === 0 ? 100 : 200));
const metered = (before: number): BaselineHistory => ({
  likeDays: [],
  isWorkingDay: true,
  today: nominations.map((_, i) => (i < 4 ? before : Number.NaN)),
  nominated: nominations,
});
const up = { from: 8, to: 10, direction: 0 } as const;
const down = { ...up, direction: 1 } as const;

test.each<[string, SameDayAdjustment, number, number[]]>([
  ["meter 20 above: shifted up by 20", ADDITIVE, 170, [120, 220]],
  ["meter 20 below: shifted down by 20", ADDITIVE, 130, [80, 180]],
  ["meter 80 above: by the cap of 20 % of 150", ADDITIVE, 230, [130, 230]],
  ["meter 80 below: by the cap", ADDITIVE, 70, [70, 170]],
  ["a cap of 40 %", { ...ADDITIVE, capShare: 0.4 }, 230, [160, 260]],
  ["meter at 110 %: scaled", MULTIPLICATIVE, 165, [110, 220]],
  ["meter at 200 %: scaled by the cap", MULTIPLICATIVE, 300, [120, 240]],
  ["meter at 50 %: scaled by the floor", MULTIPLICATIVE, 75, [80, 160]],
])("%s", (_, adjustment, before, expected) => {
  const found = adjusted(nominated, adjustment).estimate(metered(before), up)!;
  expect(found).toHaveLength(2);
  for (const [i, value] of expected.entries()) expect(found[i]).toBeCloseTo(value, 9);
});

test.each<[string, SameDayAdjustment]>([
  ["additive", { ...ADDITIVE, oneSided: true }],
  ["multiplicative", { ...MULTIPLICATIVE, oneSided: true }],
])("a one-sided %s adjustment only helps the provider", (_, adjustment) => {
  const method = adjusted(nominated, adjustment);
  expect([...method.estimate(metered(120), up)!]).toEqual([100, 200]);
  expect(method.estimate(metered(160), up)![0]).toBeGreaterThan(100);
  expect([...method.estimate(metered(160), down)!]).toEqual([100, 200]);
  expect(method.estimate(metered(120), down)![0]).toBeLessThan(100);
});

test("feed-in is scaled as consumption is; a ratio to nothing leaves the estimate", () => {
  const of = (nominationWh: number, meteredWh: number) => ({
    ...metered(meteredWh),
    nominated: new Array<number>(12).fill(nominationWh),
  });
  const method = adjusted(nominated, MULTIPLICATIVE);
  expect(method.estimate(of(-100, -110), up)![0]).toBeCloseTo(-110, 9);
  expect(method.estimate(of(0, 500), up)![0]).toBe(0);
});

test("an order within the first two hours has no adjustment periods", () => {
  expect(adjusted(nominated, ADDITIVE).estimate(metered(1), { ...up, from: 7 })).toBeNull();
});

test("an adjustment never exceeds its cap, and gaming never gains more than it", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -3000, max: 3000 }), { minLength: 12, maxLength: 12 }),
      fc.integer({ min: -3000, max: 3000 }),
      fc.integer({ min: 0, max: 3000 }),
      fc.constantFrom<0 | 1>(0, 1),
      fc.boolean(),
      (plan, before, inflateWh, direction, oneSided) => {
        const history = { ...metered(before), nominated: plan };
        const window = { from: 8, to: 10, direction };
        const limit = (ADDITIVE.capShare * Math.abs(plan[8]! + plan[9]!)) / 2 + 1e-9;
        const method = adjusted(nominated, { ...ADDITIVE, oneSided });
        const honest = method.estimate(history, window)!;
        const gamed = method.estimate(
          inflateBefore(history, window, HOUR_BEFORE, inflateWh),
          window,
        )!;
        const sign = direction === 0 ? 1 : -1;
        for (const i of [0, 1]) {
          expect(Math.abs(honest[i]! - plan[8 + i]!)).toBeLessThanOrEqual(limit);
          expect(sign * (gamed[i]! - honest[i]!)).toBeGreaterThanOrEqual(-1e-9);
          expect(sign * (gamed[i]! - honest[i]!)).toBeLessThanOrEqual(2 * limit);
          expect(sign * (gamed[i]! - honest[i]!)).toBeLessThanOrEqual(inflateWh + 1e-9);
        }
      },
    ),
  );
});
