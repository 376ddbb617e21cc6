/** Key of a bus where nothing stands: below all others. */
export const EMPTY = -(2 ** 30);
/** λ that a tree takes at most, either way, µEUR/kWh: with any limit it stays far above `EMPTY`. */
export const LAMBDA_MICRO_MAX = 2 ** 28;

/**
 * Winner trees over the buses of one side of a book: each leaf holds how good the first order of
 * its bus is, each node the better of its two, the root the best of all. Higher is better:
 * `limit + λ` for bids, `−(limit + λ)` for offers, `EMPTY` where nothing stands.
 *
 * A tree remembers the λ its keys were made of and at which epoch; where that is over, buses are
 * scanned until making all keys anew pays. So a change of λ costs a pass over buses, never over orders.
 */
export class BusTrees {
  readonly busCount: number;
  /** Node of the first leaf: a power of two. */
  readonly firstLeaf: number;
  /** Nodes of a tree, the root at 1; tree after tree. */
  readonly size: number;
  key: Int32Array;
  /** What each tree's keys were made of. */
  readonly lambdaMicro: Int32Array[] = [];
  readonly epoch: number[] = [];
  /** Searches at the last epoch that was met, and at the one before. */
  readonly soughtEpoch: number[] = [];
  readonly sought: number[] = [];
  readonly soughtBefore: number[] = [];
  readonly #free: number[] = [];
  #count = 0;

  constructor(busCount: number) {
    this.busCount = busCount;
    this.firstLeaf = 1;
    while (this.firstLeaf < busCount) this.firstLeaf *= 2;
    this.size = 2 * this.firstLeaf;
    this.key = new Int32Array(0);
  }

  /** Makes a tree whose keys are not made yet. */
  take(): number {
    const idle = this.#free.pop();
    const tree = idle ?? this.#count++;
    if (tree * this.size >= this.key.length) {
      const larger = new Int32Array(Math.max(2 * this.key.length, 2 * this.size));
      larger.set(this.key);
      this.key = larger;
    }
    this.lambdaMicro[tree] = NOTHING;
    this.epoch[tree] = Number.NaN;
    this.soughtEpoch[tree] = Number.NaN;
    this.sought[tree] = 0;
    this.soughtBefore[tree] = 0;
    this.key.fill(EMPTY, tree * this.size, (tree + 1) * this.size);
    return tree;
  }

  release(tree: number): void {
    this.lambdaMicro[tree] = NOTHING;
    this.#free.push(tree);
  }
}

const NOTHING = new Int32Array(0);

/** Puts a new key at a bus and carries it up as far as it changes anything. */
export function setKey(trees: BusTrees, tree: number, bus: number, value: number): void {
  const { key, size, firstLeaf } = trees;
  const root = tree * size;
  let node = firstLeaf + bus;
  key[root + node] = value;
  let best = value;
  while (node > 1) {
    best = larger(best, key[root + (node ^ 1)]!);
    node >>>= 1;
    if (key[root + node] === best) return;
    key[root + node] = best;
  }
}

/**
 * Whether to scan `buses` rather than make all keys anew, for a search at an epoch of which the tree
 * does not know: as long as the scans at this epoch have cost less than that, unless the last epoch
 * saw more searches than pay for it.
 */
export function isScanCheaper(
  trees: BusTrees,
  tree: number,
  epoch: number,
  buses: number,
): boolean {
  if (trees.soughtEpoch[tree] !== epoch) {
    trees.soughtEpoch[tree] = epoch;
    trees.soughtBefore[tree] = trees.sought[tree]!;
    trees.sought[tree] = 0;
  }
  trees.sought[tree]! += 1;
  if (trees.soughtBefore[tree]! * buses > trees.size) return false;
  return 2 * trees.sought[tree]! * buses < trees.size;
}

/** Carries all leaves up. */
export function setAllNodes(trees: BusTrees, tree: number): void {
  const { key, size, firstLeaf } = trees;
  const root = tree * size;
  for (let node = firstLeaf - 1; node > 0; node--) {
    key[root + node] = larger(key[root + 2 * node]!, key[root + 2 * node + 1]!);
  }
}

/** The larger of two keys, without a branch: nobody can foresee which it is. */
function larger(a: number, b: number): number {
  const gap = (a - b) | 0;
  return (a - (gap & (gap >> 31))) | 0;
}
