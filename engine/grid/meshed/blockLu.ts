import { assert } from "#engine/assert.ts";
import type { EliminationOrder } from "#engine/grid/meshed/eliminationOrder.ts";

/** A diagonal block whose determinant is this small a part of its rows' lengths cannot be divided by. */
const SINGULAR = 1e-12;

/**
 * A matrix of 2 × 2 blocks in compressed rows, each block as four numbers in a row: [a b; c d]. Columns at or beyond
 * the number of rows are ignored by everything that solves.
 */
export interface BlockMatrix {
  readonly start: Int32Array;
  readonly column: Int32Array;
  readonly block: Float64Array;
}

/**
 * LU factors of a block matrix of fixed pattern. The pattern is worked out once; `factorise` only does the arithmetic,
 * row by row, inverts the diagonal blocks and never exchanges rows. It says when that fails; whether a solution is good
 * is for the caller to check with `residual`.
 */
export class BlockLu {
  readonly size: number;
  readonly #order: EliminationOrder;
  readonly #lower: Float64Array;
  readonly #upper: Float64Array;
  /** Inverse of each diagonal block of U. */
  readonly #pivot: Float64Array;
  readonly #row: Float64Array;

  constructor(order: EliminationOrder) {
    this.size = order.unknownCount;
    this.#order = order;
    this.#lower = new Float64Array(4 * order.lowerColumn.length);
    this.#upper = new Float64Array(4 * order.upperColumn.length);
    this.#pivot = new Float64Array(4 * this.size);
    this.#row = new Float64Array(4 * this.size);
  }

  /** Returns −1, or the row where a pivot is (nearly) singular: the factors are then of no use. */
  factorise(matrix: BlockMatrix): number {
    const { upperStart, upperColumn, lowerStart, lowerColumn } = this.#order;
    return factoriseBlocks(
      this.size,
      matrix.start,
      matrix.column,
      matrix.block,
      lowerStart,
      lowerColumn,
      this.#lower,
      upperStart,
      upperColumn,
      this.#upper,
      this.#pivot,
      this.#row,
    );
  }

  /** Overwrites `x`, two numbers per row, by the solution of A x = x. */
  solve(x: Float64Array): void {
    assert(x.length >= 2 * this.size);
    const { upperStart, upperColumn, lowerStart, lowerColumn } = this.#order;
    forward(this.size, lowerStart, lowerColumn, this.#lower, x);
    backward(this.size, upperStart, upperColumn, this.#upper, this.#pivot, x);
  }

  /** Overwrites `x` by the solution of Aᵀ x = x. */
  solveTransposed(x: Float64Array): void {
    assert(x.length >= 2 * this.size);
    const { upperStart, upperColumn, lowerStart, lowerColumn } = this.#order;
    forwardTransposed(this.size, upperStart, upperColumn, this.#upper, this.#pivot, x);
    backwardTransposed(this.size, lowerStart, lowerColumn, this.#lower, x);
  }
}

function factoriseBlocks(
  size: number,
  start: Int32Array,
  column: Int32Array,
  block: Float64Array,
  lowerStart: Int32Array,
  lowerColumn: Int32Array,
  lower: Float64Array,
  upperStart: Int32Array,
  upperColumn: Int32Array,
  upper: Float64Array,
  pivot: Float64Array,
  row: Float64Array,
): number {
  for (let i = 0; i < size; i++) {
    for (let k = lowerStart[i]!; k < lowerStart[i + 1]!; k++) {
      clear(row, 4 * lowerColumn[k]!);
    }
    for (let k = upperStart[i]!; k < upperStart[i + 1]!; k++) {
      clear(row, 4 * upperColumn[k]!);
    }
    for (let k = start[i]!; k < start[i + 1]!; k++) {
      const to = 4 * column[k]!;
      if (to >= 4 * size) break;
      for (let m = 0; m < 4; m++) row[to + m] = block[4 * k + m]!;
    }
    for (let k = lowerStart[i]!; k < lowerStart[i + 1]!; k++) {
      const j = lowerColumn[k]!;
      const at = 4 * j;
      const a = row[at]! * pivot[at]! + row[at + 1]! * pivot[at + 2]!;
      const b = row[at]! * pivot[at + 1]! + row[at + 1]! * pivot[at + 3]!;
      const c = row[at + 2]! * pivot[at]! + row[at + 3]! * pivot[at + 2]!;
      const d = row[at + 2]! * pivot[at + 1]! + row[at + 3]! * pivot[at + 3]!;
      lower[4 * k] = a;
      lower[4 * k + 1] = b;
      lower[4 * k + 2] = c;
      lower[4 * k + 3] = d;
      for (let m = upperStart[j]!; m < upperStart[j + 1]!; m++) {
        const u = 4 * m;
        const to = 4 * upperColumn[m]!;
        row[to]! -= a * upper[u]! + b * upper[u + 2]!;
        row[to + 1]! -= a * upper[u + 1]! + b * upper[u + 3]!;
        row[to + 2]! -= c * upper[u]! + d * upper[u + 2]!;
        row[to + 3]! -= c * upper[u + 1]! + d * upper[u + 3]!;
      }
    }
    for (let k = upperStart[i]!; k < upperStart[i + 1]!; k++) {
      const from = 4 * upperColumn[k]!;
      for (let m = 0; m < 4; m++) upper[4 * k + m] = row[from + m]!;
    }
    if (!invert(row, pivot, 4 * i)) return i;
  }
  return -1;
}

function clear(row: Float64Array, at: number): void {
  row[at] = 0;
  row[at + 1] = 0;
  row[at + 2] = 0;
  row[at + 3] = 0;
}

/** Inverts the block at `at` of `row` into `pivot`; false when it is singular or no number. */
function invert(row: Float64Array, pivot: Float64Array, at: number): boolean {
  const a = row[at]!;
  const b = row[at + 1]!;
  const c = row[at + 2]!;
  const d = row[at + 3]!;
  const determinant = a * d - b * c;
  const scale = (Math.abs(a) + Math.abs(b)) * (Math.abs(c) + Math.abs(d));
  if (!(Math.abs(determinant) > SINGULAR * scale)) return false;
  const inverse = 1 / determinant;
  pivot[at] = d * inverse;
  pivot[at + 1] = -b * inverse;
  pivot[at + 2] = -c * inverse;
  pivot[at + 3] = a * inverse;
  return true;
}

function forward(
  size: number,
  start: Int32Array,
  column: Int32Array,
  lower: Float64Array,
  x: Float64Array,
): void {
  for (let i = 0; i < size; i++) {
    let p = x[2 * i]!;
    let q = x[2 * i + 1]!;
    for (let k = start[i]!; k < start[i + 1]!; k++) {
      const u = x[2 * column[k]!]!;
      const v = x[2 * column[k]! + 1]!;
      p -= lower[4 * k]! * u + lower[4 * k + 1]! * v;
      q -= lower[4 * k + 2]! * u + lower[4 * k + 3]! * v;
    }
    x[2 * i] = p;
    x[2 * i + 1] = q;
  }
}

function backward(
  size: number,
  start: Int32Array,
  column: Int32Array,
  upper: Float64Array,
  pivot: Float64Array,
  x: Float64Array,
): void {
  for (let i = size - 1; i >= 0; i--) {
    let p = x[2 * i]!;
    let q = x[2 * i + 1]!;
    for (let k = start[i]!; k < start[i + 1]!; k++) {
      const u = x[2 * column[k]!]!;
      const v = x[2 * column[k]! + 1]!;
      p -= upper[4 * k]! * u + upper[4 * k + 1]! * v;
      q -= upper[4 * k + 2]! * u + upper[4 * k + 3]! * v;
    }
    x[2 * i] = pivot[4 * i]! * p + pivot[4 * i + 1]! * q;
    x[2 * i + 1] = pivot[4 * i + 2]! * p + pivot[4 * i + 3]! * q;
  }
}

function forwardTransposed(
  size: number,
  start: Int32Array,
  column: Int32Array,
  upper: Float64Array,
  pivot: Float64Array,
  x: Float64Array,
): void {
  for (let i = 0; i < size; i++) {
    const p = pivot[4 * i]! * x[2 * i]! + pivot[4 * i + 2]! * x[2 * i + 1]!;
    const q = pivot[4 * i + 1]! * x[2 * i]! + pivot[4 * i + 3]! * x[2 * i + 1]!;
    x[2 * i] = p;
    x[2 * i + 1] = q;
    for (let k = start[i]!; k < start[i + 1]!; k++) {
      const to = 2 * column[k]!;
      x[to]! -= upper[4 * k]! * p + upper[4 * k + 2]! * q;
      x[to + 1]! -= upper[4 * k + 1]! * p + upper[4 * k + 3]! * q;
    }
  }
}

function backwardTransposed(
  size: number,
  start: Int32Array,
  column: Int32Array,
  lower: Float64Array,
  x: Float64Array,
): void {
  for (let i = size - 1; i >= 0; i--) {
    const p = x[2 * i]!;
    const q = x[2 * i + 1]!;
    for (let k = start[i]!; k < start[i + 1]!; k++) {
      const to = 2 * column[k]!;
      x[to]! -= lower[4 * k]! * p + lower[4 * k + 2]! * q;
      x[to + 1]! -= lower[4 * k + 1]! * p + lower[4 * k + 3]! * q;
    }
  }
}
