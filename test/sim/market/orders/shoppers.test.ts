import { expect, test } from "vitest";
import { LocalMarket } from "#engine/market/localMarket.ts";
import { BID, OFFER, type Side } from "#engine/market/side.ts";
import { freeTariff, type TariffView } from "#engine/market/tariffView.ts";
import type { ManualMarketSettings } from "#scenarios/scenario.ts";
import { RING_MASK } from "#sim/agents/devices/device.ts";
import { type Shopper, Shoppers } from "#sim/market/orders/shoppers.ts";
import { buildWorld } from "#sim/world/world.ts";
import { smallHome, smallScenario } from "#test/support/smallScenario.ts";
import { askAll, EVE, homesAt, NOON, nominate, tradingPlace } from "#test/support/tradingPlace.ts";

const everyone: ManualMarketSettings = { attention: 1, shown: 10 };
const world = homesAt(["LV", "F1-1"]);
const customers = ["H0", "H1"].map((uid) => ({ series: { prosumer: { uid } } }));
const shoppersOf = (settings: ManualMarketSettings) => new Shoppers(world, customers, settings);

/** A manual market with offers of agents 1 to 3 and a bid of agent 4. */
function stockedMarket() {
  const networkMicroEurPerKwh = 50;
  const market = new LocalMarket({
    ...{ busCount: 3, capacity: 9, networkMicroEurPerKwh },
    matching: "manual",
  });
  const free = freeTariff(3);
  market.open(7);
  const ids = [
    market.submit(7, OFFER, 1, 0, 1_000, 600, free),
    market.submit(7, OFFER, 2, 1, 900, 500, free),
    market.submit(7, OFFER, 3, 2, 800, 400, free, { minimumWh: 400 }),
    market.submit(7, BID, 4, 2, 700, 1_000, free),
  ];
  return { market, ids };
}

/** One kWh from bus 1 costs the grid 300 µEUR; everything else nothing. */
const farBus: TariffView = {
  ...freeTariff(3),
  charge: (seller) => (seller === 1 ? 300 : 0),
  slackMicro: 300,
};

const shopper = (changes: Partial<Shopper>): Shopper => ({
  ...{ agent: 9, bus: 0, side: BID as Side, limitMicro: 1_300, energyWh: 800 },
  ...changes,
});

test.each<{
  title: string;
  changes: Partial<Shopper>;
  settings?: ManualMarketSettings;
  taken: number[][];
}>([
  {
    title: "takes the cheapest with DNUT and network component, not the lowest limit",
    changes: { energyWh: 1_000 },
    taken: [
      [3, 400, 850],
      [1, 600, 1_050],
    ],
  },
  {
    title: "takes what it wants and no more",
    changes: { energyWh: 500 },
    taken: [
      [3, 400, 850],
      [1, 100, 1_050],
    ],
  },
  {
    title: "leaves what is dearer than its limit",
    changes: { limitMicro: 1_049 },
    taken: [[3, 400, 850]],
  },
  {
    title: "leaves what gives too little of its energy",
    changes: { energyWh: 399 },
    taken: [[1, 399, 1_050]],
  },
  { title: "passes over its own", changes: { agent: 3, energyWh: 200 }, taken: [[1, 200, 1_050]] },
  {
    title: "sees no further than is shown",
    changes: { agent: 3, energyWh: 200 },
    settings: { attention: 1, shown: 1 },
    taken: [],
  },
  { title: "sells to a bid", changes: { side: OFFER, limitMicro: 600 }, taken: [[4, 800, 650]] },
  { title: "sells nothing below its limit", changes: { side: OFFER, limitMicro: 651 }, taken: [] },
])("who looks $title", ({ changes, settings = everyone, taken }) => {
  const { market } = stockedMarket();
  const energyWh = shoppersOf(settings).buy(market, 7, shopper(changes), farBus);
  const { trades } = market;
  const isSale = changes.side === OFFER;
  const found = Array.from({ length: trades.count }, (_, t) => [
    isSale ? trades.buyerAgent[t] : trades.sellerAgent[t],
    trades.energyWh[t],
    isSale ? trades.sellerGetsMicroEurPerKwh[t] : trades.buyerPaysMicroEurPerKwh[t],
  ]);
  expect(found).toEqual(taken);
  expect(energyWh).toBe(taken.reduce((sum, [, wh]) => sum + wh!, 0));
});

test("what is refused is not asked for again: a part may cost more than the whole", () => {
  const { market, ids } = stockedMarket();
  const asked: number[] = [];
  const dearParts: TariffView = {
    ...freeTariff(3),
    charge: (seller, _, energyWh) => {
      asked.push(energyWh);
      return seller === 0 && energyWh < 600 ? 900 : 0;
    },
  };
  const takenWh = shoppersOf(everyone).buy(market, 7, shopper({ limitMicro: 1_100 }), dearParts);
  expect(takenWh).toBe(800); // 400 of agent 3 and 400 of agent 2
  expect(market.restingWh(ids[0]!)).toBe(600);
  const alone = shoppersOf(everyone).buy(
    market,
    7,
    shopper({ limitMicro: 1_100, energyWh: 300 }),
    dearParts,
  );
  expect([alone, market.restingWh(ids[1]!)]).toEqual([100, 0]);
});

test("who looks is drawn, by customer, period and lead, and as often as attention says", () => {
  const shoppers = shoppersOf({ attention: 0.3, shown: 10 });
  const again = shoppersOf({ attention: 0.3, shown: 10 });
  const looks = Array.from({ length: 4_000 }, (_, n) =>
    shoppers.looks(n & 1, NOON + (n % 90), NOON - (n % 40)),
  );
  expect(looks).toEqual(
    Array.from({ length: 4_000 }, (_, n) => again.looks(n & 1, NOON + (n % 90), NOON - (n % 40))),
  );
  const share = looks.filter(Boolean).length / looks.length;
  expect(share).toBeGreaterThan(0.24);
  expect(share).toBeLessThan(0.36);
  const [never, always] = [0, 1].map((attention) => shoppersOf({ attention, shown: 10 }));
  expect(never!.looks(0, NOON, EVE)).toBe(false);
  expect(always!.looks(0, NOON, EVE)).toBe(true);
});

/** Two homes, of which the first has too much, in a manual market. */
function manualPlace(attention: number) {
  const base = smallScenario();
  const prosumers = ["F1-1", "F1-1"].map((bus, k) => smallHome(`H${k}`, { bus }));
  const scenario = smallScenario({
    calendar: { start: "2025-05-05", days: 2, spinUpDays: 2 },
    localMarket: { ...base.localMarket, manual: { attention, shown: 10 } },
    areas: [{ ...base.areas[0]!, prosumers }],
  });
  const place = tradingPlace(buildWorld(scenario, { seed: 1 }));
  nominate(place, NOON, [-1000, 700]);
  place.trading.open(NOON);
  return place;
}

test("orders rest where nobody looks, however well they match", () => {
  const place = manualPlace(0);
  askAll(place, NOON, EVE, [0, 1, 0, 1], 0);
  expect(place.trades).toEqual([]);
  const shown = ([BID, OFFER] as const).map(
    (side) => place.trading.availability(NOON, EVE, side, 0, 9).length,
  );
  expect(shown).toEqual([1, 1]);
});

test("who looks takes the neighbour's offer at its limit; what is left rests", () => {
  const place = manualPlace(1);
  askAll(place, NOON, EVE, [0, 1], 1);
  expect(place.trades).toHaveLength(1);
  expect(place.trades[0]).toMatchObject({ buyer: 1, seller: 0, energyWh: 700, restingOffer: true });
  expect(place.agents.map(({ tradedWh }) => tradedWh[NOON & RING_MASK])).toEqual([-700, 700]);
  const [rest, ...others] = place.trading.availability(NOON, EVE, BID, 0, 9);
  expect([rest!.energyWh, others]).toEqual([300, []]);
});

test("who finds what it wants takes its own order back", () => {
  const place = manualPlace(1);
  askAll(place, NOON, EVE, [1], 1); // the bid rests
  askAll(place, NOON, EVE, [0], 1); // and is met by the seller who looks
  expect(place.trades).toHaveLength(1);
  expect(place.trades[0]).toMatchObject({
    buyer: 1,
    seller: 0,
    energyWh: 700,
    restingOffer: false,
  });
  expect(place.trading.availability(NOON, EVE, OFFER, 0, 9)).toEqual([]);
});
