import { assert } from "#engine/assert.ts";
import { BOOK_CALL, BOOK_OPEN } from "#engine/market/bookTable.ts";
import { bookOfSlot, type MarketCore, queueOf } from "#engine/market/marketCore.ts";
import {
  ID,
  LIMIT,
  NEXT,
  OPEN_WH,
  ORDER_SIZE,
  PREVIOUS,
  QUEUE,
  TRADED_WH,
} from "#engine/market/orderRecord.ts";
import { PARENT, TERM_SIZE, WAITING } from "#engine/market/orderTerms.ts";
import { rankOf } from "#engine/market/queues/priceRank.ts";
import { behind } from "#engine/market/queues/queueing.ts";
import { HEAD, HEAD_LIMIT, LADDER, QUEUE_SIZE, TAIL } from "#engine/market/queues/queueRecord.ts";
import type { TariffView } from "#engine/market/tariffView.ts";
import { firstCrossing } from "#engine/market/uncrossing.ts";

/**
 * Walks a whole market and stops where anything is out of order: a live order that stands nowhere
 * or twice, a queue out of price order, an index that says something else, an energy below zero.
 */
export function auditMarket(core: MarketCore): void {
  const { books, pool, endings } = core;
  let live = 0;
  for (let slot = 0; slot < pool.capacity; slot++) {
    const at = slot * ORDER_SIZE;
    const openWh = pool.field[at + OPEN_WH]!;
    assert(openWh >= 0 && pool.field[at + TRADED_WH]! >= 0, "no energy is negative");
    if (openWh === 0) continue;
    assert(endings.of(pool.field[at + ID]!) === 0, "a live order has not ended");
    const status = books.status[bookOfSlot(core, slot)];
    assert(status === BOOK_OPEN || status === BOOK_CALL, "no order outlives its gate");
    const isWaiting = core.terms.isUsed && core.terms.field[slot * TERM_SIZE + WAITING] === 1;
    if (isWaiting) auditWaiting(core, slot);
    else live++;
  }
  let standing = 0;
  for (const book of books.inOrder()) {
    const first = queueOf(core, book, 0, 0);
    for (let queue = first; queue < first + 2 * core.busCount; queue++) {
      standing += auditQueue(core, queue);
    }
    auditHalf(core, 2 * book);
    auditHalf(core, 2 * book + 1);
  }
  assert(standing === live, "every live order stands in one queue");
}

/** A child waits for a parent that lives, or for its turn; where they are of two books, that is known. */
function auditWaiting(core: MarketCore, slot: number): void {
  const { activated, apart, field } = core.terms;
  const parent = field[slot * TERM_SIZE + PARENT]!;
  assert(parent >= 0 || activated.includes(slot), "who waits has a parent or a turn");
  const isApart = parent < 0 || bookOfSlot(core, parent) !== bookOfSlot(core, slot);
  assert(!isApart || apart.has(slot), "after a message only children of other books wait on");
}

/** Stops where two resting orders of a book trade with each other, which the uncrossing rule excludes. */
export function auditUncrossed(core: MarketCore, book: number, tariff: TariffView): void {
  assert(firstCrossing(core, book, tariff) < 0, "the book is crossed after a message");
}

function auditQueue({ pool, queues }: MarketCore, queue: number): number {
  const { field } = pool;
  const side = (queue & 1) as 0 | 1;
  const start = queue * QUEUE_SIZE;
  const { ladders } = queues;
  const ladder = queues.queue[start + LADDER]!;
  const head = queues.queue[start + HEAD]!;
  if (head >= 0) {
    assert(queues.queue[start + HEAD_LIMIT] === field[head * ORDER_SIZE + LIMIT], "head limit");
  }
  let ahead = -1;
  let count = 0;
  for (let slot = head; slot >= 0; slot = behind(queues, pool, slot)) {
    const at = slot * ORDER_SIZE;
    const rank = rankOf(side, field[at + LIMIT]!);
    const aheadRank = ahead < 0 ? -1 : rankOf(side, field[ahead * ORDER_SIZE + LIMIT]!);
    assert(field[at + QUEUE] === queue && aheadRank <= rank, "a queue stands in price order");
    const isFirst = ahead < 0 || (ladder >= 0 && rank !== aheadRank);
    assert(field[at + PREVIOUS] === (isFirst ? -1 : ahead), "links of a list agree");
    if (ladder >= 0) {
      const page = ladders.startOf(ladder, rank);
      if (isFirst) assert(ladders.first(page, rank) === slot, "a ladder knows the first of a tick");
      if (field[at + NEXT]! < 0) assert(ladders.last(page, rank) === slot, "and the last");
    }
    ahead = slot;
    count++;
  }
  if (ladder < 0) assert(queues.queue[start + TAIL] === ahead, "the tail of a queue is its last");
  return count;
}

function auditHalf(core: MarketCore, half: number): void {
  const { queues, busCount } = core;
  const { trees } = queues;
  const tree = queues.treeOf[half]!;
  let count = 0;
  for (let bus = 0; bus < busCount; bus++) {
    const queue = queueOf(core, half >>> 1, bus, (half & 1) as 0 | 1);
    const isOccupied = queues.queue[queue * QUEUE_SIZE + HEAD]! >= 0;
    const bits = queues.occupied[half * queues.wordCount + (bus >>> 5)]!;
    assert(((bits >>> (bus & 31)) & 1) === (isOccupied ? 1 : 0), "bits tell buses with orders");
    if (isOccupied) count++;
  }
  assert(queues.occupiedCount[half] === count, "buses with orders are counted");
  if (tree < 0 || Number.isNaN(trees.epoch[tree])) return;
  const root = tree * trees.size;
  for (let node = 1; node < trees.firstLeaf; node++) {
    const best = Math.max(trees.key[root + 2 * node]!, trees.key[root + 2 * node + 1]!);
    assert(trees.key[root + node] === best, "a node holds the better of its two");
  }
}
