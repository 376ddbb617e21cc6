import fc from "fast-check";
import type { LocalMarketOptions } from "#engine/market/localMarket.ts";
import { LIFETIMES, type OrderTerms } from "#engine/market/orderTerms.ts";
import { DONE } from "#engine/market/refusals.ts";
import { BID, OFFER, type Side } from "#engine/market/side.ts";
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
  terms: FlowTerms | null;
}
/** Another order: the `nth` of the same agent that lives, or of all that were ever sent. */
export interface Naming {
  nth: number;
  amongOwn: boolean;
}
/** Terms of an order. */
export interface FlowTerms {
  lifetime: (typeof LIFETIMES)[number];
  minimumWh: number;
  parent: Naming | null;
  exclusiveWith: Naming | null;
}
export type Message =
  | SubmitMessage
  /** Orders are named by the `nth` that was taken; one more names none. */
  | { kind: "cancel"; nth: number; tells: boolean }
  /** Without a limit it keeps the one that it has. */
  | { kind: "amend"; nth: number; limitMicro: number | null; energyWh: number }
  | { kind: "take"; nth: number; agent: number; bus: number; limitMicro: number; energyWh: number }
  /** Opens a period, or shuts its gate, or delivers it, or forgets it: whatever comes next. */
  | { kind: "advance"; period: number }
  | { kind: "uncross"; period: number }
  | { kind: "arrive"; period: number }
  | { kind: "look"; period: number; side: Side; bus: number };

/** A random day at the market: its rules, its grid, its messages. */
export interface Flow {
  options: LocalMarketOptions;
  /** Makes the tariff anew, one per period, so that two markets see the same one. */
  tariff: () => TariffView;
  messages: Message[];
}

const MESSAGES = 120;
const bus = fc.integer({ min: 0, max: BUS_COUNT - 1 });
const period = fc.constantFrom(...PERIODS);
const side = fc.constantFrom<Side>(BID, OFFER);
const agent = fc.integer({ min: 0, max: 5 });
const recent = fc.nat(MESSAGES);

// Few agents, buses and prices: ties, own orders and full books must be common, not rare.
const limitMicro = fc.oneof(
  { weight: 60, arbitrary: fc.integer({ min: -5, max: 15 }).map((ticks) => ticks * 100) },
  { weight: 2, arbitrary: fc.constantFrom(-500_000, 1_500_000) },
  { weight: 1, arbitrary: fc.constantFrom(50, -500_100, 1_500_100) },
);
const energyWh = fc.oneof(
  { weight: 20, arbitrary: fc.integer({ min: 1, max: 4 }).map((kwh) => kwh * 1000) },
  { weight: 10, arbitrary: fc.integer({ min: 1, max: 9_999 }) },
  { weight: 1, arbitrary: fc.constantFrom(0, -1) },
);
const naming: fc.Arbitrary<Naming> = fc.record({
  nth: recent,
  amongOwn: fc.constantFrom(true, true, true, true, false),
});

const terms: fc.Arbitrary<FlowTerms> = fc.record({
  lifetime: fc.constantFrom(...LIFETIMES, "goodTillGate" as const),
  minimumWh: fc.oneof(
    { weight: 3, arbitrary: fc.constant(0) },
    { weight: 2, arbitrary: fc.integer({ min: 1, max: 5 }).map((kwh) => kwh * 1000) },
  ),
  parent: fc.option(naming, { freq: 2 }),
  exclusiveWith: fc.option(naming, { freq: 2 }),
});

const submit = (special: number): fc.Arbitrary<SubmitMessage> =>
  fc.record({
    kind: fc.constant("submit" as const),
    period,
    side,
    agent,
    bus: fc.oneof({ weight: 60, arbitrary: bus }, { weight: 1, arbitrary: fc.constant(BUS_COUNT) }),
    limitMicro,
    energyWh,
    terms: special === 0 ? fc.constant(null) : fc.option(terms, { freq: special }),
  });

const message = (special: number): fc.Arbitrary<Message> =>
  fc.oneof(
    { weight: 48, arbitrary: submit(special) },
    {
      weight: 8,
      arbitrary: fc.record({
        kind: fc.constant("cancel" as const),
        nth: recent,
        tells: fc.boolean(),
      }),
    },
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant("amend" as const),
        nth: recent,
        limitMicro: fc.option(limitMicro, { freq: 2 }),
        energyWh,
      }),
    },
    {
      weight: 6,
      arbitrary: fc.record({
        ...{ kind: fc.constant("take" as const), nth: recent, agent, bus, energyWh },
        limitMicro: fc.integer({ min: -1500, max: 2500 }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("advance" as const), period }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("uncross" as const), period }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("arrive" as const), period }) },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant("look" as const), period, side, bus }) },
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
export const flows: fc.Arbitrary<Flow> = fc.constantFrom(0, 3).chain((special) =>
  fc.record({
    options: fc.record({
      busCount: fc.constant(BUS_COUNT),
      capacity: fc.constantFrom(3, 40, 1_000),
      networkMicroEurPerKwh: fc.constantFrom(0, 70, 300),
      matching: fc.constantFrom("automatic", "automatic", "automatic", "manual"),
      uncrossing: fc.constantFrom("onArrival", "atOnce"),
    }),
    tariff: fc.oneof(convex, erratic),
    messages: fc.array(message(special), { minLength: 1, maxLength: MESSAGES, size: "max" }),
  }),
);

/** What one message led to; orders are named by the message that sent them. */
export interface Step {
  message: Message;
  answer: unknown;
  trades: Trade[];
  orders: string[];
}

/** A market at play, with what is needed to send it messages. */
export class Table {
  readonly market: MarketUnderTest;
  readonly tariffs: Map<number, TariffView>;
  readonly ids: number[] = [];

  constructor(create: CreateMarket, flow: Flow) {
    this.market = create(flow.options);
    this.tariffs = new Map(PERIODS.map((open) => [open as number, flow.tariff()]));
    for (const open of PERIODS) this.market.open(open);
  }

  /** Sends a message; ids in the answer are those of the flow. */
  send(sent: Message): unknown {
    const { market, ids, tariffs } = this;
    const idOf = (nth: number) => ids[nth % (ids.length + 1)] ?? 2 ** 40 + nth;
    const tariffOf = (nth: number) => tariffs.get(this.#periodOf[nth % (ids.length + 1)] ?? 40)!;
    switch (sent.kind) {
      case "submit": {
        const { period, side, agent, bus, limitMicro, energyWh } = sent;
        const tariff = tariffs.get(period)!;
        const values = [period, side, agent, bus, limitMicro, energyWh] as const;
        const special = sent.terms === null ? [] : [this.#termsOf(sent.terms, agent)];
        return this.#note(market.submit(...values, tariff, ...special), period, agent, limitMicro);
      }
      case "cancel":
        return market.cancel(idOf(sent.nth), ...(sent.tells ? [tariffOf(sent.nth)] : []));
      case "amend": {
        const { nth, energyWh } = sent;
        const own = nth % (ids.length + 1);
        const limitMicro = sent.limitMicro ?? this.#limitOf[own] ?? 0;
        const answer = market.amend(idOf(nth), limitMicro, energyWh, tariffOf(nth));
        if (answer === DONE) this.#limitOf[own] = limitMicro;
        return answer;
      }
      case "take": {
        const { nth, agent, bus, energyWh, limitMicro } = sent;
        const tariff = tariffOf(nth);
        const id = market.take(idOf(nth), agent, bus, energyWh, limitMicro, tariff);
        return this.#note(id, this.#periodOf[nth % (ids.length + 1)] ?? 40, agent, limitMicro);
      }
      case "advance":
        return this.#advance(sent.period);
      case "uncross":
        return market.uncross(sent.period, tariffs.get(sent.period)!);
      case "arrive":
        return market.arriveChildren(sent.period, tariffs.get(sent.period)!);
      case "look":
        return market
          .availability(sent.period, sent.side, sent.bus, tariffs.get(sent.period)!, 9)
          .map((price) => ({ ...price, orderId: ids.indexOf(price.orderId) }));
    }
  }

  readonly #periodOf: number[] = [];
  readonly #agentOf: number[] = [];
  readonly #limitOf: number[] = [];

  #note(id: number, period: number, agent: number, limitMicro: number): unknown {
    if (id < 0) return id;
    this.ids.push(id);
    this.#periodOf.push(period);
    this.#agentOf.push(agent);
    this.#limitOf.push(limitMicro);
    return "taken";
  }

  #termsOf({ lifetime, minimumWh, parent, exclusiveWith }: FlowTerms, agent: number): OrderTerms {
    return {
      lifetime,
      minimumWh,
      ...(parent === null ? {} : { parentId: this.#resolve(parent, agent) }),
      ...(exclusiveWith === null ? {} : { exclusiveWithId: this.#resolve(exclusiveWith, agent) }),
    };
  }

  #resolve({ nth, amongOwn }: Naming, agent: number): number {
    const own = this.ids.filter(
      (id, n) => this.#agentOf[n] === agent && this.market.restingWh(id) > 0,
    );
    const among = amongOwn && own.length > 0 ? own : this.ids;
    return among[nth % (among.length + 1)] ?? 2 ** 40 + nth;
  }

  #advance(period: number): string {
    const { market } = this;
    const state = market.periodState(period);
    if (state === "unknown") market.open(period);
    if (state === "open") market.close(period);
    if (state === "gateClosed") market.deliver(period);
    if (state === "delivered") market.forget(period);
    return market.periodState(period);
  }
}

/** Plays a flow and writes down all that can be seen from outside. */
export function play(create: CreateMarket, flow: Flow): Step[] {
  const table = new Table(create, flow);
  const { market, ids } = table;
  let tradesSeen = 0;
  return flow.messages.map((message) => {
    const answer = table.send(message);
    const trades = market.tradeRows().slice(tradesSeen);
    tradesSeen += trades.length;
    return {
      message,
      answer,
      trades: trades.map((trade) => ({
        ...trade,
        makerOrder: ids.indexOf(trade.makerOrder),
        takerOrder: ids.indexOf(trade.takerOrder),
      })),
      orders: ids.map((id) => `${market.state(id)} ${market.restingWh(id)} ${market.tradedWh(id)}`),
    };
  });
}
