const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** FNV-1a over numbers, all 64 bits of each: shows that the work was done, and which. */
export class Checksum {
  readonly #number = new Float64Array(1);
  readonly #words = new Uint32Array(this.#number.buffer);
  #low = FNV_OFFSET;
  #high = FNV_OFFSET ^ FNV_PRIME;

  add(value: number): this {
    this.#number[0] = value + 0; // −0 is 0
    this.#mix(this.#words[0]!);
    this.#mix(this.#words[1]!);
    return this;
  }

  #mix(word: number): void {
    this.#low = Math.imul(this.#low ^ word, FNV_PRIME);
    this.#low ^= this.#low >>> 15;
    this.#high = Math.imul(this.#high ^ this.#low ^ word, FNV_PRIME);
    this.#high ^= this.#high >>> 13;
  }

  /** 16 hexadecimal digits. */
  text(): string {
    return [this.#high, this.#low]
      .map((word) => (word >>> 0).toString(16).padStart(8, "0"))
      .join("");
  }
}
