import type { ScriptedTrade } from "#engine/market/logs/tradeScript.ts";

/** Kinds of messages; what each carries stands beside it. */
export const OPENED = 1; // period, f0
export const CLOSED = 2; // period
export const DELIVERED = 3; // period
export const FORGOTTEN = 4; // period
export const SUBMITTED = 5; // period, side, agent, bus, limit, energy
export const SUBMITTED_WITH_TERMS = 6; // the same, lifetime, minimum, parent, exclusive with
export const CANCELLED_BY_OWNER = 7; // order
export const AMENDED = 8; // order, limit, energy
export const TAKEN = 9; // order, agent, bus, energy, limit
export const UNCROSSED = 10; // period
/** No message: the time of its owner's clock, from here on. */
export const CLOCK = 11; // minute
export const CALLED = 12; // period
export const CALL_ENDED = 13; // period, pricing, count of the call's own trades
/** No message: λ of each bus, as it stands for a period from here on. */
export const TARIFF = 14; // period
export const CHILDREN_ARRIVED = 15; // period
export type EventKind = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 14 | 15;

/** Words of a message, without its kind, its answer and its trades. */
export const EVENT_WORDS = [0, 2, 1, 1, 1, 6, 10, 1, 3, 5, 1, 1, 1, 3, 1, 1] as const;
/** Words of a trade: taker, maker, Wh, DNUT. */
const TRADE_WORDS = 4;

/**
 * Words of each trade of a message; when a call ends, what the seller gets is one more. Of a tariff,
 * where buses stand in the place of trades, one: λ.
 */
export function tradeWordsOf(kind: number): number {
  if (kind === TARIFF) return 1;
  return kind === CALL_ENDED ? TRADE_WORDS + 1 : TRADE_WORDS;
}

/** The options a market was made with: its log belongs to it alone. */
export interface LoggedOptions {
  readonly busCount: number;
  readonly capacity: number;
  readonly networkMicroEurPerKwh: number;
  readonly isManual: boolean;
  readonly uncrossesAtOnce: boolean;
}

/** One accepted message and what it led to. */
export interface LoggedEvent {
  readonly kind: EventKind;
  readonly words: Int32Array;
  /** What the market answered: an id, or `DONE`. */
  readonly answer: number;
  readonly trades: readonly ScriptedTrade[];
  /** λ of each bus, µEUR/kWh; of a tariff only. */
  readonly lambdaMicro?: Int32Array;
}

/**
 * Every message that a market accepted, in order, with its answer and the trades it led to. From it
 * alone the market can be rebuilt: charges are kept, so that no grid is asked again. Words of 32
 * bits:
 *
 *     kind | words of the message | answer | count of trades | taker, maker, Wh, DNUT of each
 *
 * When a call ends, what the seller gets follows the DNUT; a tariff has λ of each bus there.
 *
 * Whoever keeps a long log takes the words away now and then: `clear`.
 */
export class EventLog {
  options: LoggedOptions | null = null;
  /** Messages and trades since the beginning. */
  count = 0;
  tradeSum = 0;
  words: Int32Array;
  wordCount = 0;
  #minute = Number.NaN;

  /** @param wordCapacity - Room to begin with; it doubles when it is full. */
  constructor(wordCapacity = 1024) {
    this.words = new Int32Array(Math.max(16, wordCapacity));
  }

  /** Begins a message of this kind; its words, its answer and its trades follow. */
  open(kind: EventKind): this {
    this.#reserve(16);
    this.#put(kind);
    this.count++;
    return this;
  }

  word(value: number): this {
    this.#put(value);
    return this;
  }

  /** Says how many trades follow. */
  tradeCount(count: number): this {
    this.#reserve(1 + (TRADE_WORDS + 1) * count);
    this.#put(count);
    this.tradeSum += count;
    return this;
  }

  /** Notes what time it is for the messages to come, in whole minutes of a clock of the owner's own. */
  tell(minute: number): void {
    if (minute === this.#minute) return;
    this.#minute = minute;
    this.#reserve(4);
    for (const word of [CLOCK, minute, 0, 0]) this.#put(word);
  }

  /** Notes λ of each bus in a period, µEUR/kWh: what charges of the messages to come begin with. */
  tariff(period: number, lambdaMicro: Int32Array): void {
    this.#reserve(4 + lambdaMicro.length);
    for (const word of [TARIFF, period, 0, lambdaMicro.length]) this.#put(word);
    for (const lambda of lambdaMicro) this.#put(lambda);
  }

  /** Forgets the words: they were put elsewhere. What was counted stays. */
  clear(): void {
    this.wordCount = 0;
  }

  #reserve(more: number): void {
    if (this.wordCount + more <= this.words.length) return;
    const larger = new Int32Array(Math.max(2 * this.words.length, this.wordCount + more));
    larger.set(this.words);
    this.words = larger;
  }

  #put(value: number): void {
    this.words[this.wordCount++] = value;
  }
}

/** Reads the messages that a log holds in words, in order. */
export function* eventsOf({
  words,
  wordCount,
}: Pick<EventLog, "words" | "wordCount">): Generator<LoggedEvent> {
  let at = 0;
  while (at < wordCount) {
    const kind = words[at]! as EventKind;
    const end = at + 1 + EVENT_WORDS[kind];
    const tradeCount = words[end + 1]!;
    const size = tradeWordsOf(kind);
    const trades: ScriptedTrade[] = [];
    for (let i = 0; i < tradeCount && kind !== TARIFF; i++) {
      const start = end + 2 + i * size;
      trades.push({
        taker: words[start]!,
        maker: words[start + 1]!,
        energyWh: words[start + 2]!,
        dnutMicro: words[start + 3]!,
        ...(kind === CALL_ENDED ? { sellerGetsMicro: words[start + 4]! } : {}),
      });
    }
    const next = end + 2 + tradeCount * size;
    const event = { kind, words: words.subarray(at + 1, end), answer: words[end]!, trades };
    yield kind === TARIFF ? { ...event, lambdaMicro: words.subarray(end + 2, next) } : event;
    at = next;
  }
}
