import fc from "fast-check";
import { expect, test } from "vitest";
import { CALL_PRICINGS } from "#engine/market/calls/endCall.ts";
import { LocalMarket } from "#engine/market/localMarket.ts";
import { EventDecoder, EventEncoder } from "#engine/market/logs/eventCodec.ts";
import { EventLog, eventsOf } from "#engine/market/logs/eventLog.ts";
import { replay } from "#engine/market/logs/replay.ts";
import { BID, OFFER, type Side } from "#engine/market/side.ts";
import { freeTariff } from "#engine/market/tariffView.ts";

const PERIODS = [20, 21, 22] as const;
const free = freeTariff(1);

function marketOf(log?: EventLog) {
  const market = new LocalMarket({
    ...{ busCount: 1, capacity: 90, networkMicroEurPerKwh: 0, isAudited: true },
    ...(log === undefined ? {} : { log }),
  });
  for (const period of PERIODS) market.open(period);
  const send = (period: number, side: Side, agent: number, ticks: number, wh: number, at = -1) =>
    market.submit(
      ...([period, side, agent, 0, 100 * ticks, wh, free] as const),
      ...(at < 0 ? [] : [{ parentId: at }]),
    );
  return { market, send };
}

test("a child of an order that another period's call fills stands in the call of its own", () => {
  const { market, send } = marketOf();
  for (const period of PERIODS) market.call(period);
  const parent = send(20, BID, 1, 500, 300);
  const child = send(21, OFFER, 1, 400, 250, parent);
  send(20, OFFER, 2, 300, 300);
  const buyer = send(21, BID, 3, 600, 250);
  market.endCall(20, free, { pricing: "uniform" });
  expect([parent, child].map((id) => market.state(id))).toEqual(["filled", "waiting"]);
  const [outcome] = market.endCall(21, free, { pricing: "uniform" });
  expect(outcome).toMatchObject({ offers: 1, bids: 1, trades: 1, priceMicro: 50_000 });
  expect([child, buyer].map((id) => market.state(id))).toEqual(["filled", "filled"]);
});

test("children that are asked into a call are collected, and meet nobody before it ends", () => {
  const { market, send } = marketOf();
  const parent = send(20, BID, 1, 500, 300);
  const child = send(21, OFFER, 1, 400, 250, parent);
  market.call(21);
  send(21, BID, 3, 600, 250);
  send(20, OFFER, 2, 300, 300);
  market.arriveChildren(21, free);
  expect([market.state(child), market.trades.count]).toEqual(["resting", 1]);
});

test("states differ where a child is to arrive in another period, or at all", () => {
  const create = (period: number, fills: boolean) => {
    const { market, send } = marketOf();
    send(period, OFFER, 1, 400, 250, send(20, BID, 1, 500, 300));
    if (fills) send(20, OFFER, 2, 300, 300);
    return market.stateHash();
  };
  const hashes = [create(21, false), create(22, false), create(21, true), create(22, true)];
  expect(new Set(hashes).size).toBe(4);
});

const anyMessage = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.record({
      ...{ kind: fc.constant("send" as const), period: fc.nat(2), agent: fc.nat(3) },
      ...{ side: fc.constantFrom<Side>(BID, OFFER), ticks: fc.integer({ min: 2, max: 6 }) },
      ...{ wh: fc.integer({ min: 1, max: 5 }), parent: fc.option(fc.nat(40), { freq: 3 }) },
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constantFrom("call" as const), period: fc.nat(2) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom("arrive" as const, "close" as const),
      period: fc.nat(2),
    }),
  },
);
type AnyMessage = typeof anyMessage extends fc.Arbitrary<infer One> ? One : never;

/** Plays messages with calls between them; returns the market and its orders. */
function played(messages: readonly AnyMessage[], pricing: (typeof CALL_PRICINGS)[number]) {
  const log = new EventLog();
  const { market, send } = marketOf(log);
  const orders: { id: number; agent: number; parent: number }[] = [];
  for (const message of messages) {
    const period = PERIODS[message.period]!;
    const state = market.periodState(period);
    if (message.kind === "send") {
      const { side, agent, ticks, wh } = message;
      const own = orders.filter((order) => order.agent === agent);
      const parent =
        message.parent === null ? -1 : (own[message.parent % (own.length + 1)]?.id ?? -1);
      const id = send(period, side, agent, ticks, wh, parent);
      if (id >= 0) orders.push({ id, agent, parent });
    } else if (message.kind === "arrive") market.arriveChildren(period, free);
    else if (state === "gateClosed") continue;
    else if (message.kind === "close") market.close(period);
    else if (state === "call") market.endCall(period, free, { pricing });
    else market.call(period);
  }
  return { market, log, orders };
}

test("with calls, gates and parents in any period: who trades had its parent filled, and the log tells it all", () => {
  fc.assert(
    fc.property(
      fc.array(anyMessage, { minLength: 20, maxLength: 80, size: "max" }),
      fc.constantFrom(...CALL_PRICINGS),
      (messages, pricing) => {
        const { market, log, orders } = played(messages, pricing);
        const traders = new Set([...market.trades.takerOrder, ...market.trades.makerOrder]);
        for (const { id, parent } of orders) {
          const state = market.state(id);
          if (parent >= 0 && traders.has(id)) expect(market.state(parent)).toBe("filled");
          if (state === "waiting")
            expect(["resting", "waiting", "filled"]).toContain(market.state(parent));
          if (state === "orphaned") expect(market.state(parent)).toMatch(/expired|orphaned/);
        }
        expect(replay(log).stateHash()).toBe(market.stateHash());
        const bytes = new EventEncoder().encode(log).slice();
        expect([...new EventDecoder().decode(bytes)]).toEqual([...eventsOf(log)]);
      },
    ),
    { numRuns: 300 },
  );
});

test("a withdrawal without a tariff brings no children, nor does its replay", () => {
  const log = new EventLog();
  const market = new LocalMarket({
    busCount: 1,
    capacity: 90,
    networkMicroEurPerKwh: 0,
    isAudited: true,
    uncrossing: "atOnce",
    log,
  });
  market.open(20);
  market.open(21);
  const other = market.submit(21, OFFER, 5, 0, 900, 10, free);
  const parent = market.submit(20, BID, 1, 0, 500, 300, free);
  const child = market.submit(21, OFFER, 1, 0, 400, 250, free, { parentId: parent });
  market.submit(20, OFFER, 2, 0, 300, 300, free);
  market.cancel(other);
  expect(market.state(child)).toBe("waiting");
  expect(replay(log).stateHash()).toBe(market.stateHash());
});
