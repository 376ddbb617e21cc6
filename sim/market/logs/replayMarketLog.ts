import type { LocalMarket } from "#engine/market/localMarket.ts";
import {
  AMENDED,
  CANCELLED_BY_OWNER,
  CLOCK,
  EVENT_WORDS,
  type EventKind,
  type LoggedEvent,
  TAKEN,
  TARIFF,
} from "#engine/market/logs/eventLog.ts";
import { MarketReplay } from "#engine/market/logs/marketReplay.ts";
import { tradeAmounts } from "#engine/market/tradeAmounts.ts";
import type { MarketLogHead } from "#sim/market/logs/marketLog.ts";
import { readMarketLog } from "#sim/market/logs/readMarketLog.ts";

/** The first place where a log and the market that is rebuilt from it differ. */
export interface ReplayDifference {
  /** Messages that agree before it. */
  readonly message: number;
  /** Null behind the last day. */
  readonly day: number | null;
  /** Minutes since the start of the run; null before the first is told. */
  readonly marketMinute: number | null;
  /** The message's period of delivery, from the run's first; null where it names none. */
  readonly period: number | null;
  readonly says: string;
}

/** What a replay did. Energies Wh, amounts µEUR. */
export interface ReplayReport {
  readonly head: MarketLogHead;
  readonly days: number;
  readonly messages: number;
  /** Messages by kind, see `eventLog.ts`. */
  readonly byKind: readonly number[];
  readonly trades: number;
  readonly tradedWh: number;
  /** What buyers paid, what sellers got, what the grid got, rounding: they add up. */
  readonly buyerMicroEur: number;
  readonly sellerMicroEur: number;
  readonly dnutMicroEur: number;
  readonly networkMicroEur: number;
  readonly roundingMicroEur: number;
  /** Days whose end state the log and the market name alike. */
  readonly statesAgreed: number;
  readonly stateHash: string;
  /** Null where all agrees. */
  readonly difference: ReplayDifference | null;
}

/** Looks on while a log is replayed; nothing it does changes the market. */
export interface ReplayOnlooker {
  /** Before a message: the market is as it was. Periods count from the run's first. */
  readonly before?: (market: LocalMarket, event: LoggedEvent, period: number | null) => void;
  /** After a message that agrees; trades from row 0 on are its own. Returns how they are wrong. */
  readonly after?: (played: PlayedMessage) => string | null;
}

/** A message that the market answered as the log says. */
export interface PlayedMessage {
  readonly market: LocalMarket;
  readonly event: LoggedEvent;
  /** From 0. */
  readonly message: number;
  readonly marketMinute: number | null;
  readonly period: number | null;
}

/**
 * Rebuilds the books of a market from its log alone and holds every answer, every trade and the
 * state at the end of each day against what the log says, up to the first difference.
 *
 * @throws MarketLogError where the log was cut or changed, or is no market log.
 */
export function replayMarketLog(path: string, onlooker: ReplayOnlooker = {}): ReplayReport {
  const reader = readMarketLog(path);
  const replaying = new Replaying(reader.head, onlooker);
  for (const day of reader.days()) {
    replaying.startDay(day.day);
    for (const event of day.events()) {
      if (!replaying.play(event)) return replaying.report();
    }
    if (!replaying.endDay(day)) break;
  }
  return replaying.report();
}

class Replaying {
  readonly #head: MarketLogHead;
  readonly #onlooker: ReplayOnlooker;
  readonly #replay: MarketReplay;
  readonly #byKind = new Array<number>(EVENT_WORDS.length).fill(0);
  readonly #sums = { buyer: 0, seller: 0, dnut: 0, network: 0, rounding: 0, tradedWh: 0 };
  #messages = 0;
  #trades = 0;
  #days = 0;
  #statesAgreed = 0;
  #day: number | null = null;
  #minute: number | null = null;
  #difference: ReplayDifference | null = null;

  constructor(head: MarketLogHead, onlooker: ReplayOnlooker) {
    this.#head = head;
    this.#onlooker = onlooker;
    this.#replay = new MarketReplay(head.market);
  }

  startDay(day: number | null): void {
    this.#day = day;
    if (day !== null) this.#days++;
  }

  /** Plays a message; false where it differs. */
  play(event: LoggedEvent): boolean {
    if (event.kind === CLOCK) {
      this.#minute = event.words[0]!;
      return true;
    }
    if (event.kind === TARIFF) return true;
    const { market } = this.#replay;
    const absolute = periodOf(market, event);
    const period = absolute === null ? null : absolute - this.#head.firstPeriod;
    this.#onlooker.before?.(market, event, period);
    const message = this.#messages;
    const played = { market, event, message, marketMinute: this.#minute, period };
    const says = this.#replay.play(event) ?? this.#onlooker.after?.(played) ?? null;
    if (says !== null) return this.#differ(says, period);
    this.#count(market, event.kind);
    return true;
  }

  /** Holds the seal of a day against the market; false where they differ. */
  endDay(seal: { messages: number; trades: number; stateHash: string }): boolean {
    const stateHash = this.#replay.market.stateHash();
    const isAgreed = seal.stateHash === stateHash;
    if (!isAgreed) {
      return this.#differ(
        `the state at the end of the day: the log names ${seal.stateHash}, the market ${stateHash}`,
        null,
      );
    }
    for (const [what, log, found] of [
      ["messages", seal.messages, this.#messages],
      ["trades", seal.trades, this.#trades],
    ] as const) {
      if (log !== found)
        return this.#differ(`the log counts ${log} ${what}, there are ${found}`, null);
    }
    this.#statesAgreed++;
    return true;
  }

  report(): ReplayReport {
    const { buyer, seller, dnut, network, rounding, tradedWh } = this.#sums;
    return {
      head: this.#head,
      days: this.#days,
      messages: this.#messages,
      byKind: this.#byKind,
      trades: this.#trades,
      tradedWh,
      buyerMicroEur: buyer,
      sellerMicroEur: seller,
      dnutMicroEur: dnut,
      networkMicroEur: network,
      roundingMicroEur: rounding,
      statesAgreed: this.#statesAgreed,
      stateHash: this.#replay.market.stateHash(),
      difference: this.#difference,
    };
  }

  #differ(says: string, period: number | null): false {
    const place = { message: this.#messages, day: this.#day, marketMinute: this.#minute, period };
    this.#difference = { ...place, says };
    return false;
  }

  #count({ trades }: LocalMarket, kind: EventKind): void {
    this.#messages++;
    this.#byKind[kind]! += 1;
    this.#trades += trades.count;
    const sums = this.#sums;
    for (let row = 0; row < trades.count; row++) {
      const buyerPaysMicroEurPerKwh = trades.buyerPaysMicroEurPerKwh[row]!;
      const sellerGetsMicroEurPerKwh = trades.sellerGetsMicroEurPerKwh[row]!;
      const dnutMicro = trades.dnutMicro[row]!;
      const energyWh = trades.energyWh[row]!;
      const networkMicro = buyerPaysMicroEurPerKwh - sellerGetsMicroEurPerKwh - dnutMicro;
      const money = tradeAmounts({
        energyWh,
        buyerPaysMicroEurPerKwh,
        sellerGetsMicroEurPerKwh,
        dnutMicro,
        networkMicro,
      });
      sums.tradedWh += energyWh;
      sums.buyer += money.buyerMicroEur;
      sums.seller += money.sellerMicroEur;
      sums.dnut += money.dnutMicroEur;
      sums.network += money.networkMicroEur;
      sums.rounding += money.roundingMicroEur;
    }
    trades.clear();
  }
}

/** The absolute period that a message is about; null where the order it names does not live. */
function periodOf(market: LocalMarket, { kind, words }: LoggedEvent): number | null {
  return NAMES_ORDER.has(kind) ? market.periodOf(words[0]!) : words[0]!;
}

/** Messages that name an order: withdrawals, amendments, purchases. */
const NAMES_ORDER: ReadonlySet<EventKind> = new Set<EventKind>([
  CANCELLED_BY_OWNER,
  AMENDED,
  TAKEN,
]);
