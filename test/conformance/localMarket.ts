import fc from "fast-check";
import { expect, test } from "vitest";
import {
  BOOK_FULL,
  DONE,
  GATE_CLOSED,
  NOT_ON_TICK,
  ORDER_ENDED,
  PRICE_OUT_OF_BAND,
  QUANTITY_NOT_POSITIVE,
  UNKNOWN_BUS,
  UNKNOWN_ORDER,
} from "#engine/market/refusals.ts";
import { BID, OFFER, type Side } from "#engine/market/side.ts";
import { freeTariff } from "#engine/market/tariffView.ts";
import { linkedOrderStories } from "#test/conformance/linkedOrders.ts";
import { linkedPeriodStories } from "#test/conformance/linkedPeriods.ts";
import { charging, type Example, examples } from "#test/conformance/localMarketExamples.ts";
import { orderTypeStories } from "#test/conformance/orderTypes.ts";
import type { CreateMarket } from "#test/support/marketUnderTest.ts";
import { flows, play } from "#test/support/orderFlow.ts";
import { PlainLocalMarket } from "#test/support/plainLocalMarket.ts";

/** One thing that every local market does; `check` throws where it does not. */
export interface ConformanceCase {
  title: string;
  check(create: CreateMarket): void;
}

function checkExample(create: CreateMarket, example: Example): void {
  const { orders, network = 0, tariff = () => freeTariff(4), capacity = 16 } = example;
  const market = create({ busCount: 4, capacity, networkMicroEurPerKwh: network });
  const grid = tariff();
  market.open(5);
  const ids = orders.map((order) => market.submit(5, ...order, grid));
  const fills = market
    .tradeRows()
    .map((trade) => [
      ids.indexOf(trade.takerOrder),
      ids.indexOf(trade.makerOrder),
      trade.energyWh,
      trade.buyerPaysMicroEurPerKwh,
      trade.sellerGetsMicroEurPerKwh,
    ]);
  expect(fills).toEqual(example.fills ?? []);
  expect(ids.map((id) => market.restingWh(id))).toEqual(example.restingWh);
}

function openMarket(create: CreateMarket, capacity = 4) {
  const market = create({ busCount: 3, capacity, networkMicroEurPerKwh: 0 });
  market.open(10);
  const send = (side: Side, agent: number, limitMicro = 100, energyWh = 1000, period = 10) =>
    market.submit(period, side, agent, 0, limitMicro, energyWh, freeTariff(3));
  return { market, send };
}

const stories: ConformanceCase[] = [
  {
    title: "refusals say why, and change nothing",
    check(create) {
      const { market, send } = openMarket(create);
      const free = freeTariff(3);
      expect(send(BID, 1, 100, 1000, 11)).toBe(GATE_CLOSED);
      expect(market.submit(10, BID, 1, 3, 100, 1000, free)).toBe(UNKNOWN_BUS);
      expect(market.submit(10, BID, 1, -1, 100, 1000, free)).toBe(UNKNOWN_BUS);
      expect(send(BID, 1, 100, 0)).toBe(QUANTITY_NOT_POSITIVE);
      expect(send(BID, 1, 100, -5)).toBe(QUANTITY_NOT_POSITIVE);
      expect(send(BID, 1, 1_500_100)).toBe(PRICE_OUT_OF_BAND);
      expect(send(OFFER, 1, -500_100)).toBe(PRICE_OUT_OF_BAND);
      expect(send(BID, 1, 150)).toBe(NOT_ON_TICK);
      expect(send(BID, 1, -50)).toBe(NOT_ON_TICK);
      expect(market.availability(10, OFFER, 0, free, 9)).toEqual([]);
    },
  },
  {
    title: "a full book refuses, also an order that would trade; a cancel makes room",
    check(create) {
      const { market, send } = openMarket(create, 2);
      const first = send(BID, 1);
      send(BID, 2);
      expect(send(OFFER, 3)).toBe(BOOK_FULL);
      expect(market.cancel(first)).toBe(DONE);
      expect(send(OFFER, 3)).toBeGreaterThanOrEqual(0);
      expect(market.tradeRows()).toHaveLength(1);
    },
  },
  {
    title: "an order at the gate's instant is late, and what rested has expired",
    check(create) {
      const { market, send } = openMarket(create);
      const id = send(BID, 1);
      market.close(10);
      expect(send(OFFER, 2)).toBe(GATE_CLOSED);
      expect(market.restingWh(id)).toBe(0);
      expect(market.state(id)).toBe("expired");
      expect(market.cancel(id)).toBe(ORDER_ENDED);
      expect(market.availability(10, OFFER, 0, freeTariff(3), 9)).toEqual([]);
    },
  },
  {
    title: "periods do not meet, and closing one leaves the other",
    check(create) {
      const { market, send } = openMarket(create);
      market.open(11);
      const early = send(BID, 1, 100, 1000, 10);
      const late = send(OFFER, 2, 100, 1000, 11);
      market.close(10);
      expect([early, late].map((id) => market.restingWh(id))).toEqual([0, 1000]);
      expect(market.tradeRows()).toEqual([]);
    },
  },
  {
    title: "an order ends once: what is filled, cancelled or unknown cannot be cancelled",
    check(create) {
      const { market, send } = openMarket(create);
      const filled = send(BID, 1);
      const taker = send(OFFER, 2);
      const cancelled = send(BID, 3);
      expect(market.cancel(filled)).toBe(ORDER_ENDED);
      expect(market.cancel(taker)).toBe(ORDER_ENDED);
      expect(market.cancel(cancelled)).toBe(DONE);
      expect(market.cancel(cancelled)).toBe(ORDER_ENDED);
      expect([filled, taker, cancelled].map((id) => market.state(id))).toEqual([
        "filled",
        "filled",
        "cancelled",
      ]);
      for (const unknown of [99, 2 ** 40, -1, GATE_CLOSED, 0.5, Number.NaN]) {
        expect(market.cancel(unknown)).toBe(UNKNOWN_ORDER);
        expect(market.state(unknown)).toBe("unknown");
        expect(market.restingWh(unknown)).toBe(0);
      }
    },
  },
  {
    title: "an old id never finds the order that came after it",
    check(create) {
      const { market, send } = openMarket(create, 1);
      const ids = Array.from({ length: 50 }, () => {
        const id = send(BID, 1);
        expect(market.restingWh(id)).toBe(1000);
        market.cancel(id);
        return id;
      });
      const last = send(BID, 1);
      expect(new Set([...ids, last]).size).toBe(51);
      expect(ids.map((id) => market.cancel(id))).not.toContain(DONE);
      expect(market.restingWh(last)).toBe(1000);
    },
  },
  {
    title: "availability shows all-in prices, best first, and no more than asked for",
    check(create) {
      const market = create({ busCount: 4, capacity: 9, networkMicroEurPerKwh: 10 });
      const grid = charging((seller, buyer) => (seller === buyer ? 0 : 300))();
      market.open(1);
      market.submit(1, OFFER, 1, 0, 500, 1000, grid);
      market.submit(1, OFFER, 2, 1, 700, 2000, grid);
      market.submit(1, OFFER, 3, 1, 700, 3000, grid);
      market.submit(1, OFFER, 4, 2, 400, 4000, grid);
      const shown = market.availability(1, BID, 1, grid, 3);
      expect(shown.map((price) => [price.energyWh, price.allInMicro, price.dnutMicro])).toEqual([
        [2000, 710, 0],
        [3000, 710, 0],
        [4000, 710, 300],
      ]);
      expect(market.availability(1, OFFER, 1, grid, 3)).toEqual([]);
      expect(market.tradeRows()).toEqual([]);
    },
  },
];

/** Any order flow under any tariff leads to what the plain market does. */
const randomFlows: ConformanceCase = {
  title: "2000 random order flows lead to the same answers, trades and books as the plain market",
  check(create) {
    fc.assert(
      fc.property(flows, (flow) => {
        const plain = play((options) => new PlainLocalMarket(options), flow);
        expect(play(create, flow)).toEqual(plain);
      }),
      { numRuns: 2000, endOnFailure: true },
    );
  },
};

export const localMarketCases: readonly ConformanceCase[] = [
  ...examples.map((example) => ({
    title: example.title,
    check: (create: CreateMarket) => checkExample(create, example),
  })),
  ...stories,
  ...orderTypeStories,
  ...linkedOrderStories,
  ...linkedPeriodStories,
  randomFlows,
];

/** What every local market must do: the fast one and the plain one. */
export function conformsToLocalMarket(name: string, create: CreateMarket): void {
  for (const { title, check } of localMarketCases) test(`${name}: ${title}`, () => check(create));
}
