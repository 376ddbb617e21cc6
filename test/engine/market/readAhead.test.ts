import { expect, test } from "vitest";
import { LocalMarket } from "#engine/market/localMarket.ts";
import { BID, OFFER } from "#engine/market/side.ts";
import { freeTariff } from "#engine/market/tariffView.ts";

const BUSES = 3;
const FREE = freeTariff(BUSES);

/** A market of five slots, three of which hold an order of period 8. */
function halfFull() {
  const market = new LocalMarket({ busCount: BUSES, capacity: 5, networkMicroEurPerKwh: 0 });
  market.open(8);
  const bid = (bus: number, limit: number) => market.submit(8, BID, bus, bus, limit, 500, FREE);
  const orders = [bid(0, 100_000), bid(1, 90_000), bid(1, 95_000)];
  return { market, orders };
}

function ahead(orders: readonly number[]) {
  return {
    orders: Int32Array.from(orders),
    buses: Int32Array.from(orders, (_, k) => k % BUSES),
    count: orders.length,
  };
}

test.each([
  ["orders that rest", ([first, second]: number[]) => [first!, second!]],
  ["new orders, more than there is room for", () => [-1, -1, -1, -1, -1, -1]],
  ["some of both", ([first]: number[]) => [-1, first!, -1]],
  ["orders that nobody sent", () => [0, 6, 2 ** 31 - 1]],
  ["nothing", () => []],
])("reading %s ahead changes nothing", (_, about) => {
  const { market, orders } = halfFull();
  const twin = halfFull().market;
  market.readAhead(8, ahead(about(orders)));
  expect(market.stateHash()).toBe(twin.stateHash());
  for (const each of [market, twin]) each.cancel(orders[1]!);
  const sent = [market, twin].map((each) => each.submit(8, OFFER, 9, 2, 96_000, 700, FREE));
  expect(sent[0]).toBe(sent[1]);
  expect(market.stateHash()).toBe(twin.stateHash());
  expect(market.trades.count).toBe(1);
});

test("of a period that is not known there is nothing to read", () => {
  const { market, orders } = halfFull();
  const before = market.stateHash();
  market.readAhead(9, ahead(orders));
  expect(market.stateHash()).toBe(before);
});
