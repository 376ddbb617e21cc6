import fc from "fast-check";
import { expect, test } from "vitest";
import { normalQuantile } from "#sim/agents/targetQuantity.ts";
import { targetWh } from "#test/support/targetWh.ts";

/** Standard normal deviates, each standing for the same share of probability. */
const deviates = normals(2001);

/** Cost of having traded `q` in expectation, by trying every need there may be; µEUR. */
function expectedCost(q: number, mean: number, sd: number, prices: Prices): number {
  const traded = q > 0 ? q * prices.buy : q * prices.sell;
  let rest = 0;
  for (const z of deviates) {
    const open = mean + sd * z - q;
    rest += open > 0 ? open * prices.import : open * prices.feedIn;
  }
  return traded + rest / deviates.length;
}

interface Prices {
  readonly buy: number;
  readonly sell: number;
  readonly import: number;
  readonly feedIn: number;
}

test("no other quantity would have been cheaper in expectation", () => {
  const cases = fc.record({
    mean: fc.integer({ min: -1500, max: 1500 }),
    sd: fc.integer({ min: 20, max: 600 }),
    feedIn: fc.integer({ min: 20, max: 80 }),
    spread: fc.integer({ min: 40, max: 200 }),
    sellAt: fc.double({ min: 0.1, max: 0.9, noNaN: true }),
    buyAbove: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  fc.assert(
    fc.property(cases, ({ mean, sd, feedIn, spread, sellAt, buyAbove }) => {
      const share = sellAt + (0.9 - sellAt) * buyAbove;
      const prices = {
        feedIn,
        import: feedIn + spread,
        sell: feedIn + spread * sellAt,
        buy: feedIn + spread * share,
      };
      const target = targetWh(mean, sd, prices.buy, prices.sell, prices.import, prices.feedIn);
      const best = expectedCost(target, mean, sd, prices);
      for (let q = mean - 3 * sd; q <= mean + 3 * sd; q += sd / 20)
        expect(best).toBeLessThanOrEqual(expectedCost(q, mean, sd, prices) + 1e-3 * sd * spread);
    }),
    { numRuns: 60 },
  );
});

test.each([
  ["buys little where the market is hardly cheaper than the retailer", 1000, 145, 60, 0.1],
  ["buys much where the market is nearly as cheap as feed-in", 1000, 65, 60, 0.9],
  ["sells little for hardly more than feed-in", -1000, 150, 65, 0.9],
])("%s", (_, mean, buy, sell, share) => {
  const target = targetWh(mean, 300, buy, sell, 150, 60);
  expect(Math.sign(target)).toBe(Math.sign(mean));
  if (share > 0.5) expect(target).toBeGreaterThan(mean);
  else expect(target).toBeLessThan(mean);
});

test("without doubt, or without a margin to the retailer, the plan is the target", () => {
  expect(targetWh(700, 0, 100, 90, 150, 60)).toBe(700);
  expect(targetWh(-700, 100, 100, 90, 60, 60)).toBe(-700);
});

test("who may need either nothing or little waits between the two prices", () => {
  expect(targetWh(0, 200, 140, 70, 150, 60)).toBe(0);
});

test.each([
  [0.5, 0],
  [0.25, -0.6744897502],
  [0.9, 1.2815515655],
  [0.1, -1.2815515655],
  [0.925, 1.4395314709],
  [0.999, 1.4395314709],
  [-3, -1.4395314709],
])("the normal quantile of %d is %d, and no further out than 1.44", (share, z) => {
  expect(normalQuantile(share)).toBeCloseTo(z, 6);
});

/** By adding up the density: slow and obvious. */
function normals(count: number): number[] {
  const step = 1e-3;
  const found: number[] = [];
  let sum = 0;
  for (let z = -6; found.length < count; z += step) {
    sum += (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * step;
    while (found.length < count && sum >= (found.length + 0.5) / count) found.push(z);
    if (z > 6) found.push(6);
  }
  return found;
}
