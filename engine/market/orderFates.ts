import { assert } from "#engine/assert.ts";
import type { Ending } from "#engine/market/orderState.ts";

const FIRST_CAPACITY = 1024;
const ID_MAX = 2 ** 31 - 1;

/**
 * Where each order is, or how it ended, by its id: a word an order, the slot while it lives and
 * then minus its ending. Ids count from 1, are never used again and stay small integers, which the
 * engine that runs this keeps without a box. The words stand in a ring that grows while orders come,
 * and serves anew what periods leave behind when they are forgotten.
 */
export class OrderFates {
  /** Id of the next order. */
  next = 1;
  /** Ids below are forgotten. */
  first = 1;
  /** By id, from its low bits. */
  word: Int32Array = new Int32Array(FIRST_CAPACITY);
  /** Id for which there is no room yet. */
  #full = 1 + FIRST_CAPACITY;

  /** Gives the order in a slot its id. */
  begin(slot: number): number {
    const id = this.next;
    if (id === this.#full) this.#grow();
    this.next = id + 1;
    this.word[id & (this.word.length - 1)] = slot;
    return id;
  }

  end(id: number, ending: Ending): void {
    this.word[id & (this.word.length - 1)] = -ending;
  }

  /** Slot of a live order; minus how it ended; or `UNKNOWN_FATE`. */
  of(id: number): number {
    if (!((id | 0) === id && id >= this.first && id < this.next)) return UNKNOWN_FATE;
    return this.word[id & (this.word.length - 1)]!;
  }

  /** Forgets all orders before `id`. */
  forgetBefore(id: number): void {
    this.first = id;
    this.#full = Math.min(id + this.word.length, ID_MAX);
  }

  #grow(): void {
    assert(this.next < ID_MAX, "a market ran out of ids");
    const { word, first, next } = this;
    const larger = new Int32Array(2 * word.length);
    for (let id = first; id < next; id++) {
      larger[id & (larger.length - 1)] = word[id & (word.length - 1)]!;
    }
    this.word = larger;
    this.#full = Math.min(first + larger.length, ID_MAX);
  }
}

/** No ending has this number. */
export const UNKNOWN_FATE = -1024;
