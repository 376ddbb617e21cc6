import { beforeAll, expect, test } from "vitest";
import { RING_MASK } from "#sim/agents/devices/device.ts";
import type { DayAheadRule } from "#sim/market/dayAheadCalls.ts";
import { horizonAt } from "#sim/phases/horizon.ts";
import { TradeRound } from "#sim/phases/trade/tradeRound.ts";
import type { World } from "#sim/world/world.ts";
import { homesAt, lookAhead, nominate, tradingPlace } from "#test/support/tradingPlace.ts";

const BUSES = ["F1-1", "F1-1", "F1-1"];

let world: World;
beforeAll(() => {
  world = homesAt(BUSES);
});

/** Wall clock on a day of the run, -1 for its eve. */
const at = (day: number, hour: number) => world.calendar.firstRun + day * 96 + hour * 4;

function placeWith(
  dayAheadAuction: "uniform" | "payAsBid" | undefined,
  localMarket: { byFeeder?: true } = {},
) {
  const { scenario } = world;
  const rules = {
    ...scenario.localMarket,
    ...localMarket,
    ...(dayAheadAuction && { dayAheadAuction }),
  };
  const place = tradingPlace({ ...world, scenario: { ...scenario, localMarket: rules } });
  for (let period = at(0, 0); period < at(1, 0); period++) place.trading.open(period);
  const calls: { period: number; rule: DayAheadRule; energyWh: number }[] = [];
  const round = new TradeRound(world, place.area, place.trading, (period, rule, outcomes) => {
    const energyWh = outcomes.reduce((sum, { volumeWh }) => sum + volumeWh, 0);
    calls.push({ period, rule, energyWh });
  });
  const tradeAt = (now: number) => {
    lookAhead(place, now, at(1, 0));
    round.run(horizonAt(world, now), world.calendar.endRun);
  };
  return { ...place, calls, tradeAt };
}

const NOON = () => at(0, 12);

test.each([
  // A patient seller asks nearly half way between retail and feed-in, less f0, and a buyer bids as much
  // and f0. The offer is cut in two and names the one price; paid as bid, the two halve their gap.
  ["uniform", 85_500],
  ["payAsBid", 86_000],
] as const)("%s: a day opens with one call for each of its periods", (auction, sellerGets) => {
  const place = placeWith(auction);
  nominate(place, NOON(), [-1000, 700, 0]);
  place.tradeAt(at(-1, 17));
  expect(place.calls.map(({ period }) => period)).toEqual(
    Array.from({ length: 96 }, (_, k) => at(0, 0) + k),
  );
  expect(place.calls.filter(({ energyWh }) => energyWh > 0)).toMatchObject([
    { period: NOON(), energyWh: 700, rule: { pricing: auction } },
  ]);
  const [trade] = place.trades;
  expect(trade).toMatchObject({ period: NOON(), buyer: 1, seller: 0, energyWh: 700 });
  expect(trade).toMatchObject({ restingOffer: true, priceMicro: sellerGets, dnutMicro: 0 });
  const slot = NOON() & RING_MASK;
  expect(place.agents.map(({ tradedWh }) => tradedWh[slot])).toEqual([-700, 700, 0]);
});

test("nobody's place in the drawn order matters, as nothing trades before all have spoken", () => {
  const traded = ["uniform", undefined].map((auction) => {
    const place = placeWith(auction as "uniform" | undefined);
    nominate(place, NOON(), [-1000, 700, 800]);
    place.tradeAt(at(-1, 17));
    return place.trades.map(({ energyWh }) => energyWh).sort();
  });
  expect(traded[0]).toEqual(traded[1]);
});

test.each([
  ["a call collects bids of those who expect to save nothing", "uniform", 1],
  ["where orders trade as they come, these wait for an offer", undefined, 0],
] as const)("%s", (_, auction, count) => {
  const place = placeWith(auction);
  place.trading.prices.buyMicro.fill(150_000);
  nominate(place, NOON(), [-1000, 700, 0]);
  place.tradeAt(at(-1, 17));
  expect(place.trades).toHaveLength(count);
});

test("what a call leaves over trades in the hours behind it, as ever", () => {
  const place = placeWith("uniform");
  nominate(place, NOON(), [-1000, 700, 0]);
  place.tradeAt(at(-1, 17));
  nominate(place, NOON(), [-1000, 700, 250]);
  place.tradeAt(at(0, 8));
  expect(place.calls).toHaveLength(96);
  expect(place.trades.map(({ buyer, energyWh }) => [buyer, energyWh])).toEqual([
    [1, 700],
    [2, 250],
  ]);
});

test("feeders that are markets of their own have calls of their own", () => {
  const place = placeWith("payAsBid", { byFeeder: true });
  place.tradeAt(at(-1, 17));
  const { rule } = place.calls[0]!;
  expect(rule.marketNames).toEqual([...new Set(place.area.normal.feeder)]);
  expect([...rule.marketOfBus!]).toEqual(
    place.area.normal.feeder.map((feeder) => rule.marketNames.indexOf(feeder)),
  );
});

test("without the setting there are no calls", () => {
  const place = placeWith(undefined);
  nominate(place, NOON(), [-1000, 700, 0]);
  place.tradeAt(at(-1, 17));
  expect(place.calls).toEqual([]);
  expect(place.trades).toHaveLength(1);
});
