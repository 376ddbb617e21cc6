import type { OrderPool } from "#engine/market/orderPool.ts";
import * as record from "#engine/market/orderRecord.ts";
import { clearHead, type OrderQueues, setHead } from "#engine/market/queues/orderQueues.ts";
import { limitAt, rankOf } from "#engine/market/queues/priceRank.ts";
import * as queueRecord from "#engine/market/queues/queueRecord.ts";
import * as ladderPage from "#engine/market/queues/tickLadders.ts";

// Folded into the code; as imports they would be read and checked at each use.
const { LIMIT, NEXT, ORDER_SIZE, PREVIOUS, QUEUE } = record;
const { PLACES } = ladderPage;
const { HEAD, HEAD_LIMIT, LADDER, LAST_PAGE, LAST_PAGE_START, QUEUE_SIZE, TAIL } = queueRecord;

/** No slot, and not the end of a list either. */
const UNKNOWN = -2;
/** Orders walked past before a queue gets a ladder. */
const WALK_MAX = 12;

/** Puts an order behind all of its queue with the same or a better limit. */
export function enqueue(queues: OrderQueues, pool: OrderPool, slot: number): void {
  const queue = pool.field[slot * ORDER_SIZE + QUEUE]!;
  if (queues.queue[queue * QUEUE_SIZE + LADDER]! < 0) enqueueInList(queues, pool, slot, queue);
  else enqueueOnLadder(queues, pool, slot, queue);
}

/**
 * Takes an order out of its queue; the slot stays the caller's and remembers its neighbours. One
 * function for an order on a ladder, as it may go in every second message.
 */
export function dequeue(queues: OrderQueues, pool: OrderPool, slot: number): void {
  const { field } = pool;
  const at = slot * ORDER_SIZE;
  const next = field[at + NEXT]!;
  const previous = field[at + PREVIOUS]!;
  if (next >= 0) field[next * ORDER_SIZE + PREVIOUS] = previous;
  if (previous >= 0) {
    field[previous * ORDER_SIZE + NEXT] = next;
    if (next >= 0) return; // in the midst of others: nobody else knows of it
  }
  const queue = field[at + QUEUE]!;
  const fields = queues.queue;
  const from = queue * QUEUE_SIZE;
  if (fields[from + LADDER]! < 0) {
    leaveList(queues, pool, queue, slot);
    return;
  }
  const rank = rankOf((queue & 1) as 0 | 1, field[at + LIMIT]!);
  const isSamePage = fields[from + LAST_PAGE] === rank >>> 10;
  const start = isSamePage ? fields[from + LAST_PAGE_START]! : startOn(queues, queue, rank);
  const { page } = queues.ladders;
  const place = start + PLACES + 2 * (rank & 1023);
  if (previous >= 0) {
    page[place + 1] = previous;
    return;
  }
  const isHead = fields[from + HEAD] === slot;
  if (next >= 0) {
    page[place] = next;
    if (isHead) fields[from + HEAD] = next; // at the same limit
    return;
  }
  const word = start + ((rank >>> 5) & 31);
  const bits = page[word]! & ~(1 << (rank & 31));
  page[word] = bits;
  if (bits === 0 && queues.ladders.leaveWord(fields[from + LADDER]!, start, rank)) {
    fields[from + LAST_PAGE] = -1;
  }
  if (isHead) findHead(queues, queue, rank + 1);
}

/** Makes the first order from a rank on the head of a queue with a ladder. */
function findHead(queues: OrderQueues, queue: number, from: number): void {
  const { ladders } = queues;
  const rank = ladders.nextRank(queues.queue[queue * QUEUE_SIZE + LADDER]!, from);
  if (rank < 0) clearHead(queues, queue);
  else {
    const first = ladders.first(startOn(queues, queue, rank), rank);
    setHead(queues, queue, first, limitAt((queue & 1) as 0 | 1, rank));
  }
}

/** Takes the first or the last order of a queue without a ladder, or both, off its ends. */
function leaveList(queues: OrderQueues, pool: OrderPool, queue: number, slot: number): void {
  const next = pool.field[slot * ORDER_SIZE + NEXT]!;
  const at = queue * QUEUE_SIZE;
  if (next < 0) queues.queue[at + TAIL] = pool.field[slot * ORDER_SIZE + PREVIOUS]!;
  if (slot !== queues.queue[at + HEAD]) return;
  if (next < 0) clearHead(queues, queue);
  else setHead(queues, queue, next, pool.field[next * ORDER_SIZE + LIMIT]!);
}

/** Undoes the last `dequeue`s, one after the other from the latest: the order has its old place. */
export function requeue(queues: OrderQueues, pool: OrderPool, slot: number): void {
  const field = pool.field;
  const at = slot * ORDER_SIZE;
  const queue = field[at + QUEUE]!;
  const next = field[at + NEXT]!;
  const previous = field[at + PREVIOUS]!;
  if (queues.queue[queue * QUEUE_SIZE + LADDER]! < 0) {
    link(queues, field, slot, previous, next);
    return;
  }
  const { ladders } = queues;
  const limit = field[at + LIMIT]!;
  const rank = rankOf((queue & 1) as 0 | 1, limit);
  const start = startOn(queues, queue, rank);
  if (next >= 0) field[next * ORDER_SIZE + PREVIOUS] = slot;
  else if (previous >= 0) ladders.setLast(start, rank, slot);
  else ladders.append(start, rank, slot);
  if (previous >= 0) field[previous * ORDER_SIZE + NEXT] = slot;
  else {
    ladders.setFirst(start, rank, slot);
    becomeHead(queues, queue, slot, limit);
  }
}

/** The order behind this one in its queue; −1 behind the last. */
export function behind(queues: OrderQueues, pool: OrderPool, slot: number): number {
  const at = slot * ORDER_SIZE;
  const next = pool.field[at + NEXT]!;
  if (next >= 0) return next;
  const queue = pool.field[at + QUEUE]!;
  const ladder = queues.queue[queue * QUEUE_SIZE + LADDER]!;
  if (ladder < 0) return -1;
  const { ladders } = queues;
  const rank = rankOf((queue & 1) as 0 | 1, pool.field[at + LIMIT]!);
  const nextRank = ladders.nextRank(ladder, rank + 1);
  return nextRank < 0 ? -1 : ladders.first(startOn(queues, queue, nextRank), nextRank);
}

export function enqueueInList(
  queues: OrderQueues,
  pool: OrderPool,
  slot: number,
  queue: number,
): void {
  const field = pool.field;
  const ahead = queues.startsWithLadders
    ? UNKNOWN
    : walk(queues, pool, queue, field[slot * ORDER_SIZE + LIMIT]!);
  if (ahead === UNKNOWN) {
    buildLadder(queues, pool, queue);
    enqueueOnLadder(queues, pool, slot, queue);
    return;
  }
  const head = queues.queue[queue * QUEUE_SIZE + HEAD]!;
  link(queues, field, slot, ahead, ahead < 0 ? head : field[ahead * ORDER_SIZE + NEXT]!);
}

function enqueueOnLadder(queues: OrderQueues, pool: OrderPool, slot: number, queue: number): void {
  const field = pool.field;
  const at = slot * ORDER_SIZE;
  const limit = field[at + LIMIT]!;
  const rank = rankOf((queue & 1) as 0 | 1, limit);
  const last = queues.ladders.append(startOn(queues, queue, rank), rank, slot);
  field[at + NEXT] = -1;
  field[at + PREVIOUS] = last;
  if (last >= 0) field[last * ORDER_SIZE + NEXT] = slot;
  else becomeHead(queues, queue, slot, limit);
}

/** Where the page of a rank starts on the ladder of a queue. */
export function startOn(queues: OrderQueues, queue: number, rank: number): number {
  const fields = queues.queue;
  const at = queue * QUEUE_SIZE;
  if (fields[at + LAST_PAGE] !== rank >>> 10) {
    fields[at + LAST_PAGE] = rank >>> 10;
    fields[at + LAST_PAGE_START] = queues.ladders.startOf(fields[at + LADDER]!, rank);
  }
  return fields[at + LAST_PAGE_START]!;
}

/** The order that a new one of this limit stands behind, found from the end; `UNKNOWN` where that takes long. */
function walk(queues: OrderQueues, pool: OrderPool, queue: number, limit: number): number {
  const field = pool.field;
  const sign = 2 * (queue & 1) - 1;
  let ahead = queues.queue[queue * QUEUE_SIZE + TAIL]!;
  for (let steps = 0; ahead >= 0; steps++) {
    const gap = field[ahead * ORDER_SIZE + LIMIT]! - limit;
    if (Math.imul(sign, gap) <= 0) break; // the same or a better limit
    if (steps === WALK_MAX) return UNKNOWN;
    ahead = field[ahead * ORDER_SIZE + PREVIOUS]!;
  }
  return ahead;
}

/** Splits the list of a queue into one per tick. */
function buildLadder(queues: OrderQueues, pool: OrderPool, queue: number): void {
  const field = pool.field;
  const { ladders } = queues;
  queues.queue[queue * QUEUE_SIZE + LADDER] = ladders.take();
  let slot = queues.queue[queue * QUEUE_SIZE + HEAD]!;
  while (slot >= 0) {
    const at = slot * ORDER_SIZE;
    const next = field[at + NEXT]!;
    const rank = rankOf((queue & 1) as 0 | 1, field[at + LIMIT]!);
    field[at + PREVIOUS] = ladders.append(startOn(queues, queue, rank), rank, slot);
    if (next >= 0 && field[next * ORDER_SIZE + LIMIT] !== field[at + LIMIT]) field[at + NEXT] = -1;
    slot = next;
  }
}

/** Puts an order between two of a queue without a ladder; −1 for the ends. */
function link(
  queues: OrderQueues,
  field: Int32Array,
  slot: number,
  ahead: number,
  next: number,
): void {
  const at = slot * ORDER_SIZE;
  const queue = field[at + QUEUE]!;
  field[at + PREVIOUS] = ahead;
  field[at + NEXT] = next;
  if (next >= 0) field[next * ORDER_SIZE + PREVIOUS] = slot;
  else queues.queue[queue * QUEUE_SIZE + TAIL] = slot;
  if (ahead >= 0) field[ahead * ORDER_SIZE + NEXT] = slot;
  else setHead(queues, queue, slot, field[at + LIMIT]!);
}

/** Makes the first order of a tick the head of its queue, if no better one is. */
export function becomeHead(queues: OrderQueues, queue: number, slot: number, limit: number): void {
  const start = queue * QUEUE_SIZE;
  const sign = 2 * (queue & 1) - 1;
  const gap = Math.imul(sign, limit - queues.queue[start + HEAD_LIMIT]!);
  if (queues.queue[start + HEAD]! < 0 || gap <= 0) setHead(queues, queue, slot, limit);
}
