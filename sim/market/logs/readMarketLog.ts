import { createHash } from "node:crypto";
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { z } from "zod";
import { EventDecoder } from "#engine/market/logs/eventCodec.ts";
import type { LoggedEvent } from "#engine/market/logs/eventLog.ts";
import {
  MARKET_LOG_MARK,
  MARKET_LOG_VERSION,
  type MarketLogHead,
  NO_DAY,
  SEAL_BYTES,
} from "#sim/market/logs/marketLog.ts";
import { MarketLogError } from "#sim/market/logs/marketLogError.ts";

/** The messages of a day, whose seal is right. */
export interface MarketLogDay {
  /** Day of the run, from 0; null for what comes last. */
  readonly day: number | null;
  /** Messages and trades from the beginning of the log to the end of the day. */
  readonly messages: number;
  readonly trades: number;
  /** State of the market at the end of the day. */
  readonly stateHash: string;
  events(): Generator<LoggedEvent>;
}

/** A market log that is open: its head, and its days in order. Memory holds one day. */
export interface MarketLogReader {
  readonly head: MarketLogHead;
  /** @throws MarketLogError where the log was cut or changed, before anything of that day is shown. */
  days(): Generator<MarketLogDay>;
  /** Closes a log whose days are not read to their end. */
  close(): void;
}

/** Reads what a run with a market log left of an area. Throws MarketLogError where it is no such file. */
export function readMarketLog(path: string): MarketLogReader {
  const reader = new Reader(path);
  try {
    return { head: reader.head(), days: () => reader.days(), close: () => reader.close() };
  } catch (error) {
    reader.close();
    throw error;
  }
}

class Reader {
  readonly #path: string;
  readonly #descriptor: number;
  readonly #size: number;
  #at = 0;
  /** Over the bytes since the last seal. */
  #hash = createHash("sha256");
  #lastDay: number | null = null;
  #isOpen = true;

  constructor(path: string) {
    this.#path = path;
    this.#descriptor = openSync(path, "r");
    this.#size = fstatSync(this.#descriptor).size;
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    closeSync(this.#descriptor);
  }

  head(): MarketLogHead {
    const mark = this.#read(MARKET_LOG_MARK.length, "its first bytes");
    if (mark.toString("latin1") !== MARKET_LOG_MARK) throw this.#error("this is no market log");
    const version = this.#number("its version");
    if (version !== MARKET_LOG_VERSION) {
      throw this.#error(
        `format version ${version}; this version of eflex reads ${MARKET_LOG_VERSION}`,
      );
    }
    const text = this.#read(this.#length("the length of its head"), "its head").toString("utf8");
    const parsed = headSchema.safeParse(parseJson(text));
    if (!parsed.success) {
      const [{ path, message }] = parsed.error.issues as [z.core.$ZodIssue];
      const field = path.length === 0 ? "" : ` (${path.join(".")}: ${message})`;
      throw this.#error(`the head says nothing about a market${field}`);
    }
    return parsed.data;
  }

  *days(): Generator<MarketLogDay> {
    try {
      for (;;) {
        const day = this.#day();
        yield day;
        if (day.day === null) break;
      }
      if (this.#at < this.#size) throw this.#error(`something follows its end at byte ${this.#at}`);
    } finally {
      this.close();
    }
  }

  #day(): MarketLogDay {
    const start = this.#at;
    const pieces: Buffer<ArrayBuffer>[] = [];
    const where = `the day after ${this.#lastDay === null ? "its head" : `day ${this.#lastDay}`}`;
    for (;;) {
      const length = this.#length(where);
      if (length === 0) break;
      pieces.push(this.#read(length, where));
    }
    const seal = this.#read(SEAL_BYTES - 32, where);
    const expected = this.#hash.digest();
    this.#hash = createHash("sha256");
    if (!this.#read(32, where, false).equals(expected)) {
      throw this.#error(
        `bytes ${start} to ${this.#at} (${where}) have changed since they were sealed`,
      );
    }
    const day = seal.readInt32LE(0);
    this.#lastDay = day;
    return {
      day: day === NO_DAY ? null : day,
      messages: seal.readInt32LE(4),
      trades: seal.readInt32LE(8),
      stateHash: seal.toString("hex", 12, 20),
      events: () => this.#events(pieces, where),
    };
  }

  *#events(pieces: readonly Buffer<ArrayBuffer>[], where: string): Generator<LoggedEvent> {
    const decoder = new EventDecoder();
    try {
      for (const piece of pieces) yield* decoder.decode(piece);
    } catch (error) {
      if (error instanceof RangeError) throw this.#error(`${where}: ${error.message}`);
      throw error;
    }
  }

  #length(where: string): number {
    return this.#number(where) >>> 0;
  }

  #number(where: string): number {
    return this.#read(4, where).readInt32LE(0);
  }

  #read(length: number, where: string, isHashed = true): Buffer<ArrayBuffer> {
    const left = this.#size - this.#at;
    if (length > left) {
      throw this.#error(
        `${where} goes on for ${length} bytes from byte ${this.#at}, where ${left} are left: ` +
          `it was cut, or a length in it has changed`,
      );
    }
    const bytes = Buffer.alloc(length);
    for (let done = 0; done < length; ) {
      done += readSync(this.#descriptor, bytes, done, length - done, null);
    }
    this.#at += length;
    if (isHashed) this.#hash.update(bytes);
    return bytes;
  }

  #error(finding: string): MarketLogError {
    return new MarketLogError(this.#path, finding);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What a market can be made of: no log of a run has more. */
const BUSES_MAX = 2 ** 20;
const ORDERS_MAX = 2 ** 22;
/** Far from the ends of what a date can hold. */
const UNIX_SECONDS_MAX = 2 ** 40;

const headSchema = z.strictObject({
  madeBy: z.string(),
  scenario: z.string(),
  variant: z.string(),
  seed: z.int(),
  area: z.strictObject({ index: z.int().min(0), id: z.string() }),
  firstPeriod: z.int32(),
  firstPeriodUnixSeconds: z.int().min(-UNIX_SECONDS_MAX).max(UNIX_SECONDS_MAX),
  timeZone: z.string().refine(isTimeZone, "no time zone"),
  buses: z.array(z.string()).max(BUSES_MAX).optional(),
  feeders: z.array(z.string()).max(BUSES_MAX).optional(),
  market: z.strictObject({
    busCount: z.int().min(1).max(BUSES_MAX),
    capacity: z.int().min(1).max(ORDERS_MAX),
    networkMicroEurPerKwh: z.int32(),
    isManual: z.boolean(),
    uncrossesAtOnce: z.boolean(),
  }),
});

function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
