import fc from "fast-check";
import { expect, test } from "vitest";
import { InvariantError } from "#engine/assert.ts";
import { CALL_PRICINGS } from "#engine/market/calls/endCall.ts";
import { EventDecoder, EventEncoder } from "#engine/market/logs/eventCodec.ts";
import { eventsOf } from "#engine/market/logs/eventLog.ts";
import { replay } from "#engine/market/logs/replay.ts";
import { DONE, GATE_CLOSED, IN_CALL } from "#engine/market/refusals.ts";
import { BID, OFFER, type Side } from "#engine/market/side.ts";
import { tradeAmounts } from "#engine/market/tradeAmounts.ts";
import { A, B, D, E, marketWith, PERIOD, worked } from "#test/support/calledMarket.ts";
import { tradeRowsOf } from "#test/support/marketUnderTest.ts";

test("three buses, six orders: one price on the axis that they share", () => {
  const { outcomes, trades, left, heardWh } = worked("uniform");
  expect(outcomes).toEqual([
    {
      market: 0,
      bids: 3,
      offers: 3,
      trades: 3,
      volumeWh: 1800,
      surplus: 47_000_000,
      priceMicro: 85_000,
    },
  ]);
  expect(trades).toEqual([
    [D, A, 1000, 125_000, 85_000, 10_000],
    [D, B, 200, 125_000, 95_000, 0],
    [E, B, 600, 110_000, 95_000, -15_000],
  ]);
  expect(left).toEqual([500, 300, 600]);
  expect(heardWh).toEqual([1000, 200, 600]);
});

test("the same, paid as bid: each pair halves what is left between its limits", () => {
  expect(worked("payAsBid").trades).toEqual([
    [D, A, 1000, 115_000, 75_000, 10_000],
    [D, B, 200, 117_500, 87_500, 0],
    [E, B, 600, 100_000, 85_000, -15_000],
  ]);
});

test("what is left of a call goes on trading in the open book", () => {
  const { market, send } = worked("uniform");
  expect(market.periodState(PERIOD)).toBe("open");
  // E still wants 300 Wh for up to 110,000: at its bus an offer of 80,000 and f0 is just within.
  const id = send(OFFER, 9, 2, 80_000, 500);
  expect(market.restingWh(id)).toBe(200);
  expect(market.trades.count).toBe(4);
});

test("a call collects: nothing trades, nothing is shown, nothing can be bought by id", () => {
  const { market, send, view, heardWh } = marketWith([0, 0]);
  market.call(PERIOD);
  const bid = send(BID, 1, 0, 100_000, 500);
  const offer = send(OFFER, 2, 1, 20_000, 500);
  expect(market.periodState(PERIOD)).toBe("call");
  expect(market.trades.count).toBe(0);
  expect(market.availability(PERIOD, BID, 0, view, 9)).toEqual([]);
  const timeOf = () => ({ day: 0, isWeekend: false, minuteOfDay: 0 });
  expect(market.locationalBook({}, timeOf)).toEqual([]);
  expect(market.take(offer, 3, 0, 500, 100_000, view)).toBe(IN_CALL);
  expect(market.uncross(PERIOD, view)).toBe(IN_CALL);
  expect(market.amend(bid, 110_000, 400, view)).toBe(DONE);
  expect(market.cancel(offer, view)).toBe(DONE);
  expect(market.endCall(PERIOD, view, { pricing: "uniform" })[0]).toMatchObject({ trades: 0 });
  expect(market.restingWh(bid)).toBe(400);
  expect(heardWh).toEqual([]);
});

test("an order that an amendment has sent to the back of its queue has lost its time in the call", () => {
  const { market, send, view } = marketWith([0, 0], 0);
  market.call(PERIOD);
  const amended = send(BID, 1, 0, 90_000, 100);
  const ahead = send(BID, 2, 0, 100_000, 100);
  const elsewhere = send(BID, 3, 1, 100_000, 100);
  market.amend(amended, 100_000, 100, view);
  send(OFFER, 4, 0, 20_000, 150);
  market.endCall(PERIOD, view, { pricing: "uniform" });
  expect([ahead, amended, elsewhere].map((id) => market.restingWh(id))).toEqual([0, 50, 100]);
});

test("a call is begun in an open period, ended once, and expires at the gate", () => {
  const { market, send, view } = marketWith([0]);
  const end = () => market.endCall(PERIOD, view, { pricing: "uniform" });
  expect(end).toThrow(InvariantError);
  market.call(PERIOD);
  expect(() => market.call(PERIOD)).toThrow(InvariantError);
  const id = send(BID, 1, 0, 100_000, 500);
  market.close(PERIOD);
  expect(market.state(id)).toBe("expired");
  expect(end).toThrow(InvariantError);
  expect(send(BID, 1, 0, 100_000, 500)).toBe(GATE_CLOSED);
});

test("orders of the call alone are killed with what they have left", () => {
  const { market, send, view } = marketWith([0]);
  market.call(PERIOD);
  const part = send(BID, 1, 0, 100_000, 500, { lifetime: "fillAndKill" });
  const none = send(BID, 2, 0, 90_000, 900, { lifetime: "fillOrKill" });
  send(OFFER, 3, 0, 20_000, 300);
  market.endCall(PERIOD, view, { pricing: "uniform" });
  expect([part, none].map((id) => market.state(id))).toEqual(["killed", "killed"]);
  expect(market.trades.count).toBe(1);
});

test("children of orders that a call fills arrive in the open book", () => {
  const { market, send, view } = marketWith([0], 0);
  market.call(PERIOD);
  const parent = send(BID, 1, 0, 100_000, 300);
  const child = send(BID, 1, 0, 60_000, 200, { parentId: parent });
  send(OFFER, 2, 0, 20_000, 400);
  expect(market.state(child)).toBe("waiting");
  market.endCall(PERIOD, view, { pricing: "uniform" });
  expect(tradeRowsOf(market).map((row) => [row.energyWh, row.sellerGetsMicroEurPerKwh])).toEqual([
    [300, 20_000], // the offer is cut and names the price
    [100, 20_000], // its rest meets the child, which has come just now
  ]);
});

test("an exclusive group over two periods trades in the one whose call ends first", () => {
  const { market, send, view } = marketWith([0]);
  market.open(PERIOD + 1);
  market.call(PERIOD);
  market.call(PERIOD + 1);
  const first = send(BID, 1, 0, 100_000, 300);
  const terms = { exclusiveWithId: first };
  const other = market.submit(PERIOD + 1, BID, 1, 0, 120_000, 300, view, terms);
  send(OFFER, 2, 0, 20_000, 200);
  market.submit(PERIOD + 1, OFFER, 2, 0, 20_000, 200, view);
  for (const period of [PERIOD, PERIOD + 1]) market.endCall(period, view, { pricing: "uniform" });
  expect(market.state(other)).toBe("excluded");
  expect(market.trades.count).toBe(1);
});

test("markets of one book clear by themselves, each at its own price", () => {
  const { market, send, view } = marketWith([0, 0], 0);
  market.call(PERIOD);
  for (const [bus, ask, bid] of [
    [0, 20_000, 40_000],
    [1, 50_000, 90_000],
  ] as const) {
    send(OFFER, 1 + bus, bus, ask, 300);
    send(BID, 3 + bus, bus, bid, 300);
  }
  const marketOfBus = Int32Array.of(0, 1);
  const outcomes = market.endCall(PERIOD, view, { pricing: "uniform", marketOfBus });
  expect(outcomes.map(({ priceMicro }) => priceMicro)).toEqual([30_000, 70_000]);
});

test("an exclusive group over two markets of one book trades in the one cleared first", () => {
  const { market, send, view } = marketWith([0, 0, 0, 0], 0);
  market.call(PERIOD);
  const first = send(BID, 1, 0, 100_000, 300);
  const other = send(BID, 1, 2, 120_000, 300, { exclusiveWithId: first });
  const left = send(BID, 2, 2, 90_000, 150);
  send(OFFER, 3, 1, 20_000, 200);
  send(OFFER, 4, 3, 20_000, 200);
  const asked: number[][] = [];
  const outcomes = market.endCall(PERIOD, view, {
    pricing: "uniform",
    marketOfBus: Int32Array.of(0, 0, 1, 1),
    lambdaAfter(injectionWh) {
      asked.push([...injectionWh]);
      return new Int32Array(4);
    },
  });
  expect(asked).toEqual([[-200, 200, -150, 150]]);
  expect(outcomes.map(({ bids, trades, volumeWh }) => [bids, trades, volumeWh])).toEqual([
    [1, 1, 200],
    [1, 1, 150],
  ]);
  expect([first, other, left].map((id) => market.state(id))).toEqual([
    "resting",
    "excluded",
    "filled",
  ]);
});

const anyOrder = fc.record({
  side: fc.constantFrom<Side>(BID, OFFER),
  agent: fc.nat(5),
  bus: fc.nat(2),
  limit: fc.integer({ min: -10, max: 40 }).map((ticks) => 5_000 * ticks),
  energyWh: fc.integer({ min: 1, max: 900 }),
  minimumShare: fc.constantFrom(0, 0, 0, 0.3, 1),
  lifetime: fc.constantFrom("goodTillGate", "goodTillGate", "fillAndKill", "fillOrKill" as const),
  /** Number of the group among the agent's own; none for most. */
  group: fc.constantFrom(null, 0, 0, 1),
});
const anyCall = fc.record({
  orders: fc.array(anyOrder, { maxLength: 24 }),
  lambda: fc.array(fc.integer({ min: -40_000, max: 40_000 }), { minLength: 3, maxLength: 3 }),
  network: fc.integer({ min: 0, max: 40_000 }),
  pricing: fc.constantFrom(...CALL_PRICINGS),
  marketOfBus: fc.constantFrom([0, 0, 0], [0, 1, 1], [1, 0, 2]),
});

test("limits, energy and money hold in every call, and its log leads to the same state", () => {
  fc.assert(
    fc.property(anyCall, ({ orders, lambda, network, pricing, marketOfBus }) => {
      const { market, log, view, send, heardWh } = marketWith(lambda, network);
      market.call(PERIOD);
      const limitOf = new Map<number, number>();
      const openOf = new Map<number, number>();
      const groups = new Map<string, number[]>();
      for (const order of orders) {
        const { side, agent, bus, limit, energyWh, minimumShare, lifetime } = order;
        const minimumWh = Math.ceil(minimumShare * energyWh);
        const members = groups.get(`${agent}/${order.group}`) ?? [];
        const joins = order.group !== null && members.length > 0;
        const terms = {
          minimumWh,
          lifetime,
          ...(joins ? { exclusiveWithId: members.at(-1)! } : {}),
        };
        const isPlain = minimumWh === 0 && lifetime === "goodTillGate" && !joins;
        const id = send(side, agent, bus, limit, energyWh, isPlain ? undefined : terms);
        if (order.group !== null) groups.set(`${agent}/${order.group}`, [...members, id]);
        limitOf.set(id, limit);
        openOf.set(id, energyWh);
      }
      const outcomes = market.endCall(PERIOD, view, {
        pricing,
        marketOfBus: Int32Array.from(marketOfBus),
        lambdaAfter: () => Int32Array.from(lambda),
      });
      const rows = tradeRowsOf(market);
      const marketOf = (bus: number) => marketOfBus[bus]!;
      expect(heardWh).toEqual(rows.map(({ energyWh }) => energyWh));
      for (const row of rows) {
        expect(row.buyerAgent).not.toBe(row.sellerAgent);
        expect(row.buyerPaysMicroEurPerKwh).toBeLessThanOrEqual(limitOf.get(row.takerOrder)!);
        expect(row.sellerGetsMicroEurPerKwh).toBeGreaterThanOrEqual(limitOf.get(row.makerOrder)!);
        expect(row.dnutMicro).toBe(lambda[row.sellerBus]! - lambda[row.buyerBus]!);
        tradeAmounts({ ...row, networkMicro: network }); // pays what seller and grid get, or stops
        expect(marketOf(row.sellerBus)).toBe(marketOf(row.buyerBus));
        if (pricing === "uniform") {
          const { priceMicro } = outcomes.find((one) => one.market === marketOf(row.sellerBus))!;
          expect(row.sellerGetsMicroEurPerKwh + lambda[row.sellerBus]!).toBe(priceMicro);
        }
        for (const id of [row.takerOrder, row.makerOrder]) {
          openOf.set(id, openOf.get(id)! - row.energyWh);
          expect(openOf.get(id)).toBeGreaterThanOrEqual(0);
        }
      }
      const hasTraded = (id: number) =>
        rows.some((row) => [row.takerOrder, row.makerOrder].includes(id));
      for (const members of groups.values()) {
        const traded = members.filter(hasTraded);
        expect(traded.length).toBeLessThanOrEqual(1);
        for (const id of members) {
          const isExcluded = market.state(id) === "excluded";
          expect(isExcluded).toBe(traded.length === 1 && id !== traded[0]);
        }
      }
      for (const [id, openWh] of openOf) {
        if (market.state(id) === "resting") expect(market.restingWh(id)).toBe(openWh);
        else expect(["filled", "killed", "excluded"]).toContain(market.state(id));
      }
      expect(replay(log).stateHash()).toBe(market.stateHash());
      const bytes = new EventEncoder().encode(log).slice();
      expect([...new EventDecoder().decode(bytes)]).toEqual([...eventsOf(log)]);
    }),
    { numRuns: 300 },
  );
});
