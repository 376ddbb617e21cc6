import { expect, test } from "vitest";
import { LocalMarket } from "#engine/market/localMarket.ts";
import { EventLog } from "#engine/market/logs/eventLog.ts";
import { replay } from "#engine/market/logs/replay.ts";
import { BOOK_FULL } from "#engine/market/refusals.ts";
import { BID, OFFER } from "#engine/market/side.ts";
import { freeTariff } from "#engine/market/tariffView.ts";

const free = freeTariff(2);
const NIGHT = 7;
const EVENING = 8;

/** A market whose evening asks five times the f0 of its night, each with an offer of 1 kWh at 500. */
function twoPeriods(log?: EventLog): LocalMarket {
  const options = { busCount: 2, capacity: 20, networkMicroEurPerKwh: 100 };
  const market = new LocalMarket({ ...options, ...(log === undefined ? {} : { log }) });
  market.open(NIGHT);
  market.open(EVENING, 500);
  for (const period of [NIGHT, EVENING]) market.submit(period, OFFER, 0, 0, 500, 1000, free);
  return market;
}

test.each([
  ["its own", EVENING, 500],
  ["the market's where it has none", NIGHT, 100],
])("a period's trades pay its network component: %s", (_, period, network) => {
  const market = twoPeriods();
  expect(market.availability(period, BID, 1, free, 9)).toMatchObject([
    { allInMicro: 500 + network },
  ]);
  market.submit(period, BID, 1, 1, 500 + network - 100, 400, free);
  expect(market.trades.count).toBe(0);
  market.submit(period, BID, 2, 1, 500 + network, 400, free);
  expect(market.trades.count).toBe(1);
  expect(market.trades.buyerPaysMicroEurPerKwh[0]).toBe(500 + network);
  expect(market.trades.sellerGetsMicroEurPerKwh[0]).toBe(500);
});

test("a purchase by hand pays it too", () => {
  const market = twoPeriods();
  const [offer] = market.availability(EVENING, BID, 1, free, 1);
  expect(market.take(offer!.orderId, 1, 1, 100, 900, free)).toBeLessThan(0);
  expect(market.take(offer!.orderId, 1, 1, 100, 1000, free)).toBeGreaterThanOrEqual(0);
  expect(market.trades.buyerPaysMicroEurPerKwh[0]).toBe(1000);
});

test("a book that serves another period forgets the component of the one before", () => {
  const market = twoPeriods();
  market.close(EVENING);
  market.deliver(EVENING);
  market.forget(EVENING);
  market.open(9);
  market.submit(9, OFFER, 0, 0, 500, 1000, free);
  expect(market.availability(9, BID, 1, free, 1)).toMatchObject([{ allInMicro: 600 }]);
});

test("a log keeps the component of each period", () => {
  const log = new EventLog();
  const market = twoPeriods(log);
  const again = replay(log);
  for (const one of [market, again]) {
    expect(one.submit(EVENING, BID, 1, 1, 900, 100, free)).not.toBe(BOOK_FULL);
    expect(one.submit(EVENING, BID, 2, 1, 1000, 100, free)).not.toBe(BOOK_FULL);
    expect(one.trades.count).toBe(1);
  }
  expect(again.stateHash()).toBe(market.stateHash());
});
