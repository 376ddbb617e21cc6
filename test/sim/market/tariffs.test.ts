import { beforeAll, expect, test } from "vitest";
import { PRICE_MICRO_MAX } from "#engine/market/priceGrid.ts";
import { BID, OFFER } from "#engine/market/side.ts";
import { TARIFF_KINDS, type TariffKind } from "#engine/market/tariffModel.ts";
import type { LocalMarketSettings } from "#scenarios/scenario.ts";
import { RING, RING_MASK } from "#sim/agents/devices/device.ts";
import type { World } from "#sim/world/world.ts";
import { limitAt } from "#test/support/limitAt.ts";
import {
  askAll,
  DAY,
  EVE,
  FEED_IN,
  homesAt,
  NOON,
  nominate,
  type TradingPlace,
  tradingPlace,
} from "#test/support/tradingPlace.ts";

const GATE = NOON - 8;
/** Seven homes take, the last one on the far feeder gives: the station and its cables are full. */
const FULL = [20_000, 20_000, 15_000, 15_000, 15_000, 12_000, 12_000, -6000];
const EVERYONE = [7, 0, 1, 2, 3, 4, 5, 6];

let world: World;
beforeAll(() => {
  world = homesAt(["LV", "LV", "F1-1", "F1-1", "F1-1", "F1-2", "F1-2", "F1-2"]);
});

/** The same world under other rules of the market. */
function under(changes: Partial<LocalMarketSettings>): World {
  const { scenario } = world;
  return {
    ...world,
    scenario: { ...scenario, localMarket: { ...scenario.localMarket, ...changes } },
  };
}

/** One round at the gate's prices: everybody asks. */
function played(
  kind: TariffKind,
  of: World = world,
  wishes: readonly number[] = FULL,
): TradingPlace {
  const place = tradingPlace(of, kind);
  place.trading.open(NOON);
  nominate(place, NOON, wishes);
  askAll(place, NOON, EVE, EVERYONE, 0);
  return place;
}

test.each([
  ["none", 0],
  ["flat", 38_000],
  ["timeOfUse", 19_000],
] as const)(
  "under %s trades pay %d of network component and nothing for the grid",
  (kind, network) => {
    const { trades, trading } = played(kind);
    expect(trades.length).toBeGreaterThan(0);
    for (const { dnutMicro, restingOffer, priceMicro } of trades) {
      expect(dnutMicro).toBe(0);
      // The seller came first and asks what feed-in brings him; who buys pays the component on top.
      expect([restingOffer, priceMicro]).toEqual([true, FEED_IN]);
      expect(priceMicro + network).toBeLessThanOrEqual(DAY);
    }
    expect(trading.dnutMicroEur).toBe(0);
    expect(trading.workingCostMicroEur).not.toBe(0);
  },
);

test("a trade that costs the grid more than it is worth is made where nothing charges for it", () => {
  const dear = {
    ...world.scenario.localMarket.tariff,
    ...{ congestionMicroEurPerKwh: 9_000_000, loadingFree: 0.1 },
  };
  // The giver stands at the busbar: every trade of his loads the cable to the far feeder.
  const wishes = [-6000, 0, 0, 0, 0, 15_000, 15_000, 15_000];
  const order = [0, 5, 6, 7];
  const tradesUnder = (kind: TariffKind) => {
    const place = tradingPlace(under({ tariff: dear, baseCase: "nonMarketOnly" }), kind);
    place.trading.open(NOON);
    nominate(place, NOON, wishes);
    askAll(place, NOON, EVE, order, 0);
    return place.trades.length;
  };
  expect(tradesUnder("flat")).toBeGreaterThan(0);
  expect(tradesUnder("dnut")).toBe(0);
});

test("with the voltage part off, voltages cost nothing", () => {
  const { tariff } = world.scenario.localMarket;
  const sharp = { ...tariff, congestionMicroEurPerKwh: 0, voltageFreePu: 0, voltageFullPu: 0.01 };
  const withPart = played("dnut", under({ tariff: sharp }));
  const without = played("dnut", under({ tariff: { ...sharp, voltageMicroEurPerKwh: 0 } }));
  expect(without.area.nodeTariff.voltageCost).toBe(0);
  expect(withPart.area.nodeTariff.voltageCost).toBeGreaterThan(0);
});

test.each([
  ["every trade", { tradesPerRetariff: 1 }],
  ["every fourth trade", { tradesPerRetariff: 4 }],
  ["a drift of 5 EUR/MWh", { tradesPerRetariff: null, driftPerRetariffMicroEurPerKwh: 5000 }],
] as const)(
  "computed anew after %s, the tariff is what trades cost the working flows",
  (_, rule) => {
    const wishes = [-9000, 9000, -9000, 9000, -9000, 9000, 9000, -9000];
    const { trading, trades } = played("dnut", under(rule), wishes);
    const { dnutMicroEur, workingCostMicroEur } = trading;
    expect(trades.length).toBeGreaterThan(2);
    expect(Math.abs(dnutMicroEur - workingCostMicroEur)).toBeLessThan(
      0.05 * Math.abs(workingCostMicroEur) + 10 * trades.length,
    );
  },
);

test("a drift that every trade exceeds is the same as every trade", () => {
  const wishes = [-9000, 9000, -9000, 9000, -9000, 9000, 9000, -9000];
  const drift = { tradesPerRetariff: null, driftPerRetariffMicroEurPerKwh: 1e-9 };
  expect(played("dnut", under(drift), wishes).trades).toEqual(
    played("dnut", under({ tradesPerRetariff: 1 }), wishes).trades,
  );
});

test("each round counts its trades anew", () => {
  const place = tradingPlace(under({ tradesPerRetariff: 2 }));
  const { area, trading, trades } = place;
  let solved = 0;
  const solve = area.solve.bind(area);
  area.solve = () => {
    solved++;
    solve();
  };
  for (const [round, energy] of [700, 600].entries()) {
    trading.open(NOON + round);
    nominate(place, NOON + round, [-energy, 0, 0, 0, 0, energy, 0, 0]);
    askAll(place, NOON + round, EVE, [0, 5], 0);
  }
  expect(trades).toHaveLength(2);
  // The base case of each round, and what its trades have cost; no second trade came to be priced.
  expect(solved).toBe(4);
});

test("the base case without the market: who cannot be steered as nominated, others as traded", () => {
  const place = tradingPlace(world);
  const { agents, area } = place;
  const slot = NOON & RING_MASK;
  nominate(place, NOON, [1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000]);
  agents[0]!.tradedWh[slot] = 400;
  agents[2]!.tradedWh[slot] = -300;
  Object.assign(agents[2]!, { flexible: true });
  Object.assign(agents[3]!, { flexible: true });
  area.solveNonMarket(NOON, 8);
  const kw = (bus: number) => area.pKw[area.place[bus]!]!;
  // Two homes at the busbar; at F1-1 two that are steered, of whom one sold 300 Wh, and one that is not.
  expect(kw(agents[0]!.bus)).toBeCloseTo(8, 9);
  expect(kw(agents[2]!.bus)).toBeCloseTo((1000 - 300) / 250, 9);
  area.solveNominated(NOON, 8);
  expect(kw(agents[2]!.bus)).toBeCloseTo(12, 9);
});

test.each(TARIFF_KINDS)(
  "under %s the gate shows λ where the residual is charged, else nothing",
  (kind) => {
    const { trading, agents } = played(kind);
    const lambdaMicro = trading.close(NOON, GATE);
    expect(lambdaMicro === null).toBe(kind !== "dnutResidual");
    if (lambdaMicro === null) return;
    const [busbar, far] = [agents[0]!.bus, agents[5]!.bus];
    expect(lambdaMicro[far]).toBeLessThan(lambdaMicro[busbar]!);
    expect(lambdaMicro[far]).toBeLessThan(-10_000);
  },
);

/** A place whose last gates were all full, by their count. */
function taught(gates: number): { place: TradingPlace; residual: number } {
  const place = tradingPlace(world, "dnutResidual");
  for (let k = 0; k < gates; k++) {
    const period = NOON + (k % 4);
    place.trading.open(period);
    nominate(place, period, FULL);
    place.trading.close(period, period - 8);
  }
  return { place, residual: place.trading.prices.residualAt(NOON, place.agents[5]!.bus) };
}

test("customers learn what their residual costs, by place and hour, and count on it in plans", () => {
  const { place, residual } = taught(80);
  const { prices } = place.trading;
  const far = place.agents[5]!;
  expect(residual).toBeGreaterThan(taught(4).residual);
  expect(prices.residualAt(NOON, place.agents[0]!.bus)).toBeLessThan(residual);
  expect(prices.residualAt(NOON + 4, far.bus)).toBe(0);

  const consume = new Float64Array(RING).fill(DAY);
  const surplus = new Float64Array(RING).fill(FEED_IN);
  prices.fill(far, NOON, NOON + 8, consume, surplus);
  // Right before its gate a period has the retail contract alone, and that is dearer by the charge.
  expect(consume[NOON & RING_MASK]).toBeCloseTo(DAY + residual, 6);
  expect(surplus[NOON & RING_MASK]).toBeCloseTo(FEED_IN + residual, 6);
  expect(consume[(NOON + 4) & RING_MASK]).toBeLessThanOrEqual(DAY);
});

test.each([
  ["of a few full gates", 8],
  ["of many, which leave the band of prices", 80],
])("limits reach as far as the retail contract with its charge %s", (_, gates) => {
  const { place, residual } = taught(gates);
  const { prices } = place.trading;
  const { bus } = place.agents[5]!;
  const within = (micro: number) => Math.min(micro, PRICE_MICRO_MAX);
  expect(within(residual)).toBe(gates === 8 ? residual : PRICE_MICRO_MAX);
  const bid = within(100 * Math.floor((DAY + residual) / 100));
  const offer = within(100 * Math.ceil((FEED_IN + residual) / 100));
  expect(limitAt(BID, bus, NOON, 0, prices, world)).toBe(bid);
  expect(limitAt(OFFER, bus, NOON, 0, prices, world)).toBe(offer);
});
