import type { LocalMarket } from "#engine/market/localMarket.ts";
import {
  AMENDED,
  CALL_ENDED,
  CALLED,
  CANCELLED_BY_OWNER,
  CHILDREN_ARRIVED,
  CLOSED,
  DELIVERED,
  type EventKind,
  FORGOTTEN,
  type LoggedEvent,
  OPENED,
  SUBMITTED,
  SUBMITTED_WITH_TERMS,
  TAKEN,
  UNCROSSED,
} from "#engine/market/logs/eventLog.ts";
import { LIFETIMES } from "#engine/market/orderTerms.ts";
import { localTime } from "#reports/explain/localTime.ts";
import { textTable } from "#reports/explain/textTable.ts";
import type { MarketLogHead } from "#sim/market/logs/marketLog.ts";
import type { PlayedMessage } from "#sim/market/logs/replayMarketLog.ts";

/** A message of the chosen period, in words. Energies Wh, prices µEUR/kWh. */
export interface PeriodMessage {
  /** From 0 in the log. */
  readonly message: number;
  readonly marketMinute: number | null;
  readonly what: string;
  /** Order that the message names or made. */
  readonly order: number | null;
  readonly side: "bid" | "offer" | null;
  readonly agent: number | null;
  readonly bus: number | null;
  readonly limitMicroEurPerKwh: number | null;
  readonly energyWh: number | null;
  readonly terms: string | null;
  readonly trades: readonly PeriodTrade[];
}

interface PeriodTrade {
  readonly buyer: number;
  readonly seller: number;
  readonly energyWh: number;
  readonly priceMicroEurPerKwh: number;
  readonly dnutMicroEurPerKwh: number;
}

const NAMES: Partial<Record<EventKind, string>> = {
  [OPENED]: "opens",
  [CLOSED]: "gate closes",
  [DELIVERED]: "delivered",
  [FORGOTTEN]: "forgotten",
  [SUBMITTED]: "order",
  [SUBMITTED_WITH_TERMS]: "order",
  [CANCELLED_BY_OWNER]: "withdraws",
  [AMENDED]: "amends",
  [TAKEN]: "takes",
  [UNCROSSED]: "uncrosses",
  [CALLED]: "call begins",
  [CALL_ENDED]: "call ends",
  [CHILDREN_ARRIVED]: "children arrive",
};

const NOTHING = { order: null, side: null, agent: null, bus: null, terms: null } as const;
const NO_VALUES = { limitMicroEurPerKwh: null, energyWh: null } as const;

/** Writes down what happened to one period of delivery while a log is replayed. */
export class PeriodMessages {
  readonly messages: PeriodMessage[] = [];
  readonly #period: number;
  /** Orders of the period, in the order they came, and how they stood before its gate closed. */
  readonly #orders: number[] = [];
  readonly #endings = new Map<string, number>();

  /** @param period - From the run's first. */
  constructor(period: number) {
    this.#period = period;
  }

  /** Before a message: when the period is forgotten, how its orders ended is too. */
  before(market: LocalMarket, { kind }: LoggedEvent, period: number | null): void {
    if (period !== this.#period || kind !== FORGOTTEN) return;
    for (const id of this.#orders) {
      const state = market.state(id);
      this.#endings.set(state, (this.#endings.get(state) ?? 0) + 1);
    }
  }

  after({ market, event, message, marketMinute, period }: PlayedMessage): void {
    if (period !== this.#period) return;
    const { kind, words, answer } = event;
    const { trades } = market;
    if (kind === SUBMITTED || kind === SUBMITTED_WITH_TERMS || kind === TAKEN) {
      this.#orders.push(answer);
    }
    this.messages.push({
      message,
      marketMinute,
      what: NAMES[kind]!,
      ...fieldsOf(kind, words, answer),
      trades: Array.from({ length: trades.count }, (_, row) => ({
        buyer: trades.buyerAgent[row]!,
        seller: trades.sellerAgent[row]!,
        energyWh: trades.energyWh[row]!,
        priceMicroEurPerKwh: trades.priceMicro[row]!,
        dnutMicroEurPerKwh: trades.dnutMicro[row]!,
      })),
    });
  }

  text({ firstPeriodUnixSeconds, timeZone }: MarketLogHead): string {
    if (this.messages.length === 0)
      return `Period ${this.#period}: no message of the log names it.`;
    const time = (minute: number | null) =>
      minute === null ? "" : localTime(firstPeriodUnixSeconds + 60 * minute, timeZone);
    const header = [
      "message",
      "market time",
      "",
      "order",
      "side",
      "agent",
      "bus",
      "µEUR/kWh",
      "Wh",
    ];
    const rows = this.messages.flatMap((one) => [
      [
        String(one.message),
        time(one.marketMinute),
        one.terms === null ? one.what : `${one.what} (${one.terms})`,
        number(one.order),
        one.side ?? "",
        number(one.agent),
        number(one.bus),
        number(one.limitMicroEurPerKwh),
        number(one.energyWh),
      ],
      ...one.trades.map((trade) => [
        "",
        "",
        `  trade ${trade.seller} to ${trade.buyer}, DNUT ${trade.dnutMicroEurPerKwh}`,
        ...["", "", "", ""],
        number(trade.priceMicroEurPerKwh),
        number(trade.energyWh),
      ]),
    ]);
    const endings = [...this.#endings].map(([state, count]) => `${count} ${state}`).join(", ");
    const local = localTime(firstPeriodUnixSeconds + 900 * this.#period, timeZone);
    return (
      `Period ${this.#period} (${local}):\n${textTable(header, rows)}` +
      (endings === "" ? "" : `\n  Orders: ${endings}.`)
    );
  }
}

function fieldsOf(
  kind: EventKind,
  words: Int32Array,
  answer: number,
): Omit<PeriodMessage, "message" | "marketMinute" | "what" | "trades"> {
  const at = (i: number) => words[i]!;
  switch (kind) {
    case SUBMITTED:
    case SUBMITTED_WITH_TERMS:
      return {
        order: answer,
        side: at(1) === 0 ? "bid" : "offer",
        agent: at(2),
        bus: at(3),
        limitMicroEurPerKwh: at(4),
        energyWh: at(5),
        terms: kind === SUBMITTED ? null : termsText(words),
      };
    case CANCELLED_BY_OWNER:
      return { ...NOTHING, ...NO_VALUES, order: at(0) };
    case AMENDED:
      return { ...NOTHING, order: at(0), limitMicroEurPerKwh: at(1), energyWh: at(2) };
    case TAKEN:
      return {
        ...NOTHING,
        order: at(0),
        agent: at(1),
        bus: at(2),
        energyWh: at(3),
        limitMicroEurPerKwh: at(4),
      };
    default:
      return { ...NOTHING, ...NO_VALUES };
  }
}

function termsText(words: Int32Array): string {
  const parts = [
    LIFETIMES[words[6]!]!,
    ...(words[7]! > 0 ? [`at least ${words[7]} Wh`] : []),
    ...(words[8]! >= 0 ? [`child of ${words[8]}`] : []),
    ...(words[9]! >= 0 ? [`or ${words[9]}`] : []),
  ];
  return parts.join(", ");
}

function number(value: number | null): string {
  return value === null ? "" : String(value);
}
