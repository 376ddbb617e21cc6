import { TICK_COUNT } from "#engine/market/priceGrid.ts";

/** Ranks of one page: one bitmap word of bitmap words. */
const PAGE_RANKS = 1024;
/** Of a page: first and last order of each rank, a bit per rank in use, a bit per such word in use. */
const WORDS = 2 * PAGE_RANKS;
const SUMMARY = WORDS + PAGE_RANKS / 32;
const PAGE_SIZE = SUMMARY + 1;
const PAGES = Math.ceil(TICK_COUNT / PAGE_RANKS);
/** Of a ladder: a bit per page in use, then its pages. */
const LADDER_SIZE = 1 + PAGES;

/**
 * For each rank of a long queue the first and the last order that stand there, and the next rank in
 * use in a few steps: bitmaps of 32 × 32 ranks, pages only for the stretches of the price band in
 * use. Rank 0 is the best price.
 */
export class TickLadders {
  /** Pages; `place` is where the first order of a rank stands, its last one behind it. */
  page: Int32Array;
  #ladder = new Int32Array(LADDER_SIZE * 4);
  #ladderCount = 0;
  #pageCount = 0;
  readonly #freeLadders: number[] = [];
  readonly #freePages: number[] = [];

  constructor() {
    this.page = new Int32Array(0);
    this.#growPages();
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
      this.#clearPage(page);
      this.#freePages.push(page);
    }
    this.#ladder[at] = 0;
    this.#freeLadders.push(ladder);
  }

  /** Place of a rank, with a page for it; −1 stands there where the rank is not in use. */
  placeOf(ladder: number, rank: number): number {
    const at = ladder * LADDER_SIZE;
    const page = rank >>> 10;
    if (((this.#ladder[at]! >>> page) & 1) === 0) this.#addPage(at, page);
    return this.#ladder[at + 1 + page]! * PAGE_SIZE + 2 * (rank & 1023);
  }

  /** Puts the only order of a rank at its place. */
  begin(place: number, rank: number, slot: number): void {
    const start = place - 2 * (rank & 1023);
    const word = (rank >>> 5) & 31;
    this.page[place] = slot;
    this.page[place + 1] = slot;
    this.page[start + WORDS + word]! |= 1 << (rank & 31);
    this.page[start + SUMMARY]! |= 1 << word;
  }

  /** Takes the only order of a rank from its place. */
  end(ladder: number, place: number, rank: number): void {
    const start = place - 2 * (rank & 1023);
    const word = (rank >>> 5) & 31;
    this.page[place] = -1;
    const bits = this.page[start + WORDS + word]! & ~(1 << (rank & 31));
    this.page[start + WORDS + word] = bits;
    if (bits !== 0) return;
    const words = this.page[start + SUMMARY]! & ~(1 << word);
    this.page[start + SUMMARY] = words;
    if (words !== 0) return;
    const at = ladder * LADDER_SIZE;
    const page = rank >>> 10;
    this.#freePages.push(this.#ladder[at + 1 + page]!);
    this.#ladder[at]! &= ~(1 << page);
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
      const bits = this.page[start + WORDS + word]! & (-1 << (rank & 31));
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
    return page * PAGE_RANKS + word * 32 + lowest(this.page[start + WORDS + word]!);
  }

  #addPage(at: number, page: number): void {
    const free = this.#freePages.pop() ?? this.#pageCount++;
    if ((free + 1) * PAGE_SIZE > this.page.length) this.#growPages();
    this.#ladder[at + 1 + page] = free;
    this.#ladder[at]! |= 1 << page;
  }

  #growPages(): void {
    const before = this.page.length / PAGE_SIZE;
    const larger = new Int32Array(Math.max(4, 2 * before) * PAGE_SIZE);
    larger.set(this.page);
    this.page = larger;
    for (let page = before; page * PAGE_SIZE < larger.length; page++) this.#clearPage(page);
  }

  #clearPage(page: number): void {
    this.page.fill(-1, page * PAGE_SIZE, page * PAGE_SIZE + WORDS);
    this.page.fill(0, page * PAGE_SIZE + WORDS, (page + 1) * PAGE_SIZE);
  }
}

/** Position of the lowest bit that is set. */
function lowest(bits: number): number {
  return 31 - Math.clz32(bits & -bits);
}
