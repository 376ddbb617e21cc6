import { assert } from "#engine/assert.ts";
import * as treeKeys from "#engine/market/queues/busTrees.ts";
import { BusTrees, isScanCheaper, setAllNodes, setKey } from "#engine/market/queues/busTrees.ts";
import * as record from "#engine/market/queues/queueRecord.ts";
import { TickLadders } from "#engine/market/queues/tickLadders.ts";
import type { TariffView } from "#engine/market/tariffView.ts";

// Folded into the code; as imports they would be read and checked at each use.
const { HEAD, HEAD_LIMIT, LADDER, QUEUE_SIZE } = record;
const { EMPTY: EMPTY_KEY, LAMBDA_MICRO_MAX } = treeKeys;

export const NO_QUEUE = -1;
export const MANY_QUEUES = -2;

/** Buses with orders on one side of a book, above which it gets a winner tree. */
const SCAN_MAX = 16;

/**
 * The queues of all books: one per book, bus and side, in price-time order.
 *
 *     queue = 2 · (book · 2^busBits + bus) + side        half book = 2 · book + side
 *
 * A short queue is one list, walked from its end; a long one, and each in a book of one bus, has a
 * list per tick and a ladder of them, so that an order touches no other but those of its tick. Half a
 * book with few buses has a bit per bus to scan; with more it also has a winner tree.
 */
export class OrderQueues {
  readonly busCount: number;
  readonly wordCount: number;
  /** Places for buses in a book: a power of two. */
  readonly busBits: number;
  /** Whether queues have ladders at once: all orders of a side on one bus make a long queue. */
  readonly startsWithLadders: boolean;
  readonly ladders = new TickLadders();
  readonly trees: BusTrees;
  queue: Int32Array;
  /** One bit per bus with orders, `wordCount` words per half book. */
  occupied: Int32Array;
  /** Buses with orders, per half book. */
  occupiedCount: Int32Array;
  /** The only queue with orders, per half book: `NO_QUEUE`, or `MANY_QUEUES` where that is not one. */
  sole: Int32Array;
  /** Winner tree per half book; −1 without. */
  treeOf: Int32Array;

  constructor(busCount: number) {
    this.busCount = busCount;
    this.startsWithLadders = busCount === 1;
    this.wordCount = (busCount + 31) >>> 5;
    this.busBits = 32 - Math.clz32(busCount - 1);
    this.trees = new BusTrees(busCount);
    this.queue = new Int32Array(0);
    this.occupied = new Int32Array(0);
    this.occupiedCount = new Int32Array(0);
    this.sole = new Int32Array(0);
    this.treeOf = new Int32Array(0);
  }

  /** Makes room for books 0 to `bookCount − 1`. */
  reserve(bookCount: number): void {
    if (2 * bookCount <= this.treeOf.length) return;
    let books = 4;
    while (books < bookCount) books *= 2;
    this.queue = grown(this.queue, (books << this.busBits) * 2 * QUEUE_SIZE, -1);
    this.occupied = grown(this.occupied, books * 2 * this.wordCount, 0);
    this.occupiedCount = grown(this.occupiedCount, books * 2, 0);
    this.sole = grown(this.sole, books * 2, NO_QUEUE);
    this.treeOf = grown(this.treeOf, books * 2, -1);
  }
}

function grown(column: Int32Array, length: number, filler: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(length).fill(filler, column.length);
  larger.set(column);
  return larger;
}

/** Empties all queues of a book; the slots stay the caller's. */
export function clearQueues(queues: OrderQueues, book: number): void {
  const first = (2 * book) << queues.busBits;
  for (let queue = first; queue < first + 2 * queues.busCount; queue++) {
    const ladder = queues.queue[queue * QUEUE_SIZE + LADDER]!;
    if (ladder >= 0) queues.ladders.release(ladder);
  }
  queues.queue.fill(-1, first * QUEUE_SIZE, (first + 2 * queues.busCount) * QUEUE_SIZE);
  queues.occupied.fill(0, 2 * book * queues.wordCount, 2 * (book + 1) * queues.wordCount);
  for (let half = 2 * book; half < 2 * book + 2; half++) {
    queues.occupiedCount[half] = 0;
    queues.sole[half] = NO_QUEUE;
    const tree = queues.treeOf[half]!;
    if (tree >= 0) queues.trees.release(tree);
    queues.treeOf[half] = -1;
  }
}

/** The winner tree of half a book if its keys are those of the tariff's present λ; else −1. */
export function currentTree(
  { treeOf, trees }: OrderQueues,
  half: number,
  tariff: TariffView,
): number {
  const tree = treeOf[half]!;
  if (tree < 0 || trees.epoch[tree] !== tariff.epoch) return -1;
  return trees.lambdaMicro[tree] === tariff.lambdaMicro ? tree : -1;
}

/** The winner tree of half a book with keys of the tariff's present λ; −1 where a scan is better. */
export function treeUnder(queues: OrderQueues, half: number, tariff: TariffView): number {
  const { trees, busCount } = queues;
  let tree = currentTree(queues, half, tariff);
  if (tree >= 0) {
    trees.sought[tree]! += 1;
    return tree;
  }
  tree = queues.treeOf[half]!;
  if (tree < 0) {
    if (queues.occupiedCount[half]! <= SCAN_MAX) return -1;
    tree = trees.take();
    queues.treeOf[half] = tree;
  }
  const lambda = tariff.lambdaMicro;
  if (isScanCheaper(trees, tree, tariff.epoch, queues.occupiedCount[half]!)) return -1;
  trees.epoch[tree] = tariff.epoch;
  trees.lambdaMicro[tree] = lambda;
  const { key } = trees;
  const leaves = tree * trees.size + trees.firstLeaf;
  const side = half & 1;
  const sign = 1 - 2 * side;
  let at = (((half - side) << queues.busBits) + side) * QUEUE_SIZE;
  for (let bus = 0; bus < busCount; bus++) {
    const price = lambda[bus]!;
    assert(price <= LAMBDA_MICRO_MAX && price >= -LAMBDA_MICRO_MAX, "no λ is beyond its bounds");
    const isEmpty = queues.queue[at + HEAD]! < 0;
    key[leaves + bus] = isEmpty
      ? EMPTY_KEY
      : Math.imul(sign, queues.queue[at + HEAD_LIMIT]! + price);
    at += 2 * QUEUE_SIZE;
  }
  setAllNodes(trees, tree);
  return tree;
}

/** Puts another order at the head of a queue, and tells whatever searches by heads. */
export function setHead(queues: OrderQueues, queue: number, slot: number, limit: number): void {
  const start = queue * QUEUE_SIZE;
  const wasEmpty = queues.queue[start + HEAD]! < 0;
  const wasLimit = queues.queue[start + HEAD_LIMIT];
  queues.queue[start + HEAD] = slot;
  queues.queue[start + HEAD_LIMIT] = limit;
  if (!wasEmpty && wasLimit === limit) return; // nothing that a search looks at has changed
  const side = queue & 1;
  const bus = (queue >>> 1) & ((1 << queues.busBits) - 1);
  const half = 2 * (queue >>> (1 + queues.busBits)) + side;
  if (wasEmpty) {
    queues.occupied[half * queues.wordCount + (bus >>> 5)]! |= 1 << (bus & 31);
    queues.occupiedCount[half]! += 1;
    queues.sole[half] = queues.occupiedCount[half] === 1 ? queue : MANY_QUEUES;
  }
  const tree = queues.treeOf[half]!;
  if (tree < 0) return;
  const sum = limit + queues.trees.lambdaMicro[tree]![bus]!;
  setKey(queues.trees, tree, bus, Math.imul(1 - 2 * side, sum));
}

/** Leaves a queue empty. */
export function clearHead(queues: OrderQueues, queue: number): void {
  const bus = (queue >>> 1) & ((1 << queues.busBits) - 1);
  const half = 2 * (queue >>> (1 + queues.busBits)) + (queue & 1);
  queues.queue[queue * QUEUE_SIZE + HEAD] = -1;
  queues.occupied[half * queues.wordCount + (bus >>> 5)]! &= ~(1 << (bus & 31));
  queues.occupiedCount[half]! -= 1;
  queues.sole[half] = findSole(queues, half);
  const tree = queues.treeOf[half]!;
  if (tree >= 0) setKey(queues.trees, tree, bus, EMPTY_KEY);
}

function findSole(queues: OrderQueues, half: number): number {
  const { occupied, occupiedCount, wordCount } = queues;
  if (occupiedCount[half] !== 1) return occupiedCount[half] === 0 ? NO_QUEUE : MANY_QUEUES;
  let word = half * wordCount;
  while (occupied[word] === 0) word++;
  const bus = (word - half * wordCount) * 32 + 31 - Math.clz32(occupied[word]!);
  return 2 * (((half >>> 1) << queues.busBits) + bus) + (half & 1);
}
