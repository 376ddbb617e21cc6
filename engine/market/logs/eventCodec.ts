import {
  CALL_ENDED,
  EVENT_WORDS,
  type EventKind,
  type EventLog,
  type LoggedEvent,
  TARIFF,
  tradeWordsOf,
} from "#engine/market/logs/eventLog.ts";
import type { ScriptedTrade } from "#engine/market/logs/tradeScript.ts";

const KINDS = EVENT_WORDS.length;
/** Words that are remembered of a kind: the longest message and its answer. */
const ROW = 12;
/** Bytes that a word takes at most. */
const WORD_BYTES = 5;

/**
 * What both ends remember: of each kind the last message, and the last trade. A word is written as
 * what it is more than the one in its place there, so that most take one byte.
 */
class Memory {
  readonly words = new Int32Array((KINDS + 2) * ROW);
}

/** Row of the last trade, and of the last λ. */
const TRADE = KINDS * ROW;
const LAMBDA = TRADE + ROW;

/**
 * Writes messages of an event log as bytes:
 *
 *     kind | words | answer | count of trades | taker, maker, Wh, DNUT of each, of a call the price
 *
 * The kind is one byte. All others are differences to the last of their kind, modulo 2^32, the sign
 * in the lowest bit, in groups of seven bits from the lowest, 128 added to all groups but the last.
 */
export class EventEncoder {
  readonly #memory = new Memory();
  #bytes = new Uint8Array(1 << 12);
  #length = 0;

  /** The bytes of all messages that stand in `log`; they are good until the next call. */
  encode({ words, wordCount }: Pick<EventLog, "words" | "wordCount">): Uint8Array {
    this.#length = 0;
    let at = 0;
    while (at < wordCount) {
      const kind = words[at]!;
      const size = EVENT_WORDS[kind]! + 1;
      const tradeCount = words[at + 1 + size]!;
      const tradeWords = tradeWordsOf(kind);
      this.#reserve(1 + WORD_BYTES * (size + 1 + tradeWords * tradeCount));
      this.#bytes[this.#length++] = kind;
      at++;
      for (let i = 0; i < size; i++) this.#put(words[at++]!, kind * ROW + i);
      this.#varint(words[at++]!);
      for (let i = 0; i < tradeWords * tradeCount; i++) {
        this.#put(words[at++]!, kind === TARIFF ? LAMBDA : TRADE + (i % tradeWords));
      }
    }
    return this.#bytes.subarray(0, this.#length);
  }

  #put(word: number, place: number): void {
    const gap = (word - this.#memory.words[place]!) | 0;
    this.#memory.words[place] = word;
    this.#varint((gap << 1) ^ (gap >> 31));
  }

  #varint(value: number): void {
    let rest = value >>> 0;
    while (rest > 127) {
      this.#bytes[this.#length++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    this.#bytes[this.#length++] = rest;
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(2 * this.#bytes.length, this.#length + more));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}

/** Reads what an `EventEncoder` wrote, from its first byte on. */
export class EventDecoder {
  readonly #memory = new Memory();
  #bytes = new Uint8Array(0);
  #at = 0;

  /**
   * The messages in a piece that ends with a message.
   *
   * @throws {RangeError} where the bytes are no messages.
   */
  *decode(bytes: Uint8Array<ArrayBuffer>): Generator<LoggedEvent> {
    this.#bytes = bytes;
    this.#at = 0;
    while (this.#at < bytes.length) {
      const kind = bytes[this.#at++]!;
      if (kind === 0 || kind >= KINDS) throw new RangeError(`no message is of kind ${kind}`);
      const size = EVENT_WORDS[kind]!;
      const words = new Int32Array(size);
      for (let i = 0; i < size; i++) words[i] = this.#word(kind * ROW + i);
      const answer = this.#word(kind * ROW + size);
      const tradeCount = this.#varint();
      if (kind === TARIFF) {
        yield { kind, words, answer, trades: [], lambdaMicro: this.#lambdas(tradeCount) };
        continue;
      }
      const trades: ScriptedTrade[] = [];
      for (let i = 0; i < tradeCount; i++) {
        trades.push({
          taker: this.#word(TRADE),
          maker: this.#word(TRADE + 1),
          energyWh: this.#word(TRADE + 2),
          dnutMicro: this.#word(TRADE + 3),
          ...(kind === CALL_ENDED ? { sellerGetsMicro: this.#word(TRADE + 4) } : {}),
        });
      }
      yield { kind: kind as EventKind, words, answer, trades };
    }
  }

  #lambdas(count: number): Int32Array {
    // Each takes a byte at least: a count that was changed asks for no more memory than there is log.
    if (count > this.#bytes.length - this.#at) throw new RangeError("a message ends too early");
    return Int32Array.from({ length: count }, () => this.#word(LAMBDA));
  }

  #word(place: number): number {
    const code = this.#varint();
    const gap = (code >>> 1) ^ -(code & 1);
    const word = (this.#memory.words[place]! + gap) | 0;
    this.#memory.words[place] = word;
    return word;
  }

  #varint(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      if (this.#at >= this.#bytes.length) throw new RangeError("a message ends too early");
      const byte = this.#bytes[this.#at++]!;
      value |= (byte & 127) << shift;
      if (byte < 128) return value >>> 0;
      if (shift >= 28) throw new RangeError("a word is too long");
    }
  }
}
