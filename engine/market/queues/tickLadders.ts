import * as grid from "#engine/market/priceGrid.ts";

// Folded into the code; as imports they would be read and checked at each use.
const { TICK_COUNT } = grid;

/** Ranks of one page: one bitmap word of bitmap words. */
const PAGE_RANKS = 1024;
/** Of a page: a bit per rank in use, a bit per such word in use, first and last order of each rank. */
export const SUMMARY = PAGE_RANKS / 32;
export const PLACES = 48; // begins a cache line
const PAGE_SIZE = PLACES + 2 * PAGE_RANKS;
const PAGES = Math.ceil(TICK_COUNT / PAGE_RANKS);
/** Of a ladder: a bit per page in use, then its pages. */
const LADDER_SIZE = 1 + PAGES;

/**
 * For each rank of a long queue the first and the last order that stand there, and the next rank in
 * use in a few steps: bitmaps of 32 × 32 ranks, pages only for the stretches of the price band in
 * use. Rank 0 is the best price. What stands at a rank counts while its bit is set: the bits of all
 * ladders stay in the cache, the places do not.
 */
export class TickLadders {
  /** All pages of all ladders. */
  page: Int32Array;
  #ladder = new Int32Array(LADDER_SIZE * 4);
  #ladderCount = 0;
  #pageCount = 0;
  readonly #freeLadders: number[] = [];
  readonly #freePages: number[] = [];

  constructor() {
    this.page = new Int32Array(4 * PAGE_SIZE);
  }

  /** Makes an empty ladder. */
  take(): number {
    const idle = this.#freeLadders.pop();
    if (idle !== undefined) return idle;
    if ((this.#ladderCount + 1) * LADDER_SIZE > this.#ladder.length) {
      const larger = new Int32Array(this.#ladder.length * 2);
      larger.set(this.#ladder);
      this.#ladder = larger;
    }
    return this.#ladderCount++;
  }

  /** Gives a ladder back, with whatever stands on it. */
  release(ladder: number): void {
    const at = ladder * LADDER_SIZE;
    for (let pages = this.#ladder[at]!; pages !== 0; pages &= pages - 1) {
      const page = this.#ladder[at + 1 + lowest(pages)]!;
      this.page.fill(0, page * PAGE_SIZE, page * PAGE_SIZE + PLACES);
      this.#freePages.push(page);
    }
    this.#ladder[at] = 0;
    this.#freeLadders.push(ladder);
  }

  /** Where the page of a rank starts, made if there is none; it stays there until `remove` says else. */
  startOf(ladder: number, rank: number): number {
    const at = ladder * LADDER_SIZE;
    const page = rank >>> 10;
    if (((this.#ladder[at]! >>> page) & 1) === 0) this.#addPage(at, page);
    return this.#ladder[at + 1 + page]! * PAGE_SIZE;
  }

  /** First order of a rank in use. */
  first(start: number, rank: number): number {
    return this.page[start + PLACES + 2 * (rank & 1023)]!;
  }

  /** Last order of a rank in use. */
  last(start: number, rank: number): number {
    return this.page[start + PLACES + 2 * (rank & 1023) + 1]!;
  }

  setFirst(start: number, rank: number, slot: number): void {
    this.page[start + PLACES + 2 * (rank & 1023)] = slot;
  }

  setLast(start: number, rank: number, slot: number): void {
    this.page[start + PLACES + 2 * (rank & 1023) + 1] = slot;
  }

  /** Puts an order at the end of a rank; returns the one that was last, or −1 where it is the first. */
  append(start: number, rank: number, slot: number): number {
    const page = this.page;
    const place = start + PLACES + 2 * (rank & 1023);
    const word = (rank >>> 5) & 31;
    const bits = page[start + word]!;
    const bit = 1 << (rank & 31);
    let last = -1;
    if ((bits & bit) !== 0) last = page[place + 1]!;
    else {
      page[start + word] = bits | bit;
      page[start + SUMMARY]! |= 1 << word;
      page[place] = slot;
    }
    page[place + 1] = slot;
    return last;
  }

  /** Takes the word of a rank, in which no rank is in use any more, away; returns whether the page went with it. */
  leaveWord(ladder: number, start: number, rank: number): boolean {
    const words = this.page[start + SUMMARY]! & ~(1 << ((rank >>> 5) & 31));
    this.page[start + SUMMARY] = words;
    if (words !== 0) return false;
    this.#removePage(ladder * LADDER_SIZE, rank >>> 10);
    return true;
  }

  /** The best rank in use from `rank` on; −1 where there is none. */
  nextRank(ladder: number, rank: number): number {
    if (rank >= TICK_COUNT) return -1;
    const at = ladder * LADDER_SIZE;
    const page = rank >>> 10;
    const pages = this.#ladder[at]!;
    if ((pages >>> page) & 1) {
      const start = this.#ladder[at + 1 + page]! * PAGE_SIZE;
      const word = (rank >>> 5) & 31;
      const bits = this.page[start + word]! & (-1 << (rank & 31));
      if (bits !== 0) return (rank & ~31) + lowest(bits);
      const words = this.page[start + SUMMARY]! & (-2 << word);
      if (words !== 0) return this.#firstRank(start, page, lowest(words));
    }
    const after = pages & (-2 << page);
    if (after === 0) return -1;
    const next = lowest(after);
    const start = this.#ladder[at + 1 + next]! * PAGE_SIZE;
    return this.#firstRank(start, next, lowest(this.page[start + SUMMARY]!));
  }

  #firstRank(start: number, page: number, word: number): number {
    return page * PAGE_RANKS + word * 32 + lowest(this.page[start + word]!);
  }

  #addPage(at: number, page: number): void {
    const free = this.#freePages.pop() ?? this.#pageCount++;
    if ((free + 1) * PAGE_SIZE > this.page.length) {
      const larger = new Int32Array(2 * this.page.length);
      larger.set(this.page);
      this.page = larger;
    }
    this.#ladder[at + 1 + page] = free;
    this.#ladder[at]! |= 1 << page;
  }

  #removePage(at: number, page: number): void {
    this.#freePages.push(this.#ladder[at + 1 + page]!);
    this.#ladder[at]! &= ~(1 << page);
  }
}

/** Position of the lowest bit that is set. */
function lowest(bits: number): number {
  return 31 - Math.clz32(bits & -bits);
}
