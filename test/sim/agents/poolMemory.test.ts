import fc from "fast-check";
import { expect, test } from "vitest";
import { PoolMemory } from "#sim/agents/poolMemory.ts";

const settings = (capability: "share" | "quantile", reliabilityLearning = 0) => ({
  offerQuantile: 0.8,
  pooling: { capability, reliabilityLearning },
});

test("without learning the share of the scenario is offered, whatever is delivered", () => {
  const memory = new PoolMemory(settings("share"));
  memory.verify(0, 1000, 0);
  memory.verify(1, 1000, 500);
  expect([memory.offerShare(0), memory.offerShare(1)]).toEqual([0.8, 0.8]);
  expect(memory.observes).toBe(false);
});

test("who delivers half of what is ordered offers half in the end, in that direction alone", () => {
  const memory = new PoolMemory(settings("share", 0.1));
  const shares = Array.from({ length: 100 }, () => {
    memory.verify(0, 1000, 500);
    return memory.offerShare(0);
  });
  expect(shares[0]).toBeCloseTo(0.8 * 0.95, 9);
  expect(shares.at(-1)).toBeCloseTo(0.4, 4);
  expect(shares).toEqual([...shares].sort((a, b) => b - a));
  expect(memory.offerShare(1)).toBe(0.8);
  for (let k = 0; k < 100; k++) memory.verify(0, 1000, 2000);
  expect(memory.reliability(0)).toBeGreaterThan(0.99);
  expect(memory.reliability(0)).toBeLessThanOrEqual(1);
});

test("by quantile as much is offered as was there in so many of the periods of a week", () => {
  const ratio = fc.integer({ min: 0, max: 1200 }).map((permille) => permille / 1000);
  fc.assert(
    fc.property(fc.array(ratio, { minLength: 100, maxLength: 800 }), (ratios) => {
      const memory = new PoolMemory(settings("quantile"));
      for (const [i, found] of ratios.entries()) {
        memory.freeze(i, 0, 2000);
        memory.observe(i, 0, found * 2000);
      }
      const offered = memory.offerShare(0);
      // The last refresh looked at a whole number of hours.
      const seen = ratios.slice(0, ratios.length - (ratios.length % 4)).slice(-672);
      const enough = seen.filter((found) => found >= offered - 1e-9).length / seen.length;
      expect(enough).toBeGreaterThanOrEqual(0.8 - 1e-9);
      const above = seen.filter((found) => Math.min(1, found) > offered).length / seen.length;
      expect(above).toBeLessThanOrEqual(0.8 + 1 / seen.length);
      expect(offered).toBeLessThanOrEqual(1);
      expect(memory.offerShare(1)).toBe(0.8);
    }),
    { numRuns: 60 },
  );
});

test("before a day is seen, and where hardly anything can be moved, the share itself is offered", () => {
  const memory = new PoolMemory(settings("quantile"));
  for (let i = 0; i < 95; i++) {
    memory.freeze(i, 0, 1000);
    memory.observe(i, 0, 0);
    memory.freeze(i, 1, 40);
    memory.observe(i, 1, 0);
  }
  expect([memory.offerShare(0), memory.offerShare(1)]).toEqual([0.8, 0.8]);
  // A period without an offer says nothing either.
  for (let i = 95; i < 300; i++) memory.observe(i, 0, 0);
  expect(memory.offerShare(0)).toBe(0.8);
});
