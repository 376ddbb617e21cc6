import { beforeAll, expect, test } from "vitest";
import { OFFER } from "#engine/market/side.ts";
import { RING_MASK } from "#sim/agents/devices/device.ts";
import type { Prosumer } from "#sim/agents/prosumer.ts";
import type { AreaModel } from "#sim/market/grid/areaModel.ts";
import { tariffOf } from "#sim/market/grid/tariffOf.ts";
import { LocalTrading } from "#sim/market/localTrading.ts";
import { horizonAt } from "#sim/phases/horizon.ts";
import { TradeRound } from "#sim/phases/trade/tradeRound.ts";
import type { World } from "#sim/world/world.ts";
import { targetWh } from "#test/support/targetWh.ts";
import { homesAt, lookAhead, nominate, tradingPlace } from "#test/support/tradingPlace.ts";

let world: World;
beforeAll(() => {
  world = homesAt(["LV", "LV", "F1-1", "F1-2"]);
});

interface Asked {
  readonly period: number;
  /** Who was asked, in that order. */
  readonly order: readonly number[];
  readonly patience: number;
}

/** A market that only notes what it is asked. */
class Notes extends LocalTrading {
  readonly asked: Asked[] = [];
  readonly agents: readonly Prosumer[];

  constructor(area: AreaModel) {
    super(world, area, tariffOf(world.scenario, "dnut"), () => {});
    this.agents = area.prosumers;
  }

  override round(
    period: number,
    _now: number,
    order: Int32Array,
    _wishWh: Int32Array,
    patience: number,
  ): void {
    this.asked.push({ period, order: [...order], patience });
  }
}

function roundOf() {
  const place = tradingPlace(world);
  const notes = new Notes(place.area);
  return { place, notes, round: new TradeRound(world, place.area, notes) };
}

/** A round at `now` before which everyone has planned anew. */
function runAt({ place, round }: ReturnType<typeof roundOf>, now: number): void {
  const horizon = horizonAt(world, now);
  lookAhead(place, now, horizon.end);
  round.run(horizon, world.calendar.endRun);
}

/** Wall clock on a day of the run, -1 for its eve. */
const at = (day: number, hour: number) => world.calendar.firstRun + day * 96 + hour * 4;

test("the day-ahead round asks everyone for all periods of the next day, in the drawn order", () => {
  const { notes, round } = roundOf();
  round.run(horizonAt(world, at(-1, 17)), world.calendar.endRun);
  expect(notes.asked.map(({ period }) => period)).toEqual(
    Array.from({ length: 96 }, (_, k) => at(0, 0) + k),
  );
  const orders = notes.asked.map(({ order }) => order);
  expect([...orders[0]!].sort()).toEqual([0, 1, 2, 3]);
  for (const order of orders) expect(order).toEqual(orders[0]);
});

test("each round draws another order, the same for all its periods and in every run", () => {
  const orders = Array.from({ length: 12 }, (_, hour) => {
    const { notes, round } = roundOf();
    round.run(horizonAt(world, at(0, hour)), world.calendar.endRun);
    const own = new Set(notes.asked.map(({ order }) => order.join()));
    expect(own.size).toBe(1);
    return [...own][0]!;
  });
  expect(new Set(orders).size).toBeGreaterThan(4);
  const { notes, round } = roundOf();
  round.run(horizonAt(world, at(0, 5)), world.calendar.endRun);
  expect(notes.asked[0]!.order.join()).toBe(orders[5]);
});

test("patience falls from one when a period opens to nothing in the last round before its gate", () => {
  const period = at(1, 12);
  const place = roundOf();
  const { notes } = place;
  const seen: number[] = [];
  for (let now = at(0, 17); now < period - 8; now += 4) {
    notes.asked.length = 0;
    // Everyone's wish has moved far, so that no period is skipped.
    for (const agent of notes.agents) agent.nominationWh[period & RING_MASK]! += 1000;
    runAt(place, now);
    const asked = notes.asked.find((one) => one.period === period);
    if (asked !== undefined) seen.push(asked.patience);
  }
  expect(seen.length).toBeGreaterThan(3);
  expect(seen[0]).toBeGreaterThan(0.95);
  expect(seen.at(-1)).toBeLessThan(0.02);
  for (const [k, patience] of seen.entries()) {
    if (k > 0) expect(patience).toBeLessThan(seen[k - 1]!);
  }
});

test("nothing is traded for periods outside the run", () => {
  const { notes, round } = roundOf();
  round.run(horizonAt(world, at(1, 17)), world.calendar.endRun);
  expect(notes.asked.every(({ period }) => period < world.calendar.endRun)).toBe(true);
  notes.asked.length = 0;
  round.run(horizonAt(world, at(-1, 8)), world.calendar.endRun);
  expect(notes.asked).toEqual([]);
});

test("in the window everyone looks, later periods are left alone while nothing moves", () => {
  const rounds = roundOf();
  const { place, notes } = rounds;
  nominate(place, at(0, 20), [500, -500, 300, -300]);
  runAt(rounds, at(-1, 17));
  notes.asked.length = 0;
  const horizon = horizonAt(world, at(0, 6));
  runAt(rounds, horizon.now);
  expect(notes.asked.map(({ period }) => period)).toEqual(
    Array.from({ length: 12 }, (_, k) => horizon.open + k),
  );
});

test("who has an order looks again at a later period whose expected price has moved by more than a tenth", () => {
  const rounds = roundOf();
  const { place, notes } = rounds;
  const evening = at(0, 20);
  nominate(place, evening, [500, 500, 500, 0]);
  // Homes 0 and 2 have orders for the evening, on two feeders.
  notes.hasOrder = (home, period) => home !== 1 && period === evening;
  runAt(rounds, at(-1, 17));
  const askedFor = (hour: number) => {
    notes.asked.length = 0;
    runAt(rounds, at(0, hour));
    return notes.asked.filter(({ period }) => period === evening).map(({ order }) => order);
  };
  expect(askedFor(4)).toEqual([]);
  const bus = notes.agents[0]!.bus;
  const paidMicro = 1.6 * notes.prices.buyAt(evening, bus);
  const gotMicro = notes.prices.sellAt(evening, bus);
  notes.prices.learnTrade(evening, { buyerBus: bus, sellerBus: bus, paidMicro, gotMicro }, 1);
  // What a round leaves behind is looked at in the next.
  expect(askedFor(5)).toEqual([]);
  expect(askedFor(6)).toEqual([[0]]);
  expect(askedFor(7)).toEqual([]);
});

test("who hedges orders for what the expected price has become, though its plan is the one of the day before", () => {
  const behaviour = { ...world.scenario.behaviour, targetQuantity: "newsvendor" as const };
  const hedging = { ...world, scenario: { ...world.scenario, behaviour } };
  const place = tradingPlace(hedging);
  const { trading, agents } = place;
  const round = new TradeRound(hedging, place.area, trading);
  const noon = at(0, 12);
  for (let period = at(0, 0); period < at(1, 0); period++) trading.open(period);
  nominate(place, noon, [1000, 900, 1100, 1200]);
  const { feedInMicroEurPerKwh } = world.scenario.prices.retail;
  const retailMicro = world.retailImportMicroEurPerKwh[noon]!;
  /** What rests for noon, by home, and what the newsvendor rule makes of its plan, Wh. */
  const orders = (now: number) => {
    const shown = trading.availability(noon, now, OFFER, agents[0]!.bus, 9);
    return agents.map(({ agent }) => shown.find((one) => one.agent === agent)?.energyWh);
  };
  const targets = (now: number) =>
    agents.map((agent) => {
      const [planWh, sdWh] = [agent.plannedWh(noon), agent.forecastSdWh(noon, now)];
      const buy = trading.prices.buyAt(noon, agent.bus);
      const sell = trading.prices.sellAt(noon, agent.bus);
      return Math.round(targetWh(planWh, sdWh, buy, sell, retailMicro, feedInMicroEurPerKwh));
    });
  lookAhead(place, at(-1, 17), at(1, 0));
  round.run(horizonAt(hedging, at(-1, 17)), world.calendar.endRun);
  const eve = targets(at(-1, 17));
  expect(orders(at(-1, 17))).toEqual(eve);
  // Buyers of the first two homes' feeder have paid next to nothing since.
  const { bus } = agents[0]!;
  const gotMicro = trading.prices.sellAt(noon, bus);
  for (let k = 0; k < 5; k++) {
    trading.prices.learnTrade(noon, { buyerBus: bus, sellerBus: bus, paidMicro: 0, gotMicro }, 1);
  }
  round.run(horizonAt(hedging, at(0, 9)), world.calendar.endRun);
  const [first, second] = targets(at(0, 9));
  expect(orders(at(0, 9))).toEqual([first, second, eve[2], eve[3]]);
  expect(first).toBeGreaterThan(eve[0]! + 50);
});
