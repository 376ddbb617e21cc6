import { assert } from "#engine/assert.ts";

/** Fields of one order inside `OrderPool.field`, as offsets from `slot * ORDER_SIZE`. */
export const ORDER_SIZE = 8;
/** Slot behind this one in its queue (or in the free list); −1 at the end. */
export const NEXT = 0;
/** Slot in front of this one in its queue; −1 at the head. */
export const PREVIOUS = 1;
/** All-in limit, µEUR/kWh. */
export const LIMIT = 2;
/** Energy still open, Wh; zero in a free slot. */
export const OPEN_WH = 3;
export const AGENT = 4;
/** Queue within the book of its period: `side * busCount + bus`. */
export const QUEUE = 5;
export const PERIOD = 6;
/** How often the slot was used before, as unsigned 32 bits. */
export const GENERATION = 7;

const CAPACITY_MAX = 2 ** 21;

/**
 * All resting orders of a market, in one buffer of fixed capacity. Slots are recycled, ids are not:
 * an id carries its slot's generation, so that an old id never finds the order that came after it.
 * 21 bits of slot and 32 bits of generation keep ids below 2^53.
 */
export class OrderPool {
  readonly capacity: number;
  readonly field: Int32Array;
  readonly #stride: number;
  #free = 0;

  constructor(capacity: number) {
    assert(Number.isInteger(capacity) && capacity > 0 && capacity <= CAPACITY_MAX);
    this.capacity = capacity;
    this.field = new Int32Array(capacity * ORDER_SIZE);
    this.#stride = powerOfTwoFrom(capacity);
    for (let slot = 0; slot < capacity; slot++) {
      this.field[slot * ORDER_SIZE + NEXT] = slot + 1 < capacity ? slot + 1 : -1;
    }
  }

  /** Takes a free slot, or returns −1 when all are in use. */
  take(): number {
    const slot = this.#free;
    if (slot >= 0) this.#free = this.field[slot * ORDER_SIZE + NEXT]!;
    return slot;
  }

  /** Returns a slot; the id it had is gone for good. */
  release(slot: number): void {
    const at = slot * ORDER_SIZE;
    this.field[at + OPEN_WH] = 0;
    this.field[at + NEXT] = this.#free;
    this.field[at + GENERATION]! += 1;
    assert(this.field[at + GENERATION] !== 0, "a slot ran out of generations");
    this.#free = slot;
  }

  /** Names the order that holds `slot` now. */
  idOf(slot: number): number {
    return slot + (this.field[slot * ORDER_SIZE + GENERATION]! >>> 0) * this.#stride;
  }

  /** Finds the slot of a resting order, or −1 when there is none of this id. */
  slotOf(id: number): number {
    const slot = id & (this.#stride - 1);
    const at = slot * ORDER_SIZE;
    if (slot >= this.capacity || this.field[at + OPEN_WH] === 0) return -1;
    return (id - slot) / this.#stride === this.field[at + GENERATION]! >>> 0 ? slot : -1;
  }
}

/** The least power of two that is not below `count`. */
function powerOfTwoFrom(count: number): number {
  let power = 1;
  while (power < count) power *= 2;
  return power;
}
