import fc from "fast-check";
import { expect, test } from "vitest";
import { coverWh } from "#sim/agents/devices/coverWh.ts";

const wh = fc.integer({ min: -2000, max: 2000 });
const prices = fc
  .record({
    feedIn: fc.integer({ min: -50, max: 100 }),
    spread: fc.integer({ min: 0, max: 200 }),
    stored: fc.integer({ min: -100, max: 300 }),
    wear: fc.integer({ min: 0, max: 40 }),
    efficiency: fc.constantFrom(0.8, 0.95, 1),
  })
  .map(({ feedIn, spread, stored, wear, efficiency }) => ({
    feedIn,
    importPrice: feedIn + spread,
    takesBelow: stored * efficiency - wear,
    givesAbove: stored / efficiency + wear,
  }));

test("no other amount up to the whole deviation costs less, and none is on the other side of it", () => {
  fc.assert(
    fc.property(wh, wh, prices, (net, target, price) => {
      const { feedIn, importPrice, takesBelow, givesAbove } = price;
      const gridCost = (at: number) => (at > 0 ? at * importPrice : at * feedIn);
      const cost = (energy: number) =>
        gridCost(net + energy) - energy * (energy > 0 ? takesBelow : givesAbove);
      const chosen = coverWh(net, target, importPrice, feedIn, takesBelow, givesAbove);
      const missing = target - net;
      expect(Math.abs(chosen)).toBeLessThanOrEqual(Math.abs(missing));
      expect(chosen * missing).toBeGreaterThanOrEqual(0);
      for (let k = 0; k <= 20; k++) {
        expect(cost(chosen)).toBeLessThanOrEqual(cost((missing * k) / 20) + 1e-6);
      }
    }),
    { numRuns: 500 },
  );
});

test.each([
  // net, target, covered: import 150, feed-in 60, a kWh is worth storing up to 100, giving from 115 on
  ["an unforeseen surplus is stored", -500, -200, 300],
  ["as far as nothing is bought for it", -300, 400, 300],
  ["who needs less than nominated stores nothing", 300, 800, 0],
  ["who needs more is given the rest", 900, 400, -500],
  ["but nothing for the grid", 300, -400, -300],
  ["a smaller surplus stays one", -200, -500, 0],
] as const)("%s", (_, net, target, covered) => {
  expect(coverWh(net, target, 150, 60, 100, 115) + 0).toBe(covered);
});
