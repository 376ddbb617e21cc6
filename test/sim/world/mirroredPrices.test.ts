import { expect, test } from "vitest";
import { buildCalendar } from "#sim/world/calendar.ts";
import { drawDayAhead } from "#sim/world/prices.ts";
import { smallScenario } from "#test/support/smallScenario.ts";
import { mean } from "#test/support/statistics.ts";

const { place, prices } = smallScenario();
const calendar = buildCalendar({ ...place, start: "2025-01-01", days: 730, spinUpDays: 1 });
const flat = Array.from({ length: 24 }, () => 1);
const seasons = { winter: flat, spring: flat, summer: flat, autumn: flat };
const level = {
  ...prices.dayAhead,
  monthFactor: Array.from({ length: 12 }, () => 1),
  shape: { weekday: seasons, weekend: seasons },
  dailyLogSd: 0.25,
  hourlyLogSd: 0.4,
};

/** Prices over their mean, one an hour, smallest first. */
function drawn(mirroredAt: number | null, seed: number): Float64Array {
  const micro = drawDayAhead(calendar, { ...level, mirroredAt }, 42.7, seed);
  const hours = Float64Array.from({ length: calendar.count / 4 }, (_, k) => micro[4 * k]! / 1000);
  const middle = mean(hours);
  return hours.map((price) => price / middle).sort();
}

/** Third moment over sd³. */
function skew(values: Float64Array): number {
  const middle = mean(values);
  const moment = (power: number) => mean(values.map((x) => (x - middle) ** power));
  return moment(3) / moment(2) ** 1.5;
}

test("mirrored deviations lean to the cheap side, lognormal ones to the dear", () => {
  for (const seed of [1, 2, 3]) {
    expect(skew(drawn(null, seed))).toBeGreaterThan(0.5);
    expect(skew(drawn(1.5, seed))).toBeLessThan(0);
  }
});

test("mirrored prices keep their mean, end where they are mirrored, and never turn", () => {
  for (const seed of [1, 2, 3]) {
    const micro = drawDayAhead(calendar, { ...level, mirroredAt: 1.5 }, 42.7, seed);
    const eur = Float64Array.from(micro, (price) => price / 1000);
    expect(Math.abs(mean(eur) / 95 - 1)).toBeLessThan(0.05);
    // 1.13 over the mean is the dearest day of the week.
    expect(eur.reduce((most, price) => Math.max(most, price))).toBeLessThan(95 * 1.5 * 1.5 * 1.15);
    expect(eur.reduce((least, price) => Math.min(least, price))).toBeGreaterThanOrEqual(0);
  }
});
