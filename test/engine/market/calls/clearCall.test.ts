import fc from "fast-check";
import { expect, test } from "vitest";
import { HighsSolver } from "#engine/coordination/highsSolver.ts";
import type { CalledOrder } from "#engine/market/calls/calledOrder.ts";
import { clearCall } from "#engine/market/calls/clearCall.ts";
import { pairCall } from "#engine/market/calls/pairCall.ts";
import { BID, OFFER, type Side } from "#engine/market/side.ts";
import { mayStand, plainCall } from "#test/support/plainCall.ts";

const order = (side: Side, keyMicro: number, openWh: number, more: Partial<CalledOrder> = {}) => ({
  side,
  agent: -1,
  keyMicro,
  openWh,
  minimumWh: 0,
  group: -1,
  ...more,
});

/** Orders that differ in owner unless it is said. */
const call = (...orders: CalledOrder[]): CalledOrder[] =>
  orders.map((one, place) => (one.agent < 0 ? { ...one, agent: 100 + place } : one));

const whole = (wh: number) => ({ minimumWh: wh });

test.each([
  ["nobody", call(), [], null],
  ["bids alone", call(order(BID, 90, 5)), [0], null],
  ["limits that do not meet", call(order(BID, 50, 5), order(OFFER, 60, 5)), [0, 0], null],
  ["limits that are equal", call(order(BID, 60, 5), order(OFFER, 60, 5)), [5, 5], 60],
  ["the middle, rounded down", call(order(BID, 65, 5), order(OFFER, 60, 5)), [5, 5], 62],
  ["below zero too", call(order(BID, -60, 5), order(OFFER, -65, 5)), [5, 5], -63],
  ["a bid cut in two names the price", call(order(BID, 80, 9), order(OFFER, 60, 5)), [5, 5], 80],
  ["an offer cut in two", call(order(BID, 80, 5), order(OFFER, 60, 9)), [5, 5], 60],
  [
    "who is left out bounds the price",
    call(order(BID, 90, 5), order(BID, 70, 5), order(OFFER, 60, 5), order(OFFER, 75, 5)),
    [5, 0, 5, 0],
    72,
  ],
  [
    "equal at the margin: first come",
    call(order(OFFER, 60, 5), order(OFFER, 60, 5), order(BID, 80, 7)),
    [5, 2, 7],
    60,
  ],
  [
    "all or nothing that would be cut is passed over",
    call(order(OFFER, 60, 8, whole(8)), order(OFFER, 70, 5), order(BID, 80, 5)),
    [0, 5, 5],
    75,
  ],
  [
    "a minimum that is reached stays, and is cut above it",
    call(order(OFFER, 60, 8, { minimumWh: 4 }), order(BID, 80, 5)),
    [5, 5],
    60,
  ],
  [
    "of two indivisible offers the pair with the larger surplus",
    call(order(OFFER, 60, 4, whole(4)), order(OFFER, 62, 6, whole(6)), order(BID, 80, 6)),
    [0, 6, 6],
    71,
  ],
  [
    "a divisible order is never passed over for an indivisible one",
    call(order(OFFER, 100, 100, whole(100)), order(OFFER, 50, 50), order(BID, 200, 120)),
    [0, 50, 50],
    200,
  ],
  [
    "one of a group",
    call(order(BID, 90, 5, { group: 1 }), order(BID, 80, 6, { group: 1 }), order(OFFER, 60, 20)),
    [5, 0, 5],
    60,
  ],
  [
    "nobody with itself: one side of it steps back",
    call(order(BID, 90, 5, { agent: 1 }), order(OFFER, 50, 5, { agent: 1 }), order(OFFER, 70, 4)),
    [4, 0, 4],
    90,
  ],
  [
    "both sides of an agent trade where others are enough",
    call(
      order(BID, 90, 5, { agent: 1 }),
      order(OFFER, 50, 5, { agent: 1 }),
      order(OFFER, 55, 5),
      order(BID, 85, 5),
    ),
    [5, 5, 5, 5],
    70,
  ],
])("%s", (_, orders, tradedWh, priceMicro) => {
  const found = clearCall(orders);
  expect(found.tradedWh).toEqual(tradedWh);
  expect(found.priceMicro).toBe(priceMicro);
  expect(plainCall(orders).surplus).toBe(found.surplus);
});

/** Few prices, so that ties are common; few agents, so that some stand on both sides. */
const anyOrder = (agents: number): fc.Arbitrary<CalledOrder> =>
  fc
    .record({
      side: fc.constantFrom<Side>(BID, OFFER),
      agent: fc.nat(agents - 1),
      keyMicro: fc.integer({ min: -4, max: 8 }),
      openWh: fc.integer({ min: 1, max: 9 }),
      share: fc.constantFrom(0, 0, 0, 0.5, 1),
      group: fc.constantFrom(-1, -1, -1, 3, 7),
    })
    .map(({ share, ...one }) => ({ ...one, minimumWh: Math.ceil(share * one.openWh) }));

test("a call finds the largest surplus of all ways to pass over orders", () => {
  fc.assert(
    fc.property(fc.array(anyOrder(6), { maxLength: 9 }), (orders) => {
      const found = clearCall(orders);
      expect(found.surplus).toBe(plainCall(orders).surplus);
      expect(mayStand(orders, found.tradedWh)).toBe(true);
    }),
    { numRuns: 600 },
  );
});

test("a price suits everybody who trades, and everybody divisible who does not", () => {
  fc.assert(
    fc.property(fc.array(anyOrder(40), { maxLength: 30 }), (orders) => {
      const { tradedWh, priceMicro } = clearCall(orders);
      const isPlain = new Set(orders.map(({ agent }) => agent)).size === orders.length;
      for (const [place, { side, keyMicro, openWh, minimumWh, group }] of orders.entries()) {
        if (priceMicro === null) expect(tradedWh[place]).toBe(0);
        else {
          const gain = side === BID ? keyMicro - priceMicro : priceMicro - keyMicro;
          if (tradedWh[place]! > 0) expect(gain).toBeGreaterThanOrEqual(0);
          const isFree = isPlain && minimumWh === 0 && group < 0;
          if (isFree && gain > 0) expect(tradedWh[place]).toBe(openWh);
        }
      }
    }),
  );
});

test("who trades with whom: every quantity has two sides, and nobody trades with itself", () => {
  fc.assert(
    fc.property(fc.array(anyOrder(5), { maxLength: 16 }), (orders) => {
      const { tradedWh } = clearCall(orders);
      const paired = orders.map(() => 0);
      for (const { bid, offer, energyWh } of pairCall(orders, tradedWh)) {
        expect(energyWh).toBeGreaterThan(0);
        expect([orders[bid]!.side, orders[offer]!.side]).toEqual([BID, OFFER]);
        expect(orders[bid]!.agent).not.toBe(orders[offer]!.agent);
        paired[bid]! += energyWh;
        paired[offer]! += energyWh;
      }
      expect(paired).toEqual(tradedWh);
    }),
    { numRuns: 400 },
  );
});

test("where orders can be cut, the surplus is the optimum of a linear programme", async () => {
  const solver = await HighsSolver.load();
  const free = fc.record({
    side: fc.constantFrom<Side>(BID, OFFER),
    keyMicro: fc.integer({ min: -50_000, max: 300_000 }),
    openWh: fc.integer({ min: 1, max: 5_000 }),
  });
  fc.assert(
    fc.property(fc.array(free, { minLength: 1, maxLength: 40 }), (drawn) => {
      const orders = call(
        ...drawn.map(({ side, keyMicro, openWh }) => order(side, keyMicro, openWh)),
      );
      const sign = ({ side }: CalledOrder) => (side === BID ? -1 : 1);
      const { objective } = solver.solve({
        cost: Float64Array.from(orders, (one) => sign(one) * one.keyMicro),
        quadratic: null,
        lower: new Float64Array(orders.length),
        upper: Float64Array.from(orders, ({ openWh }) => openWh),
        rows: [
          { effect: Float64Array.from(orders, sign), lower: 0, upper: 0, violationCost: Infinity },
        ],
      });
      const { surplus } = clearCall(orders);
      expect(Math.abs(surplus + objective)).toBeLessThanOrEqual(1e-6 * (1 + surplus));
    }),
    { numRuns: 200 },
  );
});

test("200 indivisible orders of many sizes are cleared with the best that was found", () => {
  const orders = Array.from({ length: 200 }, (_, k) => {
    const openWh = 100 + ((k * 7919) % 901);
    const side: Side = k % 2 === 0 ? BID : OFFER;
    return order(side, side === BID ? 300 - k : 50 + k, openWh, { agent: k, minimumWh: openWh });
  });
  const { tradedWh, surplus, priceMicro } = clearCall(orders);
  expect(mayStand(orders, tradedWh)).toBe(true);
  expect(surplus).toBeGreaterThan(0);
  expect(priceMicro).not.toBeNull();
  expect(clearCall(orders).tradedWh).toEqual(tradedWh);
});
