import { BlockLu, type BlockMatrix } from "#engine/grid/meshed/blockLu.ts";
import type { EliminationOrder } from "#engine/grid/meshed/eliminationOrder.ts";
import { PivotedLu } from "#engine/grid/meshed/pivotedLu.ts";

/** What a solution may leave of the right-hand side, as a part of its largest entry. */
const RESIDUAL_MAX = 1e-9;

/** The matrix has no inverse that could be computed. */
export class SingularMatrixError extends Error {
  override readonly name = "SingularMatrixError";
}

/**
 * A linear solver that checks itself: factors with fixed pivots, every solution put back into the equations, corrected
 * once where it leaves too much, and factors with pivoting where that does not help. `pivotedCount` says how often.
 */
export class CheckedLu {
  /** Factorisations that needed pivoting since the beginning. */
  pivotedCount = 0;
  readonly #fixed: BlockLu;
  readonly #matrix: BlockMatrix;
  readonly #size: number;
  readonly #right: Float64Array;
  readonly #rest: Float64Array;
  #pivoted: PivotedLu | undefined;

  /** @param matrix - Its values are read anew by each `factorise`. */
  constructor(matrix: BlockMatrix, order: EliminationOrder) {
    this.#matrix = matrix;
    this.#fixed = new BlockLu(order);
    this.#size = order.unknownCount;
    this.#right = new Float64Array(2 * this.#size);
    this.#rest = new Float64Array(2 * this.#size);
  }

  /** @throws {SingularMatrixError} */
  factorise(): void {
    this.#pivoted = undefined;
    if (this.#fixed.factorise(this.#matrix) >= 0) this.#pivot();
  }

  /**
   * Overwrites `x` by the solution of A x = x.
   *
   * @throws {SingularMatrixError} when even pivoting leaves too much.
   */
  solve(x: Float64Array): void {
    this.#solve(x, false);
  }

  /** Overwrites `x` by the solution of Aᵀ x = x. */
  solveTransposed(x: Float64Array): void {
    this.#solve(x, true);
  }

  #solve(x: Float64Array, transposed: boolean): void {
    this.#right.set(x);
    this.#apply(x, transposed);
    if (this.#isGood(x, transposed)) return;
    this.#correct(x, transposed);
    if (this.#isGood(x, transposed)) return;
    if (this.#pivoted === undefined) {
      this.#pivot();
      x.set(this.#right);
      this.#apply(x, transposed);
      if (this.#isGood(x, transposed)) return;
      this.#correct(x, transposed);
      if (this.#isGood(x, transposed)) return;
    }
    throw new SingularMatrixError("no accurate solution: the matrix is nearly singular");
  }

  #apply(x: Float64Array, transposed: boolean): void {
    const factors = this.#pivoted ?? this.#fixed;
    if (transposed) factors.solveTransposed(x);
    else factors.solve(x);
  }

  #correct(x: Float64Array, transposed: boolean): void {
    this.#apply(this.#rest, transposed);
    for (let i = 0; i < x.length; i++) x[i]! += this.#rest[i]!;
  }

  #isGood(x: Float64Array, transposed: boolean): boolean {
    const { start, column, block } = this.#matrix;
    this.#rest.set(this.#right);
    if (transposed) subtractTransposed(this.#size, start, column, block, x, this.#rest);
    else subtract(this.#size, start, column, block, x, this.#rest);
    return largest(this.#rest) <= RESIDUAL_MAX * largest(this.#right);
  }

  #pivot(): void {
    this.#pivoted = PivotedLu.factorise(this.#matrix, this.#size);
    if (this.#pivoted === undefined) throw new SingularMatrixError("the matrix is singular");
    this.pivotedCount++;
  }
}

function largest(x: Float64Array): number {
  let max = 0;
  for (let i = 0; i < x.length; i++) {
    const size = Math.abs(x[i]!);
    // NaN has to survive.
    if (!(size <= max)) max = size;
  }
  return max;
}

/** rest −= A x */
function subtract(
  size: number,
  start: Int32Array,
  column: Int32Array,
  block: Float64Array,
  x: Float64Array,
  rest: Float64Array,
): void {
  for (let i = 0; i < size; i++) {
    let p = 0;
    let q = 0;
    for (let k = start[i]!; k < start[i + 1]! && column[k]! < size; k++) {
      const u = x[2 * column[k]!]!;
      const v = x[2 * column[k]! + 1]!;
      p += block[4 * k]! * u + block[4 * k + 1]! * v;
      q += block[4 * k + 2]! * u + block[4 * k + 3]! * v;
    }
    rest[2 * i]! -= p;
    rest[2 * i + 1]! -= q;
  }
}

/** rest −= Aᵀ x */
function subtractTransposed(
  size: number,
  start: Int32Array,
  column: Int32Array,
  block: Float64Array,
  x: Float64Array,
  rest: Float64Array,
): void {
  for (let i = 0; i < size; i++) {
    const p = x[2 * i]!;
    const q = x[2 * i + 1]!;
    for (let k = start[i]!; k < start[i + 1]! && column[k]! < size; k++) {
      rest[2 * column[k]!]! -= block[4 * k]! * p + block[4 * k + 2]! * q;
      rest[2 * column[k]! + 1]! -= block[4 * k + 1]! * p + block[4 * k + 3]! * q;
    }
  }
}
