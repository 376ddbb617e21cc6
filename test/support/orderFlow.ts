import fc from "fast-check";
import { BID, type LocalMarketOptions, OFFER, type Side } from "#engine/market/orderBook.ts";
import type { TariffView } from "#engine/market/tariffView.ts";
import { convexTariff } from "#test/support/convexTariff.ts";
import { erraticTariff } from "#test/support/erraticTariff.ts";
import type { CreateMarket, MarketUnderTest, Trade } from "#test/support/marketUnderTest.ts";

export const BUS_COUNT = 7;
export const PERIODS = [-3, 40, 41] as const;

export interface SubmitMessage {
  kind: "submit";
  period: number;
  side: Side;
  agent: number;
  bus: number;
  limitMicro: number;
  energyWh: number;
}
export type Message =
  | SubmitMessage
  /** Cancels the order of the `nth` message so far, if there is one. */
  | { kind: "cancel"; nth: number }
  | { kind: "toggle"; period: number }
  | { kind: "look"; period: number; side: Side; bus: number };

/** A random day at the market: its rules, its grid, its messages. */
export interface Flow {
  options: LocalMarketOptions;
  /** Makes the tariff anew, one per period, so that two markets see the same one. */
  tariff: () => TariffView;
  messages: Message[];
}

const bus = fc.integer({ min: 0, max: BUS_COUNT - 1 });
const period = fc.constantFrom(...PERIODS);
const side = fc.constantFrom<Side>(BID, OFFER);

// Few agents, buses and prices: ties, own orders and full books must be common, not rare.
const submit: fc.Arbitrary<SubmitMessage> = fc.record({
  kind: fc.constant("submit" as const),
  period,
  side,
  agent: fc.integer({ min: 0, max: 5 }),
  bus: fc.oneof({ weight: 60, arbitrary: bus }, { weight: 1, arbitrary: fc.constant(BUS_COUNT) }),
  limitMicro: fc.oneof(
    { weight: 60, arbitrary: fc.integer({ min: -5, max: 15 }).map((ticks) => ticks * 100) },
    { weight: 2, arbitrary: fc.constantFrom(-500_000, 1_500_000) },
    { weight: 1, arbitrary: fc.constantFrom(50, -500_100, 1_500_100) },
  ),
  energyWh: fc.oneof(
    { weight: 20, arbitrary: fc.integer({ min: 1, max: 4 }).map((kwh) => kwh * 1000) },
    { weight: 10, arbitrary: fc.integer({ min: 1, max: 9_999 }) },
    { weight: 1, arbitrary: fc.constantFrom(0, -1) },
  ),
});

const message: fc.Arbitrary<Message> = fc.oneof(
  { weight: 20, arbitrary: submit },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("cancel" as const), nth: fc.nat(150) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("toggle" as const), period }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("look" as const), period, side, bus }) },
);

const convex: fc.Arbitrary<() => TariffView> = fc
  .record({
    parent: fc.tuple(
      ...Array.from({ length: BUS_COUNT }, (_, child) => fc.nat(Math.max(0, child - 1))),
    ),
    curvature: fc.array(fc.nat(60), { minLength: BUS_COUNT, maxLength: BUS_COUNT }),
    limitKwh: fc.integer({ min: 1, max: 10 }),
    refreshEvery: fc.integer({ min: 1, max: 4 }),
  })
  .map((options) => () => convexTariff(options));

const erratic: fc.Arbitrary<() => TariffView> = fc
  .record({
    busCount: fc.constant(BUS_COUNT),
    seed: fc.nat(),
    slackMicro: fc.constantFrom(0, 50, 300),
    spreadMicro: fc.constantFrom(0, 100, 2_000),
  })
  .map((options) => () => erraticTariff(options));

/** Days at the market, drawn so that every rule comes into play. */
export const flows: fc.Arbitrary<Flow> = fc.record({
  options: fc.record({
    busCount: fc.constant(BUS_COUNT),
    capacity: fc.constantFrom(3, 40, 1_000),
    networkMicroEurPerKwh: fc.constantFrom(0, 70, 300),
  }),
  tariff: fc.oneof(convex, erratic),
  messages: fc.array(message, { minLength: 1, maxLength: 150, size: "max" }),
});

/** What one message led to; orders are named by the message that sent them. */
export interface Step {
  message: Message;
  answer: unknown;
  trades: Trade[];
  restingWh: number[];
}

/** Plays a flow and writes down all that can be seen from outside. */
export function play(create: CreateMarket, flow: Flow): Step[] {
  const market = create(flow.options);
  const tariffs = new Map(PERIODS.map((open) => [open as number, flow.tariff()]));
  const opened = new Set<number>(PERIODS);
  for (const open of PERIODS) market.open(open);
  const ids: number[] = [];
  let tradesSeen = 0;

  return flow.messages.map((sent) => {
    const answer = answerTo(sent, { market, tariffs, opened, ids });
    const trades = market.tradeRows().slice(tradesSeen);
    tradesSeen += trades.length;
    return {
      message: sent,
      answer,
      trades: trades.map((trade) => ({
        ...trade,
        makerOrder: ids.indexOf(trade.makerOrder),
        takerOrder: ids.indexOf(trade.takerOrder),
      })),
      restingWh: ids.map((id) => market.restingWh(id)),
    };
  });
}

interface Table {
  market: MarketUnderTest;
  tariffs: Map<number, TariffView>;
  opened: Set<number>;
  ids: number[];
}

function answerTo(sent: Message, { market, tariffs, opened, ids }: Table): unknown {
  switch (sent.kind) {
    case "submit": {
      const { period, side, agent, bus, limitMicro, energyWh } = sent;
      const tariff = tariffs.get(period)!;
      const id = market.submit(period, side, agent, bus, limitMicro, energyWh, tariff);
      if (id >= 0) ids.push(id);
      return id >= 0 ? "taken" : id;
    }
    case "cancel":
      return market.cancel(ids[sent.nth] ?? 2 ** 40 + sent.nth);
    case "toggle":
      if (opened.delete(sent.period)) return market.close(sent.period);
      opened.add(sent.period);
      return market.open(sent.period);
    case "look":
      return market.availability(sent.period, sent.side, sent.bus, tariffs.get(sent.period)!, 9);
  }
}
