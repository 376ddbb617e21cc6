import { expect, test } from "vitest";
import { LocalMarket } from "#engine/market/localMarket.ts";
import { BID, OFFER } from "#engine/market/side.ts";
import { freeTariff } from "#engine/market/tariffView.ts";
import { BATTERY, type Device, RING, RING_MASK } from "#sim/agents/devices/device.ts";
import { StandingOrders } from "#sim/market/orders/standingOrders.ts";
import { type StorageBook, StorageOrders } from "#sim/market/orders/storageOrders.ts";

const OPEN = 10;
const BUY = 12;
const SELL = 20;
const LIMIT = 90_000;
const DEAD_BAND = 50;
/** Who else is at the market. */
const OTHER = 9;

/** An agent with a battery that holds nothing and plans to buy 1000 Wh and to sell 800 of them. */
function storage() {
  const plan = new Float64Array(RING);
  plan[BUY] = 1000;
  plan[SELL] = -800;
  const device = {
    ...{ kind: BATTERY, flexible: true, plan },
    capability: (i: number, _: 0 | 1, out: { energyWh: number }) => {
      out.energyWh = Math.max(0, plan[i & RING_MASK]!);
    },
  } as unknown as Device;
  const market = new LocalMarket({ busCount: 1, capacity: 40, networkMicroEurPerKwh: 0 });
  for (let period = OPEN; period < SELL + 4; period++) market.open(period);
  const orders = new StandingOrders(1);
  const sales = StorageOrders.of(
    [{ devices: [device], tradedWh: new Float64Array(RING) }],
    orders,
    0.8,
  )!;
  const free = freeTariff(1);
  const sent: number[] = [];
  let seen = 0;
  const settle = () => {
    const { trades } = market;
    for (; seen < trades.count; seen++) {
      const isMaker = trades.makerSide[seen] === OFFER;
      const offer = isMaker ? trades.makerOrder[seen]! : trades.takerOrder[seen]!;
      const bid = isMaker ? trades.takerOrder[seen]! : trades.makerOrder[seen]!;
      const energyWh = trades.energyWh[seen]!;
      sales.trade(offer, energyWh);
      if (orders.id[orders.row(BUY)] === bid) orders.fill(orders.row(BUY), BUY, energyWh);
    }
  };
  const book: StorageBook = {
    offer(_, period, limit, energyWh, parentId) {
      sent.push(market.submit(period, OFFER, 0, 0, limit, energyWh, free, { parentId }));
      return sent.at(-1)!;
    },
    openWh: (order) => market.restingWh(order),
    arrive(period) {
      market.arriveChildren(period, free);
      settle();
    },
    cancel: (order) => market.cancel(order),
  };
  /** Puts the purchase into the book anew. */
  const buy = (energyWh = 1000, limit = 70_000) => {
    const at = orders.row(BUY);
    if (orders.id[at]! >= 0) market.cancel(orders.id[at]!);
    orders.drop(at, BUY);
    const id = market.submit(BUY, BID, 0, 0, limit, energyWh, free);
    orders.place(at, BUY, id, limit, energyWh);
    return id;
  };
  const renew = (saleWh = 800, limit = LIMIT) => {
    sales.startRound(OPEN);
    return sales.renew(0, SELL, saleWh, limit, DEAD_BAND, book);
  };
  const arrive = (saleWh = 800) => sales.arrive(SELL, Int32Array.of(-saleWh), book);
  const deal = (period: number, side: 0 | 1, limit: number, energyWh: number) => {
    market.submit(period, side, OTHER, 0, limit, energyWh, free);
    settle();
  };
  const states = () => sent.map((id) => market.state(id));
  return { plan, market, orders, sales, book, buy, renew, arrive, deal, states };
}

test("the part of a sale that needs a purchase waits for it, as its child", () => {
  const place = storage();
  place.buy();
  expect(place.renew()).toBe(800);
  expect(place.states()).toEqual(["waiting"]);
  expect(place.sales.wants(SELL, place.book)).toBe(false);
  expect(place.sales.rests(SELL, place.book)).toBe(false);
});

test("as long as its purchase rests it never trades, and goes with it at the gate", () => {
  const place = storage();
  place.buy();
  place.renew();
  place.deal(SELL, BID, 300_000, 800);
  place.deal(BUY, OFFER, 60_000, 999);
  place.arrive();
  expect(place.states()).toEqual(["waiting"]);
  place.market.close(BUY);
  expect(place.states()).toEqual(["orphaned"]);
  expect(place.sales.wants(SELL, place.book)).toBe(true);
  expect(place.sales.orphans(SELL, place.book)).toEqual([0]);
});

test("once its purchase has filled it arrives, and trades like any other", () => {
  const place = storage();
  place.buy();
  place.renew();
  place.deal(SELL, BID, 300_000, 500);
  place.deal(BUY, OFFER, 60_000, 1000);
  expect(place.sales.wants(SELL, place.book)).toBe(true);
  expect(place.sales.rests(SELL, place.book)).toBe(true);
  place.arrive();
  expect(place.states()).toEqual(["resting"]);
  expect(place.sales.facts).toMatchObject({ sent: 1, arrived: 1, tradedWh: 500 });
  // What is left of it still stands for its part of the sale; nothing is offered twice.
  expect(place.renew(300)).toBe(300);
  expect(place.states()).toEqual(["resting"]);
});

test("a child stays while price and quantity hold, and is sent anew where they move", () => {
  const place = storage();
  place.buy();
  place.renew();
  expect(place.renew(800, LIMIT * 1.04)).toBe(800);
  expect(place.states()).toHaveLength(1);
  expect(place.renew(800, LIMIT * 1.06)).toBe(800);
  expect(place.states()).toEqual(["cancelled", "waiting"]);
  place.plan[SELL] = -600;
  expect(place.renew(600, LIMIT * 1.06)).toBe(600);
  expect(place.states()).toEqual(["cancelled", "cancelled", "waiting"]);
  expect(place.renew(0)).toBe(0);
  expect(place.states().at(-1)).toBe("cancelled");
});

test("when the purchase is replaced its child goes with it and follows the new one", () => {
  const place = storage();
  place.buy();
  place.renew();
  place.buy(1000, 80_000);
  expect(place.states()).toEqual(["orphaned"]);
  expect(place.renew()).toBe(800);
  expect(place.states()).toEqual(["orphaned", "waiting"]);
  expect(place.sales.facts).toMatchObject({ sent: 2, orphaned: 1 });
});

test("an arrived child whose price or sale has gone is taken back, and the sale is ordered as ever", () => {
  for (const [saleWh, limit] of [
    [800, 2 * LIMIT],
    [300, LIMIT],
  ] as const) {
    const place = storage();
    place.buy();
    place.renew();
    place.deal(BUY, OFFER, 60_000, 1000);
    place.arrive();
    expect(place.renew(saleWh, limit)).toBe(0);
    expect(place.states()).toEqual(["cancelled"]);
    expect(place.sales.facts).toMatchObject({ withdrawn: 1, orphaned: 0 });
  }
});

test("nothing arrives that a new plan sells no more, or that stands in another order already", () => {
  for (const [saleWh, standingWh] of [
    [799, 0],
    [900, 101],
  ] as const) {
    const place = storage();
    place.buy();
    place.renew();
    if (standingWh > 0) place.orders.place(place.orders.row(SELL), SELL, 77, LIMIT, -standingWh);
    place.deal(BUY, OFFER, 60_000, 1000);
    place.arrive(saleWh);
    expect(place.states()).toEqual(["cancelled"]);
    expect(place.sales.facts).toMatchObject({ arrived: 0, withdrawn: 1 });
  }
});

test("less than the smallest order waits for nobody", () => {
  const place = storage();
  place.buy(60);
  expect(place.renew()).toBe(0);
});

test("open at its own gate a child expires, and is counted", () => {
  const place = storage();
  place.buy();
  place.renew();
  place.deal(BUY, OFFER, 60_000, 1000);
  place.arrive();
  place.sales.close(SELL);
  place.market.close(SELL);
  expect(place.states()).toEqual(["expired"]);
  expect(place.sales.facts).toMatchObject({ arrived: 1, expired: 1, tradedWh: 0 });
  expect(place.sales.wants(SELL, place.book)).toBe(false);
});

test("who steers no battery has no such orders", () => {
  expect(
    StorageOrders.of(
      [{ devices: [], tradedWh: new Float64Array(RING) }],
      new StandingOrders(1),
      0.8,
    ),
  ).toBeNull();
});
