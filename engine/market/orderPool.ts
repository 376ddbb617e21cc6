import { assert } from "#engine/assert.ts";
import * as record from "#engine/market/orderRecord.ts";

// Folded into the code; as imports they would be read and checked at each use.
const { NEXT, OPEN_WH, ORDER_SIZE, SERIAL } = record;

/** Slots fit an id beside a serial of 31 bits: `id = serial · 2^22 + slot`. */
const SLOTS = 2 ** 22;

/**
 * All live orders of a market, in one buffer of fixed capacity: half a cache line each. Slots are
 * recycled, the last one released first, so that a busy market stays in the cache. An id names slot
 * and serial: it leads to its order without a look-up, and never to one that came after it.
 */
export class OrderPool {
  readonly capacity: number;
  readonly field: Int32Array;
  #free = 0;

  constructor(capacity: number) {
    assert(Number.isInteger(capacity) && capacity > 0 && capacity <= SLOTS);
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

  /** Names the order that holds `slot` now. */
  idOf(slot: number): number {
    return this.field[slot * ORDER_SIZE + SERIAL]! * SLOTS + slot;
  }

  /** Finds the slot of a live order, or −1 when there is none of this id. */
  slotOf(id: number): number {
    const slot = id & (SLOTS - 1);
    const at = slot * ORDER_SIZE;
    if (slot >= this.capacity || this.field[at + OPEN_WH] === 0) return -1;
    return this.field[at + SERIAL]! * SLOTS + slot === id ? slot : -1;
  }

  release(slot: number): void {
    const at = slot * ORDER_SIZE;
    this.field[at + OPEN_WH] = 0;
    this.field[at + NEXT] = this.#free;
    this.#free = slot;
  }
}

/** Serial that an id carries; −1 for what is no id. */
export function serialOf(id: number): number {
  const serial = Math.floor(id / SLOTS);
  return serial >= 0 && Number.isSafeInteger(id) ? serial : -1;
}
