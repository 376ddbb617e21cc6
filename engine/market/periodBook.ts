import {
  LIMIT,
  NEXT,
  ORDER_SIZE,
  type OrderPool,
  PREVIOUS,
  QUEUE,
} from "#engine/market/orderPool.ts";

/**
 * The resting orders of one period. Each side keeps one queue per bus, in price-time order;
 * queue = side · busCount + bus, with bids as side 0 and offers as side 1. The columns hold what
 * a search over buses reads, so that it touches orders only where they matter.
 */
export class PeriodBook {
  readonly busCount: number;
  /** Slot at the head and at the tail of each queue; −1 when empty. */
  readonly head: Int32Array;
  readonly tail: Int32Array;
  /** Limit of the order at the head of each queue, µEUR/kWh; stale when empty. */
  readonly headLimit: Int32Array;
  /** One bit per bus with orders, `wordCount` words per side. */
  readonly occupied: Int32Array;
  readonly wordCount: number;

  constructor(busCount: number) {
    this.busCount = busCount;
    this.wordCount = (busCount + 31) >>> 5;
    this.head = new Int32Array(2 * busCount).fill(-1);
    this.tail = new Int32Array(2 * busCount).fill(-1);
    this.headLimit = new Int32Array(2 * busCount);
    this.occupied = new Int32Array(2 * this.wordCount);
  }
}

/** Puts an order behind all of its queue with the same or a better limit. */
export function enqueue(book: PeriodBook, pool: OrderPool, slot: number): void {
  const field = pool.field;
  const at = slot * ORDER_SIZE;
  const queue = field[at + QUEUE]!;
  const limit = field[at + LIMIT]!;
  const isBid = queue < book.busCount;

  let ahead = book.tail[queue]!;
  while (ahead >= 0) {
    const aheadLimit = field[ahead * ORDER_SIZE + LIMIT]!;
    if (isBid ? aheadLimit >= limit : aheadLimit <= limit) break;
    ahead = field[ahead * ORDER_SIZE + PREVIOUS]!;
  }
  const behind = ahead >= 0 ? field[ahead * ORDER_SIZE + NEXT]! : book.head[queue]!;

  field[at + PREVIOUS] = ahead;
  field[at + NEXT] = behind;
  if (behind >= 0) field[behind * ORDER_SIZE + PREVIOUS] = slot;
  else book.tail[queue] = slot;
  if (ahead >= 0) field[ahead * ORDER_SIZE + NEXT] = slot;
  else setHead(book, queue, slot, limit);
}

/** Takes an order out of its queue; the slot stays the caller's. */
export function dequeue(book: PeriodBook, pool: OrderPool, slot: number): void {
  const field = pool.field;
  const at = slot * ORDER_SIZE;
  const queue = field[at + QUEUE]!;
  const ahead = field[at + PREVIOUS]!;
  const behind = field[at + NEXT]!;

  if (behind >= 0) field[behind * ORDER_SIZE + PREVIOUS] = ahead;
  else book.tail[queue] = ahead;
  if (ahead >= 0) field[ahead * ORDER_SIZE + NEXT] = behind;
  else if (behind >= 0) setHead(book, queue, behind, field[behind * ORDER_SIZE + LIMIT]!);
  else clearHead(book, queue);
}

/** Empties the book and gives all its slots back to the pool. */
export function expireAll(book: PeriodBook, pool: OrderPool): void {
  for (let queue = 0; queue < book.head.length; queue++) {
    let slot = book.head[queue]!;
    while (slot >= 0) {
      const behind = pool.field[slot * ORDER_SIZE + NEXT]!;
      pool.release(slot);
      slot = behind;
    }
  }
  book.head.fill(-1);
  book.tail.fill(-1);
  book.occupied.fill(0);
}

function setHead(book: PeriodBook, queue: number, slot: number, limit: number): void {
  const isBid = queue < book.busCount;
  const bus = isBid ? queue : queue - book.busCount;
  book.head[queue] = slot;
  book.headLimit[queue] = limit;
  book.occupied[(isBid ? 0 : book.wordCount) + (bus >>> 5)]! |= 1 << (bus & 31);
}

function clearHead(book: PeriodBook, queue: number): void {
  const isBid = queue < book.busCount;
  const bus = isBid ? queue : queue - book.busCount;
  book.head[queue] = -1;
  book.occupied[(isBid ? 0 : book.wordCount) + (bus >>> 5)]! &= ~(1 << (bus & 31));
}
