import fc from "fast-check";
import { expect, test } from "vitest";
import { LocalMarket } from "#engine/market/localMarket.ts";
import type { BookCriteria, PeriodTime } from "#engine/market/locationalBook.ts";
import { BID, OFFER, type Side } from "#engine/market/side.ts";
import { freeTariff } from "#engine/market/tariffView.ts";
import { charging } from "#test/conformance/localMarketExamples.ts";

/** Two weeks from a Monday, four periods a day: at 0:00, 6:00, 12:00 and 18:00. */
const timeOf = (period: number): PeriodTime => ({
  day: Math.floor(period / 4),
  isWeekend: Math.floor(period / 4) % 7 >= 5,
  minuteOfDay: (period % 4) * 360,
});

/** An offer of 1 kWh at bus 0 and a bid of 2 kWh at bus 1 in every period. */
function fortnight(): LocalMarket {
  const market = new LocalMarket({ busCount: 4, capacity: 500, networkMicroEurPerKwh: 10 });
  for (let period = 0; period < 56; period++) {
    market.open(period);
    market.submit(period, OFFER, 1, 0, 1000 + 100 * period, 1000, freeTariff(4));
    market.submit(period, BID, 2, 1, -100 * period, 2000, freeTariff(4));
  }
  return market;
}

test.each<[what: string, criteria: BookCriteria, orders: number]>([
  ["everything", {}, 112],
  ["a place", { buses: [1, 2] }, 56],
  ["a place that is not there", { buses: [-1, 4, 99] }, 0],
  ["one side", { side: OFFER }, 56],
  ["dates", { firstDay: 3, lastDay: 4 }, 16],
  ["weekdays", { days: "weekdays" }, 80],
  ["weekends", { days: "weekends" }, 32],
  ["all days", { days: "all" }, 112],
  ["a time window", { fromMinute: 360, toMinute: 720 }, 28],
  ["a window over midnight", { fromMinute: 1080, toMinute: 360 }, 56],
  ["a volume", { energyWhMin: 1001 }, 56],
  ["a volume at most", { energyWhMax: 1000 }, 56],
  ["prices", { priceMicroMin: 1000, priceMicroMax: 1300 }, 4],
  ["all at once", { buses: [0], days: "weekends", fromMinute: 720, toMinute: 721, side: OFFER }, 4],
])("the book of %s", (_what, criteria, orders) => {
  const market = fortnight();
  const found = market.locationalBook(criteria, timeOf);
  expect(found).toHaveLength(orders);
  for (const { allInMicro, dnutMicro } of found)
    expect([allInMicro, dnutMicro]).toEqual([null, null]);
});

test("from a viewpoint prices are all-in, and orders stand by them", () => {
  const market = new LocalMarket({ busCount: 4, capacity: 9, networkMicroEurPerKwh: 10 });
  const tariff = charging((seller, buyer) => (seller === buyer ? 0 : 400))();
  market.open(0);
  market.submit(0, OFFER, 1, 0, 500, 1000, tariff);
  const near = market.submit(0, OFFER, 2, 1, 700, 2000, tariff, { minimumWh: 500 });
  market.submit(0, BID, 3, 2, 100, 3000, tariff);
  const found = market.locationalBook({}, timeOf, { bus: 1, tariffOf: () => tariff });
  expect(found.map(({ bus, allInMicro, dnutMicro }) => [bus, allInMicro, dnutMicro])).toEqual([
    [1, 710, 0],
    [0, 910, 400],
    [2, -310, 400],
  ]);
  expect(found[0]).toMatchObject({ orderId: near, agent: 2, minimumWh: 500, priceMicro: 700 });
  const cheap = market.locationalBook({ priceMicroMax: 800, side: OFFER }, timeOf, {
    bus: 1,
    tariffOf: () => tariff,
  });
  expect(cheap.map(({ bus }) => bus)).toEqual([1]);
});

test("a closed period shows nothing", () => {
  const market = fortnight();
  market.close(3);
  expect(market.locationalBook({ firstDay: 0, lastDay: 0 }, timeOf)).toHaveLength(6);
});

test("what is shown can be taken at what is shown, and not for less", () => {
  const order = fc.record({
    side: fc.constantFrom<Side>(BID, OFFER),
    bus: fc.nat(3),
    ticks: fc.integer({ min: 0, max: 20 }),
    energyWh: fc.integer({ min: 1, max: 3000 }),
  });
  fc.assert(
    fc.property(fc.array(order, { minLength: 1, maxLength: 12 }), fc.nat(3), (orders, bus) => {
      const tariff = charging((s, b, wh) => (s === b ? 0 : 30 * (s - b) + Math.floor(wh / 100)))();
      const market = new LocalMarket({
        ...{ busCount: 4, capacity: 40, networkMicroEurPerKwh: 7, matching: "manual" },
      });
      market.open(0);
      for (const [agent, { side, bus: at, ticks, energyWh }] of orders.entries()) {
        market.submit(0, side, agent, at, ticks * 100, energyWh, tariff);
      }
      for (const side of [BID, OFFER] as const) {
        for (const shown of market.availability(0, side, bus, tariff, 99)) {
          const worse = side === BID ? shown.allInMicro - 1 : shown.allInMicro + 1;
          const take = (limit: number) =>
            market.take(shown.orderId, 99, bus, shown.energyWh, limit, tariff);
          expect(take(worse)).toBeLessThan(0);
          expect(take(shown.allInMicro)).toBeGreaterThan(0);
          const row = market.trades.count - 1;
          const { buyerPaysMicroEurPerKwh: pays, sellerGetsMicroEurPerKwh: gets } = market.trades;
          expect(side === BID ? pays[row] : gets[row]).toBe(shown.allInMicro);
        }
      }
      expect(market.liveCount).toBe(0);
    }),
    { numRuns: 300, seed: 5 },
  );
});
