import { assert } from "#engine/assert.ts";
import type { Ending } from "#engine/market/orderState.ts";

const PAGE_BITS = 16;
const PAGE_SIZE = 1 << PAGE_BITS;
const SERIAL_MAX = 2 ** 31 - 1;

/**
 * How each order ended, by its serial: a byte an order, in pages that are dropped from the front as
 * periods are forgotten. Serials begin at 1 and are never used again.
 */
export class Endings {
  /** Serial of the next order. */
  next = 1;
  /** Serials below are forgotten. */
  first = 1;
  #page: Uint8Array[] = [new Uint8Array(PAGE_SIZE)];
  /** Pages dropped so far. */
  #dropped = 0;

  /** Gives an order its serial. */
  begin(): number {
    const serial = this.next++;
    assert(serial < SERIAL_MAX, "a market ran out of serials");
    if ((serial & (PAGE_SIZE - 1)) === 0) this.#page.push(new Uint8Array(PAGE_SIZE));
    return serial;
  }

  end(serial: number, ending: Ending): void {
    this.#page[(serial >>> PAGE_BITS) - this.#dropped]![serial & (PAGE_SIZE - 1)] = ending;
  }

  /** How an order ended; 0 while it lives, −1 when it is unknown. */
  of(serial: number): number {
    if (serial < this.first || serial >= this.next) return -1;
    return this.#page[(serial >>> PAGE_BITS) - this.#dropped]![serial & (PAGE_SIZE - 1)]!;
  }

  /** Forgets all orders before `serial`. */
  forgetBefore(serial: number): void {
    this.first = serial;
    const dropped = serial >>> PAGE_BITS;
    this.#page = this.#page.slice(dropped - this.#dropped);
    this.#dropped = dropped;
  }
}
