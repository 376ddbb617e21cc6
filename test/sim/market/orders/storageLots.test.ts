import fc from "fast-check";
import { expect, test } from "vitest";
import { RING } from "#sim/agents/devices/device.ts";
import { StorageLots, type Store } from "#sim/market/orders/storageLots.ts";

const ROUND_TRIP = 0.8;

/** A battery that holds so much, Wh at the grid, and follows these energies from period 10 on. */
function storeOf(heldWh: number, energies: readonly number[]): Store {
  const plan = new Float64Array(RING);
  for (const [k, wh] of energies.entries()) plan[10 + k] = wh;
  return {
    plan,
    capability: (i, _, out) => {
      out.energyWh = Math.max(0, heldWh + plan[i]!);
    },
  };
}

/** Sources of a sale in the last period, all of which the battery delivers, as period: Wh. */
function sources(
  heldWh: number,
  energies: readonly number[],
  bids: Readonly<Record<number, number>>,
  { saleWh = -energies.at(-1)!, offeredWh = 0, soldWh = 0 } = {},
): Record<number, number> {
  const lots = new StorageLots(storeOf(heldWh, energies), ROUND_TRIP);
  lots.begin(10);
  const restWh = Int32Array.from({ length: RING }, (_, i) => bids[i] ?? 0);
  const own = { restWh, place: 0, columns: 1 };
  lots.find(9 + energies.length, { saleWh, offeredWh, soldWh }, own);
  return Object.fromEntries(lots.period.map((at, k) => [at, lots.energyWh[k]!]));
}

test.each([
  ["it holds it already", 1000, [0, -800], {}, {}],
  ["it holds it, though it buys as well", 1000, [500, -800], { 10: 500 }, {}],
  ["it buys it first", 0, [1000, -800], { 10: 1000 }, { 10: 800 }],
  ["it buys a part", 300, [1000, -800], { 10: 1000 }, { 10: 500 }],
  ["it charges from its own roof or the retailer", 0, [1000, -800], {}, {}],
  ["its bid has traded but for a rest", 0, [1000, -800], { 10: 250 }, { 10: 200 }],
  ["its bid is for the home as well", 0, [1000, -800], { 10: 3000 }, { 10: 800 }],
  [
    "two purchases, the first first",
    0,
    [500, 500, -700],
    { 10: 500, 11: 500 },
    { 10: 400, 11: 300 },
  ],
  [
    "sales between use up the first",
    0,
    [500, -300, 500, -500],
    { 10: 500, 12: 500 },
    { 10: 100, 12: 400 },
  ],
  ["the home between uses what is held first", 300, [500, -300, -400], { 10: 500 }, { 10: 400 }],
  ["more is bought than sold", 0, [1250, -300], { 10: 1250 }, { 10: 300 }],
] as const)("of a sale it needs a purchase for: %s", (_, heldWh, energies, bids, expected) => {
  expect(sources(heldWh, energies, bids)).toEqual(expected);
});

test("only what the battery delivers of a sale needs a purchase, and only what is sold of that", () => {
  expect(sources(0, [1000, -800], { 10: 1000 }, { saleWh: 5000 })).toEqual({ 10: 800 });
  expect(sources(0, [1000, -800], { 10: 1000 }, { saleWh: 200 })).toEqual({ 10: 200 });
  expect(sources(0, [1000, 0], { 10: 1000 }, { saleWh: 200 })).toEqual({});
});

test("what is offered already, its purchase made, is not looked for again", () => {
  // 400 of the 800 are held now, and stand in the book.
  const more = { offeredWh: 400 };
  expect(sources(400, [0, 500, -800], { 11: 500 }, more)).toEqual({ 11: 400 });
  expect(sources(0, [0, 500, -400], { 11: 500 }, more)).toEqual({});
});

test("what was sold before has used up what is held, and then the first purchases", () => {
  const bids = { 10: 500, 11: 500 };
  const sold = (heldWh: number, soldWh: number, saleWh: number) =>
    sources(heldWh, [500, 500, -1000], bids, { saleWh, soldWh });
  expect(sold(300, 200, 400)).toEqual({ 10: 300 });
  expect(sold(300, 500, 400)).toEqual({ 10: 200, 11: 200 });
  expect(sold(300, 600, 400)).toEqual({ 10: 100, 11: 300 });
  expect(sold(300, 1000, 0)).toEqual({});
  // 700 Wh come from the roof, and were sold first.
  expect(sold(300, 700, 1000)).toEqual({ 10: 400, 11: 300 });
});

test("sources never exceed the sale, what a purchase gives, or what the battery does not hold", () => {
  const wh = fc.integer({ min: -1250, max: 1250 });
  const bid = fc.integer({ min: 0, max: 1500 });
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 4000 }),
      fc.array(fc.tuple(wh, bid), { minLength: 1, maxLength: 12 }),
      fc.integer({ min: 1, max: 1250 }),
      (heldWh, before, saleWh) => {
        const energies = [...before.map(([energy]) => energy), -1250];
        const bids = Object.fromEntries(before.map(([, open], k) => [10 + k, open]));
        const found = sources(heldWh, energies, bids, { saleWh });
        const sum = Object.values(found).reduce((a, b) => a + b, 0);
        expect(sum).toBeLessThanOrEqual(saleWh + 1e-9);
        for (const [at, energyWh] of Object.entries(found)) {
          const charged = Math.min(energies[Number(at) - 10]!, bids[at]!);
          expect(energyWh).toBeLessThanOrEqual(charged * ROUND_TRIP + 1e-9);
        }
        // Slow and plain: the same sum, period by period in two pots.
        let held = heldWh;
        let bought = 0;
        for (const [energy, open] of before) {
          const buys = Math.min(Math.max(0, energy), open);
          bought += buys * ROUND_TRIP;
          held += (Math.max(0, energy) - buys) * ROUND_TRIP;
          const out = Math.max(0, -energy);
          bought = Math.max(0, bought - Math.max(0, out - held));
          held = Math.max(0, held - out);
        }
        expect(sum).toBeCloseTo(Math.min(Math.max(0, saleWh - held), bought), 6);
      },
    ),
  );
});
