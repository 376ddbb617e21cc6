import { assert } from "#engine/assert.ts";
import type { AdmittanceMatrix } from "#engine/grid/meshed/admittanceMatrix.ts";

/**
 * In which order the unknown nodes are eliminated, and what that leaves of the factors: L and U have the same pattern,
 * mirrored. Positions, not nodes: position i is node `order[i]`; known nodes stand at the end of `order`.
 */
export interface EliminationOrder {
  readonly order: Int32Array;
  readonly unknownCount: number;
  /** Row i of U without its diagonal: `upperColumn[upperStart[i]]`…, ascending. */
  readonly upperStart: Int32Array;
  readonly upperColumn: Int32Array;
  /** Row i of L without its diagonal, ascending. */
  readonly lowerStart: Int32Array;
  readonly lowerColumn: Int32Array;
}

/**
 * Orders by minimum degree: always next the node with the fewest neighbours left, whose neighbours then know each
 * other. Ties go to the one that came to its degree last, so the order depends on the input alone.
 *
 * @param pattern - Symmetric pattern; values do not matter.
 * @param isKnown - Nodes that are not eliminated, 1 each.
 */
export function eliminationOrder(
  pattern: Pick<AdmittanceMatrix, "size" | "start" | "column">,
  isKnown: Uint8Array,
): EliminationOrder {
  const { size, start, column } = pattern;
  assert(isKnown.length === size);
  const neighbours: number[][] = Array.from({ length: size }, () => []);
  const degrees = new DegreeLists(size);
  for (let i = size - 1; i >= 0; i--) {
    if (isKnown[i]) continue;
    for (let k = start[i]!; k < start[i + 1]!; k++) {
      const j = column[k]!;
      if (j !== i && !isKnown[j]) neighbours[i]!.push(j);
    }
    degrees.add(i, neighbours[i]!.length);
  }
  const order: number[] = [];
  const position = new Int32Array(size).fill(-1);
  const mark = new Int32Array(size).fill(-1);
  for (let node = degrees.takeLowest(); node >= 0; node = degrees.takeLowest()) {
    position[node] = order.push(node) - 1;
    const clique = neighbours[node]!;
    for (const other of clique) {
      degrees.remove(other);
      neighbours[other] = join(neighbours[other]!, clique, other, node, mark);
      degrees.add(other, neighbours[other]!.length);
    }
  }
  const unknownCount = order.length;
  for (let i = 0; i < size; i++) if (isKnown[i]) order.push(i);
  return {
    order: Int32Array.from(order),
    unknownCount,
    ...patterns(order, unknownCount, neighbours, position),
  };
}

/** The union of both lists without `self` and `gone`. */
function join(
  own: readonly number[],
  clique: readonly number[],
  self: number,
  gone: number,
  mark: Int32Array,
): number[] {
  const union: number[] = [];
  for (const i of own) {
    if (i === gone) continue;
    mark[i] = self;
    union.push(i);
  }
  for (const i of clique) {
    if (i === self || mark[i] === self) continue;
    union.push(i);
  }
  // A mark may only speak for this call: the next one for `self` starts clean.
  for (const i of own) mark[i] = -1;
  return union;
}

function patterns(
  order: readonly number[],
  unknownCount: number,
  neighbours: readonly number[][],
  position: Int32Array,
) {
  const upperStart = new Int32Array(unknownCount + 1);
  const lowerStart = new Int32Array(unknownCount + 1);
  for (let i = 0; i < unknownCount; i++) {
    const row = neighbours[order[i]!]!;
    upperStart[i + 1] = upperStart[i]! + row.length;
    for (const node of row) lowerStart[position[node]! + 1]!++;
  }
  for (let i = 0; i < unknownCount; i++) lowerStart[i + 1]! += lowerStart[i]!;
  const upperColumn = new Int32Array(upperStart[unknownCount]!);
  const lowerColumn = new Int32Array(upperStart[unknownCount]!);
  const next = lowerStart.slice();
  for (let i = 0; i < unknownCount; i++) {
    const row = Int32Array.from(neighbours[order[i]!]!, (node) => position[node]!).sort();
    upperColumn.set(row, upperStart[i]!);
    for (const j of row) lowerColumn[next[j]!++] = i;
  }
  return { upperStart, upperColumn, lowerStart, lowerColumn };
}

/** Nodes in doubly linked lists, one per degree. */
class DegreeLists {
  readonly #head: Int32Array;
  readonly #next: Int32Array;
  readonly #previous: Int32Array;
  readonly #degree: Int32Array;
  #lowest = 0;

  constructor(size: number) {
    this.#head = new Int32Array(size + 1).fill(-1);
    this.#next = new Int32Array(size).fill(-1);
    this.#previous = new Int32Array(size).fill(-1);
    this.#degree = new Int32Array(size).fill(-1);
  }

  add(node: number, degree: number): void {
    const head = this.#head[degree]!;
    this.#next[node] = head;
    this.#previous[node] = -1;
    if (head >= 0) this.#previous[head] = node;
    this.#head[degree] = node;
    this.#degree[node] = degree;
    if (degree < this.#lowest) this.#lowest = degree;
  }

  remove(node: number): void {
    const next = this.#next[node]!;
    const previous = this.#previous[node]!;
    if (next >= 0) this.#previous[next] = previous;
    if (previous >= 0) this.#next[previous] = next;
    else this.#head[this.#degree[node]!] = next;
  }

  /** −1 when none is left. */
  takeLowest(): number {
    while (this.#lowest < this.#head.length && this.#head[this.#lowest]! < 0) this.#lowest++;
    if (this.#lowest === this.#head.length) return -1;
    const node = this.#head[this.#lowest]!;
    this.remove(node);
    return node;
  }
}
