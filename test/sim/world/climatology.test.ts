import fc from "fast-check";
import { expect, test } from "vitest";
import { streamKey } from "#sim/random/randomStream.ts";
import { autoregression } from "#sim/world/autoregression.ts";
import { dailyClimatology } from "#sim/world/climatology.ts";
import { fitLogitNormal, logitNormal } from "#sim/world/logitNormal.ts";
import { deviation, mean } from "#test/support/statistics.ts";

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

test("every month keeps its mean", () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -20, max: 40, noNaN: true }), { minLength: 12, maxLength: 12 }),
      (monthly) => {
        const daily = dailyClimatology(monthly);
        let first = 1;
        monthly.forEach((value, month) => {
          expect(mean(daily.slice(first, first + DAYS[month]!))).toBeCloseTo(value, 4);
          first += DAYS[month]!;
        });
      },
    ),
    { numRuns: 30 },
  );
});

test("the year closes: New Year and leap days continue December", () => {
  const daily = dailyClimatology([-0.5, 1.6, 5.9, 11, 15.6, 19.6, 21.9, 21.9, 17, 11.4, 6, 0.8]);
  expect(daily).toHaveLength(367);
  for (let day = 1; day <= 366; day++) {
    expect(Math.abs(daily[day]! - daily[day - 1]!)).toBeLessThan(0.4);
  }
});

test.each([
  [0.41, 0.2, 0.05, 0.72],
  [0.58, 0.15, 0.05, 0.78],
  [0.31, 0.2, 0, 0.92],
  [0.12, 0.11, 0, 0.92],
])("a logit-normal meets mean %d and sd %d between %d and %d", (target, sd, low, high) => {
  const fit = fitLogitNormal(target, sd, low, high);
  const draws = autoregression(streamKey(1, "test/draws"), 0, 0, 50_000);
  const values = draws.map((z) => logitNormal(fit, z));
  expect(mean(values)).toBeCloseTo(target, 2);
  expect(deviation(values)).toBeCloseTo(sd, 2);
  expect(values.every((value) => value >= low && value <= high)).toBe(true);
});
