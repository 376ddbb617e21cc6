import { beforeAll, beforeEach, expect, test } from "vitest";
import { tariffOf } from "#sim/market/grid/tariffOf.ts";
import { PlacePrices } from "#sim/market/placePrices.ts";
import { PriceMoves } from "#sim/market/priceMoves.ts";
import type { World } from "#sim/world/world.ts";
import { homesAt, NOON } from "#test/support/tradingPlace.ts";

/** The day after, a weekday as well. */
const NEXT = NOON + 96;
const FEEDERS = ["A", "B"];

let world: World;
let prices: PlacePrices;
let moves: PriceMoves;
beforeAll(() => {
  world = homesAt(["LV"]);
});
beforeEach(() => {
  prices = new PlacePrices(world, FEEDERS, tariffOf(world.scenario, "dnut"));
  moves = new PriceMoves(prices);
});

/** A round in which all at bus 0 pay this share more than was expected, and sellers get what they expected. */
function pay(share: number): void {
  const paidMicro = prices.buyAt(NOON, 0) * (1 + share);
  const trade = { buyerBus: 0, sellerBus: 1, paidMicro, gotMicro: prices.sellAt(NOON, 1) };
  prices.learnTrade(NOON, trade, 1);
}

test.each([
  // Learned is a fifth of it.
  ["by a little less than a tenth", 0.49, false],
  ["by a little more than a tenth", 0.51, true],
  ["down by a little more than a tenth", -0.51, true],
])("a price that moved %s", (_, share, isFound) => {
  pay(share);
  moves.find(NOON, NEXT + 96);
  expect(moves.any).toBe(isFound);
  expect([moves.anyAt(0), moves.anyAt(1)]).toEqual([isFound, false]);
  expect(moves.has(0, NOON)).toBe(isFound);
});

test("the hour at one place is found, on all days of the kind, and nothing beside it", () => {
  pay(1);
  moves.find(NOON - 48, NEXT + 48);
  const found = (place: number) =>
    Array.from({ length: 192 }, (_, k) => NOON - 48 + k).filter((i) => moves.has(place, i));
  expect(found(0)).toEqual([0, 1, 2, 3, 96, 97, 98, 99].map((k) => NOON + k));
  expect(found(1)).toEqual([]);
});

test("what lies outside the periods is left for later", () => {
  pay(1);
  moves.find(NOON + 4, NEXT);
  expect(moves.any).toBe(false);
  moves.find(NEXT, NEXT + 4);
  expect(moves.has(0, NEXT)).toBe(true);
});

test("small moves add up until somebody looks", () => {
  pay(0.4);
  moves.find(NOON, NOON + 4);
  expect(moves.any).toBe(false);
  pay(0.4);
  moves.find(NOON, NOON + 4);
  expect(moves.any).toBe(true);
  moves.looked(false);
  moves.find(NOON, NOON + 4);
  expect(moves.any).toBe(false);
  pay(0.4);
  moves.looked(true);
  pay(0.4);
  moves.find(NOON, NOON + 4);
  expect(moves.any).toBe(false);
});
