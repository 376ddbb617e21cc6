import type { MarketCore } from "#engine/market/marketCore.ts";
import * as record from "#engine/market/orderRecord.ts";
import * as queueRecord from "#engine/market/queues/queueRecord.ts";

// Folded into the code; as imports they would be read and checked at each use.
const { ID, ORDER_SIZE } = record;
const { HEAD, QUEUE_SIZE } = queueRecord;

/** Messages that are about to be sent to a book. */
export interface Ahead {
  /** Order that each is to replace or withdraw; below zero for one that sends a new order. */
  readonly orders: Int32Array;
  /** Bus of each. */
  readonly buses: Int32Array;
  readonly count: number;
}

/**
 * Reads what messages are about to meet: orders, free slots and queues, which may lie where nobody
 * has looked for long. Messages wait for one after the other; asked for at once they come together.
 * Nothing is changed. Returns a sum of what was read, so that it is read.
 */
export function readAhead(core: MarketCore, book: number, ahead: Ahead): number {
  const { orders, buses, count } = ahead;
  const { pool, queues } = core;
  const { field } = pool;
  const { queue } = queues;
  const first = 2 * (book << queues.busBits);
  let sum = 0;
  let fresh = 0;
  for (let k = 0; k < count; k++) {
    const order = orders[k]!;
    fresh += order >>> 31;
    sum ^= field[pool.slotNamed(order) * ORDER_SIZE + ID]!;
    sum ^= queue[(first + 2 * buses[k]!) * QUEUE_SIZE + HEAD]!;
  }
  for (let k = 0; k < fresh; k++) sum ^= field[pool.nextSlot(k) * ORDER_SIZE + ID]!;
  return sum;
}
