import { assert } from "#engine/assert.ts";
import * as record from "#engine/market/orderRecord.ts";

// Folded into the code; as imports they would be read and checked at each use.
const { AGENT, ID, LIMIT, OPEN_WH, ORDER_SIZE, QUEUE, TRADED_WH } = record;

const SLOTS_MAX = 2 ** 22;
const CACHE_LINE = 64;
const BUFFER_OFFSET = 16;

/** Ids stay below: small integers, which the engine that runs this keeps without a box. */
const IDS = 2 ** 31;

/**
 * All live orders of a market, in one buffer of fixed capacity: half a cache line each. Slots are
 * recycled, the last one released first, so that a busy market stays in the cache.
 *
 *     id = use of the slot · 2^slotBits + slot
 *
 * An id leads to its order without a look-up, and never to one that came after it: a slot whose uses
 * are all spent is given to nobody any more.
 */
export class OrderPool {
  readonly capacity: number;
  readonly field: Int32Array;
  /** Count of the orders before it, by slot: who was sent first. */
  readonly serial: Int32Array;
  readonly #step: number;
  /** Free slots, the one released last at the end. */
  readonly #free: Int32Array;
  #freeCount = 0;
  #serial = 0;

  constructor(capacity: number) {
    assert(Number.isInteger(capacity) && capacity > 0 && capacity <= SLOTS_MAX);
    this.capacity = capacity;
    this.field = linedUp(capacity * ORDER_SIZE);
    this.serial = new Int32Array(capacity);
    this.#step = 1 << (32 - Math.clz32(capacity - 1));
    this.#free = new Int32Array(capacity);
    for (let slot = capacity - 1; slot >= 0; slot--) {
      this.field[slot * ORDER_SIZE + ID] = slot;
      this.#free[this.#freeCount++] = slot;
    }
  }

  /** Gives an order a free slot and a new id; returns the slot, or −1 when all are in use. */
  place(queue: number, agent: number, limitMicro: number, energyWh: number): number {
    if (this.#freeCount === 0) return -1;
    const slot = this.#free[--this.#freeCount]!;
    const { field } = this;
    const at = slot * ORDER_SIZE;
    field[at + LIMIT] = limitMicro;
    field[at + OPEN_WH] = energyWh;
    field[at + AGENT] = agent;
    field[at + QUEUE] = queue;
    field[at + ID]! += this.#step;
    field[at + TRADED_WH] = 0;
    this.serial[slot] = this.#serial++;
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

  /** Finds the slot of a live order, or −1 when there is none of this id. */
  slotOf(id: number): number {
    const slot = id & (this.#step - 1);
    const at = slot * ORDER_SIZE;
    const isIts = slot < this.capacity && this.field[at + ID] === id;
    return isIts && this.field[at + OPEN_WH] !== 0 ? slot : -1;
  }

  release(slot: number): void {
    const at = slot * ORDER_SIZE;
    this.field[at + OPEN_WH] = 0;
    if (this.field[at + ID]! >= IDS - this.#step) return; // its uses are spent
    this.#free[this.#freeCount++] = slot;
  }

  /** Slot of the order that comes after `count` others, if none of them ends; any where none is free then. */
  nextSlot(count: number): number {
    return this.#free[Math.max(0, this.#freeCount - 1 - count)]!;
  }

  /** Slot that an order of this id has or had; any for an id below zero. */
  slotNamed(id: number): number {
    return Math.min(id & (this.#step - 1), this.capacity - 1);
  }
}

/**
 * Zeros that begin a cache line, so that no order lies on two: a large buffer begins 16 bytes behind
 * the start of a page, where the C library keeps its size. Elsewhere it costs nothing.
 */
function linedUp(length: number): Int32Array {
  const bytes = length * Int32Array.BYTES_PER_ELEMENT;
  return new Int32Array(new ArrayBuffer(bytes + CACHE_LINE), CACHE_LINE - BUFFER_OFFSET, length);
}
