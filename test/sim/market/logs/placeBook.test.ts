import { expect, test } from "vitest";
import { LocalMarket } from "#engine/market/localMarket.ts";
import { BID, OFFER } from "#engine/market/side.ts";
import { freeTariff } from "#engine/market/tariffView.ts";
import type { BookAt } from "#sim/market/logs/bookAt.ts";
import { placeBook } from "#sim/market/logs/placeBook.ts";

const NETWORK = 30_000;
const [SELLER, BUYER, LOOKER] = [1, 2, 3] as const;
const timeOf = (period: number) => ({ day: 0, isWeekend: false, minuteOfDay: 15 * period });

/** Offers at three buses and a bid, in period 4; one more offer in period 5. */
function bookWith(more: { lambda?: readonly number[]; feeders?: readonly string[] }): BookAt {
  const market = new LocalMarket({
    busCount: 3,
    capacity: 16,
    networkMicroEurPerKwh: NETWORK,
    matching: "manual",
  });
  const free = freeTariff(3);
  market.open(4);
  market.open(5);
  market.submit(4, OFFER, SELLER, 0, 60_000, 700, free);
  market.submit(4, OFFER, SELLER, 1, 61_000, 300, free);
  market.submit(4, OFFER, LOOKER, 2, 50_000, 400, free);
  market.submit(4, BID, BUYER, 0, 90_000, 500, free);
  market.submit(5, OFFER, SELLER, 0, 70_000, 200, free);
  const lambdaOf = new Map(
    more.lambda === undefined ? [] : [[4, Int32Array.from(more.lambda)] as const],
  );
  const head = {
    madeBy: "0",
    scenario: "pilot",
    variant: "lem-dnut",
    seed: 1,
    area: { index: 0, id: "SUB" },
    firstPeriod: 0,
    firstPeriodUnixSeconds: 0,
    timeZone: "UTC",
    feeders: more.feeders,
    market: {
      busCount: 3,
      capacity: 16,
      networkMicroEurPerKwh: NETWORK,
      isManual: true,
      uncrossesAtOnce: false,
    },
  };
  return { head, market, lambdaOf, messages: 7, lastMinute: 0 };
}

const LAMBDA = [0, -5_000, 2_000];
const viewer = { agent: LOOKER, bus: 2 };

test("without a viewer the limits are shown, and nobody's name", () => {
  const orders = placeBook(bookWith({ lambda: LAMBDA }), {}, timeOf, null);
  expect(
    orders.map(({ period, priceMicro, allInMicro }) => [period, priceMicro, allInMicro]),
  ).toEqual([
    [4, 50_000, null],
    [4, 60_000, null],
    [4, 61_000, null],
    [4, 90_000, null],
    [5, 70_000, null],
  ]);
  for (const order of orders) expect(order).not.toHaveProperty("agent");
});

test("a viewer sees limit, DNUT, f0 and total of others' orders, the best total first", () => {
  const orders = placeBook(
    bookWith({ lambda: LAMBDA }),
    { lastDay: 0, toMinute: 75 },
    timeOf,
    viewer,
  );
  const shown = orders.map(({ bus, priceMicro, dnutMicro, networkMicro, allInMicro }) => {
    return [bus, priceMicro, dnutMicro, networkMicro, allInMicro];
  });
  expect(shown).toEqual([
    [1, 61_000, -7_000, NETWORK, 84_000], // dearer, and cheaper with its reward
    [0, 60_000, -2_000, NETWORK, 88_000],
    [0, 90_000, 2_000, NETWORK, 58_000], // what the bid would bring
  ]);
});

test("bounds on the price are bounds on the total", () => {
  const criteria = { side: OFFER, priceMicroMax: 85_000 } as const;
  const orders = placeBook(bookWith({ lambda: LAMBDA }), criteria, timeOf, viewer);
  expect(orders.filter(({ period }) => period === 4).map(({ bus }) => bus)).toEqual([1]);
});

test("where the log has no tariff of a period, what the network takes is not known", () => {
  const orders = placeBook(bookWith({ lambda: LAMBDA }), { fromMinute: 75 }, timeOf, viewer);
  expect(orders).toMatchObject([
    { period: 5, priceMicro: 70_000, dnutMicro: null, networkMicro: null, allInMicro: null },
  ]);
});

test("where feeders are markets of their own, nobody sees beyond its own", () => {
  const place = bookWith({ lambda: LAMBDA, feeders: ["F1", "F2", "F2"] });
  const criteria = { toMinute: 75 };
  expect(placeBook(place, criteria, timeOf, viewer).map(({ bus }) => bus)).toEqual([1]);
  expect(placeBook(place, criteria, timeOf, null)).toHaveLength(4);
});
