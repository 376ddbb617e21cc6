/**
 * Reads one slot of many rings. Rings that were made one after the other share a buffer, and are
 * read through one view of it: that is the values alone, without an object to look at for each.
 */
export class RingReader {
  /** Of each run of rings that share a buffer: the view, and the first of its rings; then the end. */
  readonly #views: Float64Array[] = [];
  readonly #first: number[] = [];
  /** Where each ring begins in its view. */
  readonly #offset: Int32Array;
  /** Where its value goes. */
  readonly #place: Int32Array;

  constructor(rings: readonly Float64Array[], place: Int32Array) {
    this.#offset = Int32Array.from(rings, (ring) => ring.byteOffset / ring.BYTES_PER_ELEMENT);
    this.#place = place;
    for (const [n, { buffer }] of rings.entries()) {
      if (this.#views.at(-1)?.buffer === buffer) continue;
      this.#views.push(new Float64Array(buffer));
      this.#first.push(n);
    }
    this.#first.push(rings.length);
  }

  /** Writes the value that each ring has in a slot to its place in `into`. */
  read(slot: number, into: Float64Array): void {
    const offset = this.#offset;
    const place = this.#place;
    for (let run = 0; run < this.#views.length; run++) {
      const view = this.#views[run]!;
      const end = this.#first[run + 1]!;
      for (let n = this.#first[run]!; n < end; n++) into[place[n]!] = view[offset[n]! + slot]!;
    }
  }
}
