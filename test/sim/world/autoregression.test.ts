import { expect, test } from "vitest";
import { streamKey } from "#sim/random/randomStream.ts";
import { autoregression } from "#sim/world/autoregression.ts";
import { correlation, deviation, mean } from "#test/support/statistics.ts";

const key = streamKey(1, "test/series");

test.each([0, 0.33, 0.62, 0.88, 0.97])("lag-1 %d comes out, with mean 0 and sd 1", (lag1) => {
  const series = autoregression(key, lag1, 1_930_000, 200_000);
  expect(Math.abs(mean(series))).toBeLessThan(0.07);
  expect(Math.abs(deviation(series) - 1)).toBeLessThan(0.04);
  expect(Math.abs(correlation(series, series, 1) - lag1)).toBeLessThan(0.01);
  expect(Math.abs(correlation(series, series, 3) - lag1 ** 3)).toBeLessThan(0.02);
});

test("a value does not depend on where the series is entered", () => {
  const long = autoregression(key, 0.97, 100_000, 20_000);
  const late = autoregression(key, 0.97, 111_111, 5_000);
  expect(late).toEqual(long.slice(11_111, 16_111));
});

test("the seam between blocks is no jump", () => {
  const series = autoregression(key, 0.99, 4096 * 50, 4096 * 40);
  let steps = 0;
  for (let block = 1; block < 40; block++) {
    steps += (series[block * 4096]! - 0.99 * series[block * 4096 - 1]!) ** 2;
  }
  expect(Math.sqrt(steps / 39)).toBeLessThan(1.5 * Math.sqrt(1 - 0.99 ** 2));
});
