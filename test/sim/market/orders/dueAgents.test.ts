import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { RING_MASK } from "#sim/agents/devices/device.ts";
import type { World } from "#sim/world/world.ts";
import { askAll, EVE, homesAt, NOON, nominate, tradingPlace } from "#test/support/tradingPlace.ts";

const HOMES = ["LV", "LV", "F1-1", "F1-1", "F1-1", "F1-2", "F1-2", "F1-2"];
const ALL = Array.from(HOMES.keys());

let street: World;
let withSleeper: World;
beforeAll(() => {
  street = homesAt(HOMES);
  withSleeper = homesAt([...HOMES, "LV"]);
});

test("whose order a trade has left below the dead band takes it back when its turn comes", () => {
  const place = tradingPlace(street);
  place.trading.open(NOON);
  nominate(place, NOON, [-640, 0, 0, 0, 0, 0, 0, 0]);
  askAll(place, NOON, EVE, ALL, 0);
  // The seller finds all as it wants it until the first buyer has come; 40 Wh are then too little.
  nominate(place, NOON, [-640, 600, 600, 0, 0, 0, 0, 0]);
  askAll(place, NOON, EVE, [1, 0, 2, 3, 4, 5, 6, 7], 0);
  expect(place.trades.map(({ buyer, energyWh }) => [buyer, energyWh])).toEqual([[1, 600]]);
});

const rounds = fc.array(
  fc.record({
    // Many that a trade leaves a little of, and many that hardly change from round to round.
    wishes: fc.array(
      fc.oneof(fc.integer({ min: -3000, max: 3000 }), fc.constantFrom(-640, -600, 0, 30, 600, 620)),
      { minLength: HOMES.length, maxLength: HOMES.length },
    ),
    isKept: fc.array(fc.boolean(), { minLength: HOMES.length, maxLength: HOMES.length }),
    order: fc.shuffledSubarray(ALL, { minLength: HOMES.length, maxLength: HOMES.length }),
    patience: fc.constantFrom(1, 0.97, 0.94, 0.5, 0),
  }),
  { minLength: 2, maxLength: 6 },
);

test("who is passed over would have done nothing: all trades are those of a round in which everyone looks", () => {
  let trades = 0;
  fc.assert(
    fc.property(rounds, (all) => {
      const quick = tradingPlace(street);
      // Where one is not asked, the others are not looked through beforehand.
      const slow = tradingPlace(withSleeper);
      quick.trading.open(NOON);
      slow.trading.open(NOON);
      let wishes = ALL.map(() => 0);
      for (const { wishes: next, isKept, order, patience } of all) {
        wishes = wishes.map((wish, k) => (isKept[k] ? wish : next[k]!));
        nominate(quick, NOON, wishes);
        nominate(slow, NOON, [...wishes, 0]);
        askAll(quick, NOON, EVE, order, patience);
        askAll(slow, NOON, EVE, order, patience);
        expect(quick.trades).toEqual(slow.trades);
      }
      const traded = quick.agents.map(({ tradedWh }) => tradedWh[NOON & RING_MASK]!);
      const columns = HOMES.length;
      const row = (NOON & RING_MASK) * columns;
      expect([...quick.trading.tradedWh.subarray(row, row + columns)]).toEqual(traded);
      trades += quick.trades.length;
    }),
  );
  expect(trades).toBeGreaterThan(100);
});
