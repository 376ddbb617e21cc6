import { beforeAll, beforeEach, expect, test } from "vitest";
import { BID, OFFER } from "#engine/market/side.ts";
import { RING, RING_MASK } from "#sim/agents/devices/device.ts";
import { tariffOf } from "#sim/market/grid/tariffOf.ts";
import { StandingOrders } from "#sim/market/orders/standingOrders.ts";
import { PlacePrices } from "#sim/market/placePrices.ts";
import type { World } from "#sim/world/world.ts";
import { limitAt } from "#test/support/limitAt.ts";
import {
  DAY,
  FEED_IN,
  homesAt,
  NOON,
  nominate,
  type TradingPlace,
  tradingPlace,
} from "#test/support/tradingPlace.ts";

/** Before anything is learnt: half way between retail and feed-in, less the network component. */
const FIRST = { buy: 124_000, sell: 86_000 };

let world: World;
let place: TradingPlace;
let prices: PlacePrices;
let lv: number;
let f1: number;
beforeAll(() => {
  world = homesAt(["LV", "LV", "F1-1", "F1-2"]);
});
beforeEach(() => {
  place = tradingPlace(world);
  prices = new PlacePrices(world, place.area.network.feeder, tariffOf(world.scenario, "dnut"));
  [lv, , f1] = place.agents.map(({ bus }) => bus) as [number, number, number];
});

const trade = (buyerBus: number, sellerBus: number) => ({
  buyerBus,
  sellerBus,
  paidMicro: 100_000,
  gotMicro: 70_000,
});

test("a round's trades move the expectation a fifth of the way, at the place and hour alone", () => {
  prices.learnTrade(NOON, trade(lv, f1), 1);
  expect(prices.buyAt(NOON, lv)).toBeCloseTo(FIRST.buy + 0.2 * (100_000 - FIRST.buy), 6);
  expect(prices.sellAt(NOON, f1)).toBeCloseTo(FIRST.sell + 0.2 * (70_000 - FIRST.sell), 6);
  expect(prices.buyAt(NOON + 3, lv)).toBe(prices.buyAt(NOON, lv));
  for (const [period, bus] of [
    [NOON + 4, lv],
    [NOON, f1],
  ] as const)
    expect(prices.buyAt(period, bus)).toBe(FIRST.buy);
  expect(prices.sellAt(NOON, lv)).toBe(FIRST.sell);
});

test("a trade that is a tenth of the round's energy moves it a tenth as far", () => {
  prices.learnTrade(NOON, trade(lv, f1), 0.1);
  expect(prices.buyAt(NOON, lv)).toBeCloseTo(FIRST.buy + 0.02 * (100_000 - FIRST.buy), 6);
});

let placeOf: Int32Array;
beforeEach(() => {
  placeOf = Int32Array.from(place.agents, ({ bus }) => prices.placeOf(bus));
});

/** What the two homes at the low-voltage busbar plan, order and trade of it by the gate, Wh. */
function gate(ordered: readonly number[], traded: readonly number[], planned = ordered): void {
  const orders = new StandingOrders(place.agents.length);
  const tradedWh = new Int32Array(RING * place.agents.length);
  nominate(place, NOON, [...planned, 0, 0]);
  for (const [k, wh] of ordered.entries()) {
    tradedWh[orders.row(NOON) + k] = traded[k]!;
    const openWh = Math.abs(wh - traded[k]!);
    orders.place(orders.row(NOON) + k, NOON, 7 + k, 0, wh > 0 ? openWh : -openWh);
  }
  prices.learnGate(NOON, placeOf, orders, tradedWh);
}

test.each([
  ["nobody found a seller", [1000, 1000], [0, 0], 0.05],
  ["half the energy found one", [1000, 1000], [500, 500], 0.025],
  ["one neighbour found all and the other none", [1000, 1000], [1000, 0], 0.025],
  ["everybody found one", [1000, 1000], [1000, 1000], 0],
])("where %s, buyers expect to pay nearer to retail", (_, wishes, traded, weight) => {
  gate(wishes, traded);
  expect(prices.buyAt(NOON, lv)).toBeCloseTo(FIRST.buy + weight * (DAY - FIRST.buy), 6);
  expect(prices.sellAt(NOON, lv)).toBe(FIRST.sell);
  expect(prices.buyAt(NOON, f1)).toBe(FIRST.buy);
});

test.each([
  ["bought all it aimed at, less than it plans", [500, 500], [500, 500], [1000, 1000]],
  ["changed its plan and ordered nothing", [0, 0], [0, 0], [-1000, 1000]],
])("who has %s teaches nothing", (_, ordered, traded, planned) => {
  gate(ordered, traded, planned);
  expect(prices.buyAt(NOON, lv)).toBe(FIRST.buy);
  expect(prices.sellAt(NOON, lv)).toBe(FIRST.sell);
});

test("of a battery's sale that is for sale beside, only what has arrived counts", () => {
  const orders = new StandingOrders(place.agents.length);
  const tradedWh = new Int32Array(RING * place.agents.length);
  const sale = { agent: 0, openWh: 500, hasArrived: false };
  prices.learnGate(NOON, placeOf, orders, tradedWh, [sale]);
  expect(prices.sellAt(NOON, lv)).toBe(FIRST.sell);
  prices.learnGate(NOON, placeOf, orders, tradedWh, [{ ...sale, hasArrived: true }]);
  expect(prices.sellAt(NOON, lv)).toBeCloseTo(FIRST.sell + 0.05 * (FEED_IN - FIRST.sell), 6);
});

test("where nobody bought, sellers expect no more than feed-in in the end", () => {
  for (let k = 0; k < 400; k++) gate([-1000, -500], [0, 0]);
  expect(prices.sellAt(NOON, lv)).toBeCloseTo(FEED_IN, 0);
});

test("a plan counts on the market where it is better than retail, and not shortly before the gate", () => {
  const consume = new Float64Array(RING).fill(DAY);
  const surplus = new Float64Array(RING).fill(FEED_IN);
  consume[NOON & RING_MASK] = 90_000;
  prices.fill(place.agents[0]!, NOON - 8, NOON + 1, consume, surplus);
  const at = (ring: Float64Array, from: number, to: number) => [
    ...ring.slice(from & RING_MASK, (to & RING_MASK) + 1),
  ];
  expect(at(consume, NOON - 8, NOON)).toEqual([
    ...new Array(4).fill(DAY),
    ...new Array(4).fill(FIRST.buy),
    90_000,
  ]);
  expect(at(surplus, NOON - 8, NOON)).toEqual([
    ...new Array(4).fill(FEED_IN),
    ...new Array(5).fill(FIRST.sell),
  ]);
});

test.each([
  [1, 124_000, 86_000],
  [0.5, 137_000, 73_000],
  [0, 150_000, 60_000],
])("at patience %d a buyer bids %d and a seller asks %d", (patience, bid, ask) => {
  expect(limitAt(BID, lv, NOON, patience, prices, world)).toBe(bid);
  expect(limitAt(OFFER, lv, NOON, patience, prices, world)).toBe(ask);
});

test("limits stand on the price grid, on the safe side of the retail contract", () => {
  prices.learnTrade(NOON, { ...trade(lv, lv), paidMicro: 123_457, gotMicro: 71_003 }, 1);
  const bid = limitAt(BID, lv, NOON, 0.37, prices, world)!;
  const ask = limitAt(OFFER, lv, NOON, 0.37, prices, world)!;
  expect([bid % 100, ask % 100]).toEqual([0, 0]);
  expect(bid).toBeLessThanOrEqual(DAY - (DAY - prices.buyAt(NOON, lv)) * 0.37);
  expect(ask).toBeGreaterThanOrEqual(FEED_IN + (prices.sellAt(NOON, lv) - FEED_IN) * 0.37);
});

test("nobody pays more than retail or takes less than feed-in, whatever was learnt", () => {
  for (let k = 0; k < 60; k++) {
    prices.learnTrade(NOON, { ...trade(lv, lv), paidMicro: 400_000, gotMicro: 10_000 }, 1);
  }
  expect(limitAt(BID, lv, NOON, 1, prices, world)).toBe(DAY);
  expect(limitAt(OFFER, lv, NOON, 1, prices, world)).toBe(FEED_IN);
});
