import { assert } from "#engine/assert.ts";
import * as record from "#engine/market/orderRecord.ts";

// Folded into the code; as imports they would be read and checked at each use.
const { NEXT, OPEN_WH, ORDER_SIZE } = record;

const SLOTS_MAX = 2 ** 22;

/**
 * All live orders of a market, in one buffer of fixed capacity: half a cache line each. Slots are
 * recycled, the last one released first, so that a busy market stays in the cache.
 */
export class OrderPool {
  readonly capacity: number;
  readonly field: Int32Array;
  #free = 0;

  constructor(capacity: number) {
    assert(Number.isInteger(capacity) && capacity > 0 && capacity <= SLOTS_MAX);
    this.capacity = capacity;
    this.field = new Int32Array(capacity * ORDER_SIZE);
    for (let slot = 0; slot < capacity; slot++) {
      this.field[slot * ORDER_SIZE + NEXT] = slot + 1 < capacity ? slot + 1 : -1;
    }
  }

  /** Takes a free slot, or returns −1 when all are in use. */
  take(): number {
    const slot = this.#free;
    if (slot < 0) return -1;
    this.#free = this.field[slot * ORDER_SIZE + NEXT]!;
    return slot;
  }

  /** Counts the slots that hold an order: a walk over all of them. */
  countLive(): number {
    let live = 0;
    for (let slot = 0; slot < this.capacity; slot++) {
      if (this.field[slot * ORDER_SIZE + OPEN_WH]! > 0) live++;
    }
    return live;
  }

  release(slot: number): void {
    const at = slot * ORDER_SIZE;
    this.field[at + OPEN_WH] = 0;
    this.field[at + NEXT] = this.#free;
    this.#free = slot;
  }
}
