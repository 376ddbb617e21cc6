import { beforeAll, expect, test } from "vitest";
import { LocalMarket } from "#engine/market/localMarket.ts";
import { BID, OFFER } from "#engine/market/side.ts";
import { freeTariff } from "#engine/market/tariffView.ts";
import type { Appliance } from "#sim/agents/devices/appliance.ts";
import { Prosumer } from "#sim/agents/prosumer.ts";
import { type RunBook, RunOrders } from "#sim/market/orders/runOrders.ts";
import { buildWorld, type World } from "#sim/world/world.ts";
import { machine, RUN_WH } from "#test/support/deviceLives.ts";
import { planView } from "#test/support/planView.ts";
import { smallScenario } from "#test/support/smallScenario.ts";

const OPEN = 9;
const END = 120;
/** The period of highest power is the second of a run. */
const PEAK = 1;
/** Cheapest where a run starts at 60, then at 50, 70, 80. */
const retail = Array.from({ length: END }, (_, i) => {
  const best = [60, 50, 70, 80].indexOf(i - PEAK);
  return best < 0 ? 300_000 : 100_000 + 10_000 * best;
});

let world: World;
beforeAll(() => {
  world = buildWorld(smallScenario({ calendar: { start: "2025-05-05", days: 2, spinUpDays: 1 } }), {
    seed: 1,
  });
});

/** A home with a machine that is ready at 40 and may wait until 90, and a book to order in. */
function home() {
  const device = machine([40], [50]);
  device.planAhead(planView([0, OPEN, END], { retail }), false);
  const agent = new Prosumer(0, 1, world.prosumers[0]!, [device], world);
  const orders = RunOrders.of([agent])!;
  const market = new LocalMarket({ busCount: 2, capacity: 40, networkMicroEurPerKwh: 0 });
  for (let period = OPEN; period < END; period++) market.open(period);
  const free = freeTariff(2);
  let seen = 0;
  const sent: { readonly id: number; readonly period: number }[] = [];
  const book: RunBook = {
    limitMicro: () => 100_000,
    bid: (_, period, limit, energyWh, other) => {
      const terms = other === undefined ? {} : { exclusiveWithId: other };
      const id = market.submit(period, BID, 0, 1, limit, energyWh, free, terms);
      sent.push({ id, period });
      return id;
    },
    settle: () => {
      const { trades } = market;
      for (; seen < trades.count; seen++) {
        orders.trade(
          trades.makerSide[seen] === BID ? trades.makerOrder[seen]! : trades.takerOrder[seen]!,
          trades.energyWh[seen]!,
        );
      }
    },
    cancel: (order) => market.cancel(order),
  };
  const round = (open: number, isAnew = true, end = END) => {
    orders.prepare(open, end, book, Int32Array.of(isAnew ? end : 0));
    for (let period = open; period < end; period++) orders.place(period, book);
  };
  const sell = (period: number, wh: number) => market.submit(period, OFFER, 9, 0, 90_000, wh, free);
  /** Where a bid rests. */
  const resting = () =>
    sent
      .filter(({ id }) => market.restingWh(id) > 0)
      .map(({ period }) => period)
      .sort((a, b) => a - b);
  return { device, orders, market, book, round, sell, resting };
}

const planned = ({ device }: { readonly device: Appliance }) => device.startOf(0);

test("a run is ordered at once for its cheapest starts, each by its period of highest power", () => {
  const place = home();
  place.round(OPEN);
  expect(planned(place)).toBe(60);
  expect(place.resting()).toEqual([50, 60, 70, 80].map((start) => start + PEAK));
  const undecided = place.orders.undecidedWh(0)!;
  expect(Array.from(undecided.slice(60, 60 + RUN_WH.length))).toEqual(RUN_WH);
});

test("the first trade, even of a part, settles the start and ends the other bids", () => {
  const place = home();
  place.round(OPEN);
  place.sell(70 + PEAK, 100);
  place.book.settle(70 + PEAK);
  expect(planned(place)).toBe(70);
  expect(place.orders.settled).toBe(1);
  expect(place.resting()).toEqual([70 + PEAK]);
  place.sell(70 + PEAK, 100);
  place.book.settle(70 + PEAK);
  expect(place.orders.settled).toBe(1);
  place.round(OPEN + 4);
  // What is left of the run is wanted like anything else.
  expect(place.resting()).toEqual([]);
  expect(place.orders.undecidedWh(0)!.some((wh) => wh !== 0)).toBe(false);
});

test("an offer that waits already is taken, and only one start comes true", () => {
  const place = home();
  place.sell(50 + PEAK, 600);
  place.sell(60 + PEAK, 600);
  place.round(OPEN);
  expect(planned(place)).toBe(50);
  expect(place.market.trades.count).toBe(1);
  expect(place.resting()).toEqual([]);
});

test("an hour before its gate a run keeps the start that was planned", () => {
  const place = home();
  place.round(OPEN);
  place.round(57);
  expect(planned(place)).toBe(60);
  expect(place.device.undecided()).toBe(-1);
  expect(place.resting()).toEqual([]);
  expect(place.orders.settled).toBe(0);
});

test("a new plan withdraws the starts it no longer wants and keeps the others", () => {
  const place = home();
  place.round(OPEN);
  const dearer = retail.map((micro, i) => (i === 50 + PEAK ? 300_000 : micro));
  place.device.planAhead(planView([4, OPEN + 4, END], { retail: dearer }), false);
  place.round(OPEN + 4);
  expect(place.resting()).not.toContain(50 + PEAK);
  expect(place.resting()).toContain(60 + PEAK);
});

test("a plan that stands is the same as one made anew alike", () => {
  const [kept, remade] = [home(), home()];
  for (let open = OPEN; open <= 57; open += 4) {
    kept.round(open, open === OPEN);
    remade.round(open, true);
    expect(kept.resting()).toEqual(remade.resting());
    expect(planned(kept)).toBe(planned(remade));
    expect(kept.orders.undecidedWh(0)).toEqual(remade.orders.undecidedWh(0));
  }
  expect(kept.device.undecided()).toBe(-1);
});

test("who has no steered machine has no groups", () => {
  const idle = new Prosumer(0, 1, world.prosumers[0]!, [machine([40], [50], false)], world);
  expect(RunOrders.of([idle])).toBeNull();
});

test("a horizon that reaches further brings the starts that lay beyond it", () => {
  const place = home();
  place.round(OPEN, true, 70 + PEAK);
  expect(place.resting()).toEqual([50, 60].map((start) => start + PEAK));
  place.round(OPEN, false);
  expect(place.resting()).toEqual([50, 60, 70, 80].map((start) => start + PEAK));
});

test("a plan that prefers another of the same starts moves what is not ordered yet", () => {
  const place = home();
  place.round(OPEN);
  const cheaper = retail.map((micro, i) => (i === 50 + PEAK ? 95_000 : micro));
  place.device.planAhead(planView([4, OPEN + 4, END], { retail: cheaper }), false);
  expect(planned(place)).toBe(50);
  place.round(OPEN + 4);
  const undecided = place.orders.undecidedWh(0)!;
  expect(Array.from(undecided.slice(50, 50 + RUN_WH.length))).toEqual(RUN_WH);
  expect(undecided.slice(60, 60 + RUN_WH.length).some((wh) => wh !== 0)).toBe(false);
});
