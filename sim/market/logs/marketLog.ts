import { createHash, type Hash } from "node:crypto";
import { assert } from "#engine/assert.ts";
import type { LocalMarket } from "#engine/market/localMarket.ts";
import { EventEncoder } from "#engine/market/logs/eventCodec.ts";
import { EventLog, type LoggedOptions } from "#engine/market/logs/eventLog.ts";

/** The first bytes of every market log. */
export const MARKET_LOG_MARK = "eflexlog";
export const MARKET_LOG_VERSION = 1;
/** Bytes of a seal: day, messages, trades; the state of the market; SHA-256. */
export const SEAL_BYTES = 3 * 4 + 8 + 32;
/** Day of the last seal. */
export const NO_DAY = -1;

/** Name of the log of an area's market, by the index of the area. */
export function marketLogName(area: number): string {
  return `market-log-${area}.bin`;
}

/** What a log says of itself before its first message. */
export interface MarketLogHead {
  /** Version of eflex-sim that wrote it. */
  readonly madeBy: string;
  readonly scenario: string;
  readonly variant: string;
  readonly seed: number;
  readonly area: { readonly index: number; readonly id: string };
  /** Index that the market gives to the run's first period; when that begins; and where. */
  readonly firstPeriod: number;
  readonly firstPeriodUnixSeconds: number;
  readonly timeZone: string;
  /** Names of its buses, by index; the first logs had none. */
  readonly buses?: readonly string[] | undefined;
  /** Feeder of each bus, where each feeder is a market of its own. */
  readonly feeders?: readonly string[] | undefined;
  readonly market: LoggedOptions;
}

/** Where the bytes go. */
export interface ByteSink {
  append(bytes: Uint8Array): void;
}

/**
 * Keeps the messages of an area's local market in a file beside the tables: all that `eflex replay`
 * reads. They are written piece by piece, so that memory holds an hour of them. After each day a seal
 * says how many messages and trades there are so far, which state the market is in, and what the
 * bytes since the seal before hash to, so that a log that was cut or changed shows where. See
 * docs/MARKET.md, section 5.
 */
export class MarketLog {
  /** The market writes here. */
  readonly events = new EventLog(1 << 12);
  readonly #sink: ByteSink;
  readonly #head: Omit<MarketLogHead, "market">;
  #encoder = new EventEncoder();
  /** Over the bytes since the last seal. */
  #hash: Hash = createHash("sha256");

  constructor(sink: ByteSink, head: Omit<MarketLogHead, "market">) {
    this.#sink = sink;
    this.#head = head;
  }

  /** Writes the head, once the market is there. */
  begin(): void {
    assert(this.events.options !== null, "a log belongs to a market");
    const text = Buffer.from(JSON.stringify({ ...this.#head, market: this.events.options }));
    this.#put(Buffer.from(MARKET_LOG_MARK));
    this.#put(numbers(MARKET_LOG_VERSION, text.length));
    this.#put(text);
  }

  /** Writes what stands in memory. */
  flush(): void {
    if (this.events.wordCount === 0) return;
    const bytes = this.#encoder.encode(this.events);
    this.events.clear();
    this.#put(numbers(bytes.length));
    this.#put(bytes);
  }

  /** Closes a day of the run, or with `NO_DAY` the log. */
  seal(day: number, market: Pick<LocalMarket, "stateHash">): void {
    this.flush();
    this.#put(numbers(0, day, this.events.count, this.events.tradeSum));
    this.#put(Buffer.from(market.stateHash(), "hex"));
    const sha256 = this.#hash.digest();
    this.#sink.append(sha256);
    this.#hash = createHash("sha256");
    this.#encoder = new EventEncoder();
  }

  #put(bytes: Uint8Array): void {
    this.#hash.update(bytes);
    this.#sink.append(bytes);
  }
}

/** Numbers of four bytes, the lowest first. */
function numbers(...values: number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [i, value] of values.entries()) bytes.writeInt32LE(value | 0, 4 * i);
  return bytes;
}
