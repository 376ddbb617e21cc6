import { beforeAll, expect, test } from "vitest";
import type { Battery } from "#sim/agents/devices/battery.ts";
import type { World } from "#sim/world/world.ts";
import { battery } from "#test/support/deviceLives.ts";
import { planView } from "#test/support/planView.ts";
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
  tradingPlace,
} from "#test/support/tradingPlace.ts";

const ALL = [0, 1, 2];

let world: World;
beforeAll(() => {
  world = homesAt(["F1-1", "F1-1", "F1-1"]);
});

/** Has a battery rest: prices are flat. */
function replan(store: Battery): void {
  store.planAhead(planView([EVE, EVE + 9, NOON + 48], { retail: DAY }), false);
}

/** The first home has a half full battery of 1250 Wh a period that plans to rest, or nothing to steer. */
function street(steered = true) {
  const store = battery();
  replan(store);
  const place = tradingPlace(world, "dnut", (home) => (home === 0 && steered ? [store] : []));
  place.trading.open(NOON);
  /** The first trades with the second, at the gate; then it plans otherwise, long before. */
  const change = (tradedWh: number, plannedWh: number) => {
    nominate(place, NOON, [tradedWh, -tradedWh, 0]);
    askAll(place, NOON, EVE, ALL, 0);
    place.trades.length = 0;
    nominate(place, NOON, [plannedWh, -tradedWh, 0]);
    askAll(place, NOON, EVE, ALL, 1);
    // The third comes last, and yields to nobody.
    nominate(place, NOON, [plannedWh, -tradedWh, tradedWh - plannedWh]);
    askAll(place, NOON, EVE, ALL, 0.99);
    expect(place.trades).toHaveLength(1);
    return { ...place, trade: place.trades[0]! };
  };
  return { ...place, change, store };
}

test("who has sold what its devices cannot deliver buys it back at the retail price, without patience", () => {
  const { trade, trading } = street().change(-3000, 0);
  expect(trade).toMatchObject({ buyer: 0, seller: 2, energyWh: 3000, restingOffer: false });
  expect(paidBy(trade)).toBe(DAY);
  expect(trading.repairs).toMatchObject({ sent: 1, sentWh: 3000 });
});

test("who has bought what its devices cannot take sells it again for as little as feed-in brings", () => {
  const { trade, trading } = street().change(3000, 0);
  expect(trade).toMatchObject({ buyer: 2, seller: 0, energyWh: 3000, restingOffer: true });
  expect(gotBy(trade)).toBe(FEED_IN);
  expect(trading.repairs).toMatchObject({ sent: 1, sentWh: 3000 });
});

test.each([
  ["what its battery could still deliver", true, -1000, 0],
  ["what it could deliver but for a rest", true, -2000, 0],
  ["what a forecast has changed where nothing is steered", false, -3000, 0],
] as const)("patiently taken back: %s", (_, steered, tradedWh, plannedWh) => {
  const { trade, trading } = street(steered).change(tradedWh, plannedWh);
  expect(paidBy(trade)).toBeLessThan(DAY - 10_000);
  expect(trading.repairs.sent).toBe(0);
});

test("a repair that rests is not sent again and again", () => {
  const place = street();
  nominate(place, NOON, [-3000, 3000, 0]);
  askAll(place, NOON, EVE, ALL, 0);
  nominate(place, NOON, [0, 3000, 0]);
  for (const patience of [1, 0.9, 0.5]) askAll(place, NOON, EVE, ALL, patience);
  expect(place.trading.repairs.sent).toBe(1);
});

test("an order that rests becomes a repair when its battery can no longer deliver, once its owner has looked", () => {
  const { agents, trades, trading, store, ...place } = street();
  const all = { agents, trades, trading, ...place };
  nominate(all, NOON, [-1000, 1000, 0]);
  askAll(all, NOON, EVE, ALL, 0);
  nominate(all, NOON, [0, 1000, 0]);
  askAll(all, NOON, EVE, ALL, 1);
  expect(trading.repairs.sent).toBe(0);
  for (let i = EVE; i < EVE + 9; i++) store.step(i, -1250);
  replan(store);
  // Others have looked ahead anew: of the owner nothing new is known.
  lookAhead({ ...all, agents: agents.slice(1) }, EVE, NOON + 1);
  trading.prepare(EVE, NOON, NOON + 1);
  askAll(all, NOON, EVE, ALL, 1);
  expect(trading.repairs.sent).toBe(0);
  lookAhead(all, EVE, NOON + 1);
  trading.prepare(EVE, NOON, NOON + 1);
  askAll(all, NOON, EVE, ALL, 1);
  expect(trading.repairs).toMatchObject({ sent: 1, sentWh: 1000 });
});
