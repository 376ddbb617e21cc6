import { BookTable } from "#engine/market/bookTable.ts";
import { CounterSearch } from "#engine/market/counterSearch.ts";
import { Endings } from "#engine/market/endings.ts";
import type { TradeScript } from "#engine/market/logs/tradeScript.ts";
import { OrderPool } from "#engine/market/orderPool.ts";
import * as record from "#engine/market/orderRecord.ts";
import { TermTable } from "#engine/market/orderTerms.ts";
import { OrderQueues } from "#engine/market/queues/orderQueues.ts";
import { TradeLog } from "#engine/market/tradeLog.ts";
import { TradePlan } from "#engine/market/tradePlan.ts";

// Folded into the code; as imports they would be read and checked at each use.
const { ORDER_SIZE, QUEUE } = record;

/** What a market is made of; the functions of this folder work on it. */
export class MarketCore {
  readonly busCount: number;
  /** Network component of a period that opens without one of its own. */
  readonly networkMicro: number;
  /** Whether an arriving order is matched; else it rests until somebody takes it. */
  readonly isAutomatic: boolean;
  /** Whether resting orders that have come to cross are matched after each message. */
  readonly uncrosses: boolean;
  readonly pool: OrderPool;
  readonly terms: TermTable;
  readonly queues: OrderQueues;
  readonly books = new BookTable();
  readonly endings: Endings;
  readonly trades = new TradeLog();
  readonly search: CounterSearch;
  readonly plan = new TradePlan();
  /** What was read ahead last: nobody needs it. */
  read = 0;
  /** Trades to be made instead of those found, when a log is played again. */
  script: TradeScript | null;

  constructor(options: {
    busCount: number;
    capacity: number;
    networkMicro: number;
    isAutomatic: boolean;
    uncrosses: boolean;
    script: TradeScript | null;
  }) {
    this.busCount = options.busCount;
    this.networkMicro = options.networkMicro;
    this.isAutomatic = options.isAutomatic;
    this.uncrosses = options.uncrosses;
    this.pool = new OrderPool(options.capacity);
    this.endings = new Endings(options.capacity);
    this.terms = new TermTable(options.capacity);
    this.queues = new OrderQueues(options.busCount);
    this.search = new CounterSearch(options.busCount);
    this.script = options.script;
  }
}

/** Queue of an order in the book of its period. */
export function queueOf(core: MarketCore, book: number, bus: number, side: 0 | 1): number {
  return 2 * ((book << core.queues.busBits) + bus) + side;
}

export function bookOfQueue(core: MarketCore, queue: number): number {
  return queue >>> (1 + core.queues.busBits);
}

export function busOfQueue(core: MarketCore, queue: number): number {
  return (queue >>> 1) & ((1 << core.queues.busBits) - 1);
}

export function bookOfSlot(core: MarketCore, slot: number): number {
  return bookOfQueue(core, core.pool.field[slot * ORDER_SIZE + QUEUE]!);
}
