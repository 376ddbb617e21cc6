import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { BID, OFFER, type Side } from "#engine/market/side.ts";
import { RING_MASK } from "#sim/agents/devices/device.ts";
import type { Strategy } from "#sim/agents/strategies/strategy.ts";
import type { World } from "#sim/world/world.ts";
import {
  askAll,
  DAY,
  EVE,
  FEED_IN,
  gotBy,
  homesAt,
  lookAhead,
  NOON,
  nominate,
  paidBy,
  type SeenTrade,
  tradingPlace,
} from "#test/support/tradingPlace.ts";

let world: World;
let street: World;
beforeAll(() => {
  world = homesAt(["F1-1", "F1-1"]);
  street = homesAt(["LV", "LV", "F1-1", "F1-1", "F1-1", "F1-2", "F1-2", "F1-2"]);
});

test.each([
  // Nobody knows prices yet: half way between retail and feed-in, less the network component.
  ["patient, the seller first", 1, [0, 1], true, 86_000, 124_000],
  ["patient, the buyer first", 1, [1, 0], false, 86_000, 124_000],
  ["at the gate, the seller first: he asks no more than feed-in", 0, [0, 1], true, 60_000, 98_000],
  ["at the gate, the buyer first: he pays up to retail", 0, [1, 0], false, 112_000, 150_000],
] as const)("neighbours meet, %s", (_, patience, order, restingOffer, sellerGets, buyerPays) => {
  const place = tradingPlace(world);
  const { trading, trades, agents } = place;
  nominate(place, NOON, [-1000, 700]);
  trading.open(NOON);
  askAll(place, NOON, EVE, order, patience);
  expect(trades).toHaveLength(1);
  const trade = trades[0]!;
  expect(trade).toMatchObject({ buyer: 1, seller: 0, energyWh: 700, dnutMicro: 0, restingOffer });
  expect([gotBy(trade), paidBy(trade)]).toEqual([sellerGets, buyerPays]);
  expect(agents.map(({ tradedWh }) => tradedWh[NOON & RING_MASK])).toEqual([-700, 700]);
});

test("nobody acts who is not asked", () => {
  const place = tradingPlace(world);
  nominate(place, NOON, [-1000, 700]);
  place.trading.open(NOON);
  askAll(place, NOON, EVE, [0], 1);
  expect(place.trades).toEqual([]);
});

test("the grid is not solved where nothing could trade", () => {
  const place = tradingPlace(world);
  let solved = 0;
  const { area } = place;
  const solve = area.solve.bind(area);
  area.solve = () => {
    solved++;
    solve();
  };
  place.trading.open(NOON);
  nominate(place, NOON, [1000, 700]);
  askAll(place, NOON, EVE, [0, 1], 1);
  expect(solved).toBe(0);
  // The bid of the first is still there when the second turns into a seller.
  nominate(place, NOON, [1000, -700]);
  askAll(place, NOON, EVE, [0, 1], 1);
  expect(place.trades).toHaveLength(1);
  expect(solved).toBeGreaterThan(0);
});

test("what is smaller than the dead band is not traded", () => {
  const place = tradingPlace(world);
  nominate(place, NOON, [-1000, 49]);
  place.trading.open(NOON);
  askAll(place, NOON, EVE, [0, 1], 1);
  expect(place.trades).toEqual([]);
});

test.each([
  ["what rests at the gate teaches buyers what to expect", 700, true],
  ["what is too little to be ordered teaches nothing", 49, false],
])("%s", (_, wish, isLearned) => {
  const place = tradingPlace(world);
  const { prices } = place.trading;
  const { bus } = place.agents[1]!;
  const before = prices.buyAt(NOON, bus);
  place.trading.open(NOON);
  nominate(place, NOON, [0, wish]);
  askAll(place, NOON, EVE, [0, 1], 0);
  place.trading.close(NOON, EVE);
  expect(prices.buyAt(NOON, bus) > before).toBe(isLearned);
});

test("who expects to save nothing waits until somebody offers, and bids in the round after", () => {
  const place = tradingPlace(world);
  const { trading, trades } = place;
  trading.prices.buyMicro.fill(DAY);
  trading.open(NOON);
  nominate(place, NOON, [0, 700]);
  askAll(place, NOON, EVE, [0, 1], 1);
  expect(trading.hasOrder(1, NOON)).toBe(false);
  nominate(place, NOON, [-1000, 700]);
  // A round goes by the book as it was when it began.
  askAll(place, NOON, EVE, [0, 1], 1);
  expect(trades).toEqual([]);
  askAll(place, NOON, EVE, [0, 1], 1);
  expect(trades).toMatchObject([{ buyer: 1, seller: 0, energyWh: 700, restingOffer: true }]);
});

test("a strategy sees whether orders of the other side stood as the round of the period began", () => {
  const seen: [Side, boolean][] = [];
  const watchful: Strategy = {
    alikeAtPlace: false,
    limitMicro: (at) => {
      seen.push([at.side, at.hasCounterOrders]);
      // Neither would trade at these.
      return at.side === BID ? FEED_IN : DAY;
    },
  };
  const place = tradingPlace(world, "dnut", undefined, watchful);
  const roundOf = (period: number, wishes: readonly number[]) => {
    seen.length = 0;
    nominate(place, period, wishes);
    askAll(place, period, EVE, [0, 1], 1);
    return new Map(seen);
  };
  const both = [-1000, 700];
  for (const period of [NOON, NOON + 1]) place.trading.open(period);
  expect([...roundOf(NOON, [0, 700])]).toEqual([[BID, false]]);
  expect(roundOf(NOON, both)).toEqual(
    new Map([
      [OFFER, true],
      [BID, false],
    ]),
  );
  expect(roundOf(NOON, both)).toEqual(
    new Map([
      [OFFER, true],
      [BID, true],
    ]),
  );
  // Another period, and another round, know nothing of it.
  expect(roundOf(NOON + 1, both)).toEqual(
    new Map([
      [OFFER, false],
      [BID, false],
    ]),
  );
  roundOf(NOON, [0, 700]);
  expect([...roundOf(NOON, [0, 900])]).toEqual([[BID, false]]);
});

test("after its gate a period trades no more", () => {
  const place = tradingPlace(world);
  nominate(place, NOON, [-1000, 700]);
  place.trading.open(NOON);
  askAll(place, NOON, EVE, [0], 1);
  place.trading.close(NOON, EVE);
  askAll(place, NOON, EVE, [1], 0);
  expect(place.trades).toEqual([]);
});

test("an agent whose wish turned takes its order back", () => {
  const place = tradingPlace(world);
  place.trading.open(NOON);
  nominate(place, NOON, [-1000, 0]);
  askAll(place, NOON, EVE, [0, 1], 1);
  nominate(place, NOON, [400, 700]);
  askAll(place, NOON, EVE, [0, 1], 0);
  expect(place.trades).toEqual([]);
});

interface Round {
  readonly wishes: readonly number[];
  readonly order: readonly number[];
  readonly patience: number;
}

const rounds = fc.array(
  fc.record({
    wishes: fc.array(fc.integer({ min: -15_000, max: 15_000 }), { minLength: 8, maxLength: 8 }),
    order: fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7], { minLength: 8, maxLength: 8 }),
    patience: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
  { minLength: 1, maxLength: 4 },
);

/** Plays rounds of one period; `seen` hears of each round's trades. */
function play(
  all: readonly Round[],
  seen: (trades: SeenTrade[], round: Round, before: number[]) => void,
) {
  const place = tradingPlace(street);
  place.trading.open(NOON);
  for (const round of all) {
    const { agents, trades } = place;
    nominate(place, NOON, round.wishes);
    const before = agents.map(({ tradedWh }) => tradedWh[NOON & RING_MASK]!);
    trades.length = 0;
    askAll(place, NOON, EVE, round.order, round.patience);
    seen([...trades], round, before);
  }
  return place;
}

test("nobody does worse than with the retailer, in whatever order orders come", () => {
  let count = 0;
  fc.assert(
    fc.property(rounds, (all) => {
      play(all, (trades) => {
        for (const trade of trades) {
          expect(paidBy(trade)).toBeLessThanOrEqual(DAY);
          expect(gotBy(trade)).toBeGreaterThanOrEqual(FEED_IN);
          expect(trade.buyer).not.toBe(trade.seller);
          count++;
        }
      });
    }),
    { numRuns: 60 },
  );
  expect(count).toBeGreaterThan(100);
});

test("nobody trades an energy twice: positions never pass the wish of the round", () => {
  fc.assert(
    fc.property(rounds, (all) => {
      const first = all.slice(0, 1);
      const place = play(first, (trades, { wishes }) => {
        const bought = new Array<number>(8).fill(0);
        for (const { buyer, seller, energyWh } of trades) {
          bought[buyer]! += energyWh;
          bought[seller]! -= energyWh;
        }
        for (const [k, wish] of wishes.entries()) {
          expect(bought[k]! * Math.sign(wish)).toBeGreaterThanOrEqual(0);
          expect(Math.abs(bought[k]!)).toBeLessThanOrEqual(Math.abs(wish));
        }
      });
      const positions = place.agents.map(({ tradedWh }) => tradedWh[NOON & RING_MASK]!);
      expect(positions.reduce((a, b) => a + b, 0)).toBe(0);
    }),
    { numRuns: 60 },
  );
});

test("repeating a round changes nothing: what is traded is not offered again", () => {
  fc.assert(
    fc.property(rounds, (all) => {
      const again = { ...all[0]!, patience: 0 };
      let turn = 0;
      play([again, again, again], (trades) => {
        if (turn++ >= 2) expect(trades).toEqual([]);
      });
    }),
    { numRuns: 30 },
  );
});

test.each([
  ["one percent on an easy day", 3000, 0.01],
  ["five percent where the station and its cables are full", 10_000, 0.05],
])("what the tariff takes is what the trades cost the grid, to %s", (_, most, share) => {
  const sums = { revenue: 0, cost: 0, absolute: 0 };
  const wishes = fc.array(fc.integer({ min: -most, max: most }), { minLength: 8, maxLength: 8 });
  const order = [0, 1, 2, 3, 4, 5, 6, 7];
  for (const drawn of fc.sample(wishes, { numRuns: 80, seed: 7 })) {
    const { trading } = play([{ wishes: drawn, order, patience: 0 }], () => {});
    sums.revenue += trading.dnutMicroEur;
    sums.cost += trading.workingCostMicroEur;
    sums.absolute += Math.abs(trading.workingCostMicroEur);
  }
  expect(sums.absolute).toBeGreaterThan(10_000);
  expect(Math.abs(sums.revenue - sums.cost)).toBeLessThan(share * sums.absolute);
});

test("a round knows who has looked ahead anew for it, and how far", () => {
  const place = tradingPlace(street);
  const { trading, agents } = place;
  const looked = [2, 5];
  lookAhead({ ...place, agents: looked.map((k) => agents[k]!) }, EVE, NOON + 1);
  trading.prepare(EVE, EVE, NOON + 1);
  expect(Array.from(trading.anewTo)).toEqual(
    agents.map((_, k) => (looked.includes(k) ? NOON + 1 : 0)),
  );
  trading.prepare(EVE + 4, EVE + 4, NOON + 1);
  expect(Array.from(trading.anewTo)).toEqual(agents.map(() => 0));
});
