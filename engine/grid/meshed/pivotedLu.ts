import type { BlockMatrix } from "#engine/grid/meshed/blockLu.ts";

/** A pivot below this part of the largest entry of the matrix: the matrix is taken for singular. */
const SINGULAR = 1e-14;

/** Compressed columns. */
interface Columns {
  readonly start: number[];
  readonly row: number[];
  readonly value: number[];
}

/**
 * LU factors of a sparse matrix with partial pivoting (Gilbert and Peierls, "Sparse partial pivoting in time
 * proportional to arithmetic operations", SIAM J. Sci. Stat. Comput. 9, 1988). Slower than fixed pivots and works out
 * its pattern anew each time: for the matrices on which those fail.
 */
export class PivotedLu {
  readonly size: number;
  readonly #lower: Columns;
  readonly #upper: Columns;
  /** Place of each row of the matrix in the factors. */
  readonly #place: Int32Array;
  readonly #scratch: Float64Array;

  private constructor(size: number, lower: Columns, upper: Columns, place: Int32Array) {
    this.size = size;
    this.#lower = lower;
    this.#upper = upper;
    this.#place = place;
    this.#scratch = new Float64Array(size);
  }

  /** Factorises the leading `rows` block rows and columns; undefined when the matrix is singular. */
  static factorise(matrix: BlockMatrix, rows: number): PivotedLu | undefined {
    const size = 2 * rows;
    const columns = columnsOf(matrix, rows);
    const smallest = SINGULAR * columns.value.reduce((max, v) => Math.max(max, Math.abs(v)), 0);
    const lower: Columns = { start: [0], row: [], value: [] };
    const upper: Columns = { start: [0], row: [], value: [] };
    const place = new Int32Array(size).fill(-1);
    const x = new Float64Array(size);
    const mark = new Int32Array(size).fill(-1);
    for (let k = 0; k < size; k++) {
      const touched = solveColumn(columns, k, lower, place, x, mark);
      let pivotRow = -1;
      for (const i of touched) {
        if (place[i]! >= 0) {
          upper.row.push(place[i]!);
          upper.value.push(x[i]!);
        } else if (pivotRow < 0 || Math.abs(x[i]!) > Math.abs(x[pivotRow]!)) pivotRow = i;
      }
      if (pivotRow < 0 || !(Math.abs(x[pivotRow]!) > smallest)) return undefined;
      const pivot = x[pivotRow]!;
      place[pivotRow] = k;
      // The diagonal stands last in its column of U.
      upper.row.push(k);
      upper.value.push(pivot);
      for (const i of touched) {
        if (place[i]! < 0) {
          lower.row.push(i);
          lower.value.push(x[i]! / pivot);
        }
        x[i] = 0;
      }
      lower.start.push(lower.row.length);
      upper.start.push(upper.row.length);
    }
    for (let p = 0; p < lower.row.length; p++) lower.row[p] = place[lower.row[p]!]!;
    return new PivotedLu(size, lower, upper, place);
  }

  /** Overwrites `b` by the solution of A x = b. */
  solve(b: Float64Array): void {
    const x = this.#scratch;
    const { start, row, value } = this.#lower;
    for (let i = 0; i < this.size; i++) x[this.#place[i]!] = b[i]!;
    for (let k = 0; k < this.size; k++) {
      for (let p = start[k]!; p < start[k + 1]!; p++) x[row[p]!]! -= value[p]! * x[k]!;
    }
    const upper = this.#upper;
    for (let k = this.size - 1; k >= 0; k--) {
      const last = upper.start[k + 1]! - 1;
      x[k]! /= upper.value[last]!;
      for (let p = upper.start[k]!; p < last; p++) x[upper.row[p]!]! -= upper.value[p]! * x[k]!;
    }
    b.set(x);
  }

  /** Overwrites `b` by the solution of Aᵀ x = b. */
  solveTransposed(b: Float64Array): void {
    const x = this.#scratch;
    const upper = this.#upper;
    for (let k = 0; k < this.size; k++) {
      const last = upper.start[k + 1]! - 1;
      let sum = b[k]!;
      for (let p = upper.start[k]!; p < last; p++) sum -= upper.value[p]! * x[upper.row[p]!]!;
      x[k] = sum / upper.value[last]!;
    }
    const { start, row, value } = this.#lower;
    for (let k = this.size - 1; k >= 0; k--) {
      for (let p = start[k]!; p < start[k + 1]!; p++) x[k]! -= value[p]! * x[row[p]!]!;
    }
    for (let i = 0; i < this.size; i++) b[i] = x[this.#place[i]!]!;
  }
}

function columnsOf({ start, column, block }: BlockMatrix, rows: number): Columns {
  const entries: (readonly [row: number, value: number])[][] = Array.from(
    { length: 2 * rows },
    () => [],
  );
  for (let i = 0; i < rows; i++) {
    for (let k = start[i]!; k < start[i + 1]!; k++) {
      const j = column[k]!;
      if (j >= rows) continue;
      for (let m = 0; m < 4; m++) {
        const value = block[4 * k + m]!;
        if (value !== 0) entries[2 * j + (m & 1)]!.push([2 * i + (m >> 1), value]);
      }
    }
  }
  const columns: Columns = { start: [0], row: [], value: [] };
  for (const list of entries) {
    for (const [row, value] of list) {
      columns.row.push(row);
      columns.value.push(value);
    }
    columns.start.push(columns.row.length);
  }
  return columns;
}

/** x = L⁻¹ A(:, k) on the rows it can reach; returns these, each after all that it depends on. */
function solveColumn(
  matrix: Columns,
  k: number,
  lower: Columns,
  place: Int32Array,
  x: Float64Array,
  mark: Int32Array,
): number[] {
  const finished: number[] = [];
  const stack: number[] = [];
  const next: number[] = [];
  for (let p = matrix.start[k]!; p < matrix.start[k + 1]!; p++) {
    if (mark[matrix.row[p]!] === k) continue;
    stack.push(matrix.row[p]!);
    mark[matrix.row[p]!] = k;
    next.push(lower.start[Math.max(0, place[matrix.row[p]!]!)]!);
    while (stack.length > 0) {
      const here = stack[stack.length - 1]!;
      const column = place[here]!;
      const end = column < 0 ? 0 : lower.start[column + 1]!;
      let at = next[next.length - 1]!;
      while (at < end && mark[lower.row[at]!] === k) at++;
      if (at >= end) {
        finished.push(here);
        stack.pop();
        next.pop();
        continue;
      }
      next[next.length - 1] = at + 1;
      const child = lower.row[at]!;
      mark[child] = k;
      stack.push(child);
      next.push(lower.start[Math.max(0, place[child]!)]!);
    }
  }
  const order = finished.reverse();
  for (let p = matrix.start[k]!; p < matrix.start[k + 1]!; p++)
    x[matrix.row[p]!] = matrix.value[p]!;
  for (const i of order) {
    const column = place[i]!;
    if (column < 0) continue;
    for (let p = lower.start[column]!; p < lower.start[column + 1]!; p++) {
      x[lower.row[p]!]! -= lower.value[p]! * x[i]!;
    }
  }
  return order;
}
