import type { Ending } from "#engine/market/orderState.ts";

/**
 * How orders ended, in the order in which they did: an id and a byte each, written one after the
 * other, so that ending an order reaches for nothing far away. What is asked for is looked up in an
 * index that is brought up to date when somebody asks. The ring grows while orders end, and serves
 * anew what periods leave behind when they are forgotten.
 */
export class Endings {
  /** Endings since the market began: the place of the next one. */
  next = 0;
  /** Those before are forgotten. */
  first = 0;
  id: Int32Array;
  ending: Uint8Array;
  /** Of the first `#indexed` endings, by id. */
  readonly #index = new Map<number, number>();
  #indexed = 0;

  /** @param room - Endings that it has room for before it grows. */
  constructor(room: number) {
    const size = 1 << (32 - Math.clz32(room - 1));
    this.id = new Int32Array(size);
    this.ending = new Uint8Array(size);
  }

  add(id: number, ending: Ending): void {
    const place = this.next;
    if (place - this.first === this.id.length) this.#grow();
    this.next = place + 1;
    const at = place & (this.id.length - 1);
    this.id[at] = id;
    this.ending[at] = ending;
  }

  /** How the order of an id ended; 0 where nothing is known of that. */
  of(id: number): number {
    for (; this.#indexed < this.next; this.#indexed++) {
      const at = this.#indexed & (this.id.length - 1);
      this.#index.set(this.id[at]!, this.ending[at]!);
    }
    return this.#index.get(id) ?? 0;
  }

  /** Forgets the endings before a place. */
  forgetBefore(place: number): void {
    for (let old = this.first; old < Math.min(place, this.#indexed); old++) {
      this.#index.delete(this.id[old & (this.id.length - 1)]!);
    }
    this.#indexed = Math.max(this.#indexed, place);
    this.first = place;
  }

  #grow(): void {
    const { id, ending, first, next } = this;
    const size = 2 * id.length;
    this.id = new Int32Array(size);
    this.ending = new Uint8Array(size);
    for (let place = first; place < next; place++) {
      this.id[place & (size - 1)] = id[place & (id.length - 1)]!;
      this.ending[place & (size - 1)] = ending[place & (id.length - 1)]!;
    }
  }
}
