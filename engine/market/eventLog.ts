import type { ScriptedTrade } from "#engine/market/tradeScript.ts";

/** Kinds of messages; what each carries stands beside it. */
export const OPENED = 1; // period, f0
export const CLOSED = 2; // period
export const DELIVERED = 3; // period
export const FORGOTTEN = 4; // period
export const SUBMITTED = 5; // period, side, agent, bus, limit, energy
export const SUBMITTED_WITH_TERMS = 6; // the same, lifetime, minimum, parent (2), exclusive with (2)
export const CANCELLED_BY_OWNER = 7; // order (2)
export const AMENDED = 8; // order (2), limit, energy
export const TAKEN = 9; // order (2), agent, bus, energy, limit
export const UNCROSSED = 10; // period
export type EventKind = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10;

/** Words of a message, without its kind, its trades and its answer. */
export const EVENT_WORDS = [0, 2, 1, 1, 1, 6, 12, 2, 4, 6, 1] as const;
const TRADE_WORDS = 6;
const UPPER = 2 ** 32;

/** The options a market was made with: the first words of its log. */
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
}

/**
 * Every message that a market accepted, in order, with its answer and the trades it led to. From it
 * alone the market can be rebuilt: charges are kept, so that no grid is asked again. Words of 32
 * bits:
 *
 *     kind | words of the message | answer (2) | count of trades | taker (2), maker (2), Wh, DNUT of each
 */
export class EventLog {
  count = 0;
  words: Int32Array;
  wordCount = 0;

  /** @param wordCapacity - Room to begin with; it doubles when it is full. */
  constructor(wordCapacity = 1024) {
    this.words = new Int32Array(Math.max(16, wordCapacity));
  }

  /** Writes the options; a log belongs to one market. */
  begin(options: LoggedOptions): void {
    const { busCount, capacity, networkMicroEurPerKwh, isManual, uncrossesAtOnce } = options;
    this.#reserve(5);
    this.#put(busCount);
    this.#put(capacity);
    this.#put(networkMicroEurPerKwh);
    this.#put(isManual ? 1 : 0);
    this.#put(uncrossesAtOnce ? 1 : 0);
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

  /** Writes an id or an answer, in two words. */
  id(value: number): this {
    this.#put(Math.floor(value / UPPER));
    this.#put(value | 0);
    return this;
  }

  /** Says how many trades follow. */
  tradeCount(count: number): this {
    this.#reserve(1 + TRADE_WORDS * count);
    this.#put(count);
    return this;
  }

  /** Puts the log's words elsewhere: what `eventsOf` reads, no longer than it has to be. */
  bytes(): Uint8Array {
    return new Uint8Array(this.words.buffer.slice(0, 4 * this.wordCount));
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

/** Reads a log: the market's options and its messages. */
export function readLog(log: Pick<EventLog, "words" | "wordCount">): {
  options: LoggedOptions;
  events: LoggedEvent[];
} {
  const { words, wordCount } = log;
  const options = {
    busCount: words[0]!,
    capacity: words[1]!,
    networkMicroEurPerKwh: words[2]!,
    isManual: words[3] === 1,
    uncrossesAtOnce: words[4] === 1,
  };
  const events: LoggedEvent[] = [];
  let at = 5;
  while (at < wordCount) {
    const kind = words[at]! as EventKind;
    const end = at + 1 + EVENT_WORDS[kind];
    const trades: ScriptedTrade[] = [];
    const tradeCount = words[end + 2]!;
    for (let i = 0; i < tradeCount; i++) {
      const start = end + 3 + i * TRADE_WORDS;
      trades.push({
        taker: idAt(words, start),
        maker: idAt(words, start + 2),
        energyWh: words[start + 4]!,
        dnutMicro: words[start + 5]!,
      });
    }
    events.push({
      kind,
      words: words.subarray(at + 1, end),
      answer: idAt(words, end),
      trades,
    });
    at = end + 3 + tradeCount * TRADE_WORDS;
  }
  return { options, events };
}

/** The id that stands in two words of a message. */
export function idAt(words: Int32Array, at: number): number {
  return words[at]! * UPPER + (words[at + 1]! >>> 0);
}
