import {
  LIMIT,
  NEXT,
  ORDER_SIZE,
  type OrderPool,
  PREVIOUS,
  QUEUE,
} from "#engine/market/orderPool.ts";
import {
  clearHead,
  HEAD,
  HEAD_LIMIT,
  LADDER,
  type OrderQueues,
  QUEUE_SIZE,
  setHead,
  TAIL,
} from "#engine/market/orderQueues.ts";
import { limitAt, rankOf } from "#engine/market/priceGrid.ts";

/** No slot, and not the end of a list either. */
const UNKNOWN = -2;
/** Orders walked past before a queue gets a ladder. */
const WALK_MAX = 12;
/** Puts an order behind all of its queue with the same or a better limit. */
export function enqueue(queues: OrderQueues, pool: OrderPool, slot: number): void {
  const field = pool.field;
  const at = slot * ORDER_SIZE;
  const queue = field[at + QUEUE]!;
  const limit = field[at + LIMIT]!;
  const start = queue * QUEUE_SIZE;
  let ladder = queues.queue[start + LADDER]!;
  if (ladder < 0) {
    const ahead = walk(queues, pool, queue, limit);
    if (ahead !== UNKNOWN) {
      const head = queues.queue[start + HEAD]!;
      link(queues, field, slot, ahead, ahead < 0 ? head : field[ahead * ORDER_SIZE + NEXT]!);
      return;
    }
    ladder = buildLadder(queues, pool, queue);
  }
  const { ladders } = queues;
  const rank = rankOf((queue & 1) as 0 | 1, limit);
  const place = ladders.placeOf(ladder, rank);
  field[at + NEXT] = -1;
  if (ladders.page[place]! >= 0) {
    const last = ladders.page[place + 1]!;
    field[at + PREVIOUS] = last;
    field[last * ORDER_SIZE + NEXT] = slot;
    ladders.page[place + 1] = slot;
    return;
  }
  field[at + PREVIOUS] = -1;
  ladders.begin(place, rank, slot);
  becomeHead(queues, queue, slot, limit);
}

/** Takes an order out of its queue; the slot stays the caller's and remembers its neighbours. */
export function dequeue(queues: OrderQueues, pool: OrderPool, slot: number): void {
  const field = pool.field;
  const at = slot * ORDER_SIZE;
  const queue = field[at + QUEUE]!;
  const start = queue * QUEUE_SIZE;
  const ladder = queues.queue[start + LADDER]!;
  const head = queues.queue[start + HEAD]!;
  const next = field[at + NEXT]!;
  const previous = field[at + PREVIOUS]!;
  if (next >= 0) field[next * ORDER_SIZE + PREVIOUS] = previous;
  if (previous >= 0) field[previous * ORDER_SIZE + NEXT] = next;
  if (ladder < 0) {
    if (next < 0) queues.queue[start + TAIL] = previous;
    if (slot !== head) return;
    if (next < 0) clearHead(queues, queue);
    else setHead(queues, queue, next, field[next * ORDER_SIZE + LIMIT]!);
    return;
  }
  if (next >= 0 && previous >= 0) return;
  const { ladders } = queues;
  const side = (queue & 1) as 0 | 1;
  const limit = field[at + LIMIT]!;
  const rank = rankOf(side, limit);
  const place = ladders.placeOf(ladder, rank);
  if (next >= 0) ladders.page[place] = next;
  else if (previous >= 0) ladders.page[place + 1] = previous;
  else ladders.end(ladder, place, rank);
  if (slot !== head) return;
  if (next >= 0) setHead(queues, queue, next, limit);
  else {
    const nextRank = ladders.nextRank(ladder, rank + 1);
    if (nextRank < 0) clearHead(queues, queue);
    else {
      const first = ladders.page[ladders.placeOf(ladder, nextRank)]!;
      setHead(queues, queue, first, limitAt(side, nextRank));
    }
  }
}

/** Undoes the last `dequeue`s, one after the other from the latest: the order has its old place. */
export function requeue(queues: OrderQueues, pool: OrderPool, slot: number): void {
  const field = pool.field;
  const at = slot * ORDER_SIZE;
  const queue = field[at + QUEUE]!;
  const ladder = queues.queue[queue * QUEUE_SIZE + LADDER]!;
  const next = field[at + NEXT]!;
  const previous = field[at + PREVIOUS]!;
  if (ladder < 0) {
    link(queues, field, slot, previous, next);
    return;
  }
  const { ladders } = queues;
  const limit = field[at + LIMIT]!;
  const rank = rankOf((queue & 1) as 0 | 1, limit);
  const place = ladders.placeOf(ladder, rank);
  if (next < 0 && previous < 0) ladders.begin(place, rank, slot);
  if (next >= 0) field[next * ORDER_SIZE + PREVIOUS] = slot;
  else ladders.page[place + 1] = slot;
  if (previous >= 0) field[previous * ORDER_SIZE + NEXT] = slot;
  else {
    ladders.page[place] = slot;
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
  return nextRank < 0 ? -1 : ladders.page[ladders.placeOf(ladder, nextRank)]!;
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
function buildLadder(queues: OrderQueues, pool: OrderPool, queue: number): number {
  const field = pool.field;
  const { ladders } = queues;
  const ladder = ladders.take();
  queues.queue[queue * QUEUE_SIZE + LADDER] = ladder;
  let slot = queues.queue[queue * QUEUE_SIZE + HEAD]!;
  while (slot >= 0) {
    const at = slot * ORDER_SIZE;
    const next = field[at + NEXT]!;
    const rank = rankOf((queue & 1) as 0 | 1, field[at + LIMIT]!);
    const place = ladders.placeOf(ladder, rank);
    if (ladders.page[place]! < 0) {
      ladders.begin(place, rank, slot);
      field[at + PREVIOUS] = -1;
    } else ladders.page[place + 1] = slot;
    if (next >= 0 && field[next * ORDER_SIZE + LIMIT] !== field[at + LIMIT]) field[at + NEXT] = -1;
    slot = next;
  }
  return ladder;
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
function becomeHead(queues: OrderQueues, queue: number, slot: number, limit: number): void {
  const start = queue * QUEUE_SIZE;
  const sign = 2 * (queue & 1) - 1;
  const gap = Math.imul(sign, limit - queues.queue[start + HEAD_LIMIT]!);
  if (queues.queue[start + HEAD]! < 0 || gap <= 0) setHead(queues, queue, slot, limit);
}
