import { assert } from "#engine/assert.ts";

export const BOOK_OPEN = 1;
export const BOOK_GATE_CLOSED = 2;
export const BOOK_DELIVERED = 3;
/** Open, but orders are only collected until the call ends. */
export const BOOK_CALL = 4;

const BOOKS_MAX = 2 ** 14;

/** The books of all known periods; a book serves many periods, one after the other. */
export class BookTable {
  /** Books made so far; columns over books. */
  count = 0;
  readonly period: number[] = [];
  /** `BOOK_OPEN`, …; 0 for an idle book. */
  readonly status: number[] = [];
  /** Place among endings of the first that may have come to the book. */
  readonly firstEnding: number[] = [];
  /** Network component `f0` of every trade, µEUR/kWh. */
  readonly networkMicro: number[] = [];
  readonly #idle: number[] = [];
  #known = 0;
  #periods = new Int32Array(16);
  #books = new Int32Array(16).fill(-1);

  /** Book of a period, or −1. */
  find(period: number): number {
    const mask = this.#books.length - 1;
    let at = period; // periods that follow one another never meet
    for (;;) {
      at &= mask;
      const book = this.#books[at]!;
      if (book < 0 || this.#periods[at] === period) return book;
      at++;
    }
  }

  /** Makes a period known and returns its book. */
  add(period: number, firstEnding: number, networkMicro: number): number {
    assert((period | 0) === period, "a period is a 32-bit index");
    assert(this.find(period) < 0, "the book of the period was opened before");
    const book = this.#idle.pop() ?? this.count++;
    assert(book < BOOKS_MAX, "too many books at once");
    this.period[book] = period;
    this.status[book] = BOOK_OPEN;
    this.firstEnding[book] = firstEnding;
    this.networkMicro[book] = networkMicro;
    this.#known++;
    if (2 * this.#known > this.#books.length) this.#grow();
    else this.#put(period, book);
    return book;
  }

  /** Forgets a period. */
  remove(book: number): void {
    this.status[book] = 0;
    this.#idle.push(book);
    this.#known--;
    this.#drop(this.period[book]!);
  }

  /** Place of the first ending that may have come to any known book; `next` where none is known. */
  firstEndingKept(next: number): number {
    let first = next;
    for (let book = 0; book < this.count; book++) {
      if (this.status[book] !== 0 && this.firstEnding[book]! < first)
        first = this.firstEnding[book]!;
    }
    return first;
  }

  /** Books of all known periods, by period. */
  inOrder(): number[] {
    return this.status
      .flatMap((status, book) => (status === 0 ? [] : [book]))
      .sort((a, b) => this.period[a]! - this.period[b]!);
  }

  #put(period: number, book: number): void {
    const mask = this.#books.length - 1;
    let at = period & mask;
    while (this.#books[at]! >= 0) at = (at + 1) & mask;
    this.#periods[at] = period;
    this.#books[at] = book;
  }

  /** Takes a period out; those behind it move up, so that no search ends at its place. */
  #drop(period: number): void {
    const mask = this.#books.length - 1;
    let hole = period & mask;
    while (this.#periods[hole] !== period || this.#books[hole]! < 0) hole = (hole + 1) & mask;
    for (let at = (hole + 1) & mask; this.#books[at]! >= 0; at = (at + 1) & mask) {
      const wanted = this.#periods[at]! & mask;
      if (((at - wanted) & mask) < ((at - hole) & mask)) continue; // it stands behind the hole
      this.#periods[hole] = this.#periods[at]!;
      this.#books[hole] = this.#books[at]!;
      hole = at;
    }
    this.#books[hole] = -1;
  }

  #grow(): void {
    const size = 2 * this.#books.length;
    this.#periods = new Int32Array(size);
    this.#books = new Int32Array(size).fill(-1);
    for (let book = 0; book < this.count; book++) {
      if (this.status[book] !== 0) this.#put(this.period[book]!, book);
    }
  }
}
