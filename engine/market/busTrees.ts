/**
 * Winner trees over the buses of one side of a book: each leaf holds how good the first order of
 * its bus is, each node the better of its two, the root the best of all. Higher is better:
 * `limit + λ` for bids, `−(limit + λ)` for offers, −∞ where nothing stands.
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
  key: Float64Array;
  /** What each tree's keys were made of. */
  readonly lambdaMicro: Int32Array[] = [];
  readonly epoch: number[] = [];
  /** The epoch at which buses were last scanned because the keys were over, and how many were. */
  readonly scannedEpoch: number[] = [];
  readonly scanned: number[] = [];
  readonly #free: number[] = [];
  #count = 0;

  constructor(busCount: number) {
    this.busCount = busCount;
    this.firstLeaf = 1;
    while (this.firstLeaf < busCount) this.firstLeaf *= 2;
    this.size = 2 * this.firstLeaf;
    this.key = new Float64Array(0);
  }

  /** Makes a tree whose keys are not made yet. */
  take(): number {
    const idle = this.#free.pop();
    const tree = idle ?? this.#count++;
    if (tree * this.size >= this.key.length) {
      const larger = new Float64Array(Math.max(2 * this.key.length, 2 * this.size));
      larger.set(this.key);
      this.key = larger;
    }
    this.lambdaMicro[tree] = NOTHING;
    this.epoch[tree] = Number.NaN;
    this.scannedEpoch[tree] = Number.NaN;
    this.scanned[tree] = 0;
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
    const other = key[root + (node ^ 1)]!;
    if (other > best) best = other;
    node >>>= 1;
    if (key[root + node] === best) return;
    key[root + node] = best;
  }
}

/**
 * Whether it is still cheaper to scan `buses` than to make all keys anew: as long as the scans at this
 * epoch have cost less than that.
 */
export function isScanCheaper(
  trees: BusTrees,
  tree: number,
  epoch: number,
  buses: number,
): boolean {
  if (trees.scannedEpoch[tree] !== epoch) {
    trees.scannedEpoch[tree] = epoch;
    trees.scanned[tree] = 0;
  }
  trees.scanned[tree]! += buses;
  return 2 * trees.scanned[tree]! < trees.size;
}

/** Carries all leaves up. */
export function setAllNodes(trees: BusTrees, tree: number): void {
  const { key, size, firstLeaf } = trees;
  const root = tree * size;
  for (let node = firstLeaf - 1; node > 0; node--) {
    const left = key[root + 2 * node]!;
    const right = key[root + 2 * node + 1]!;
    key[root + node] = left > right ? left : right;
  }
}
