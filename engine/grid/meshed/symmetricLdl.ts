import { assert } from "#engine/assert.ts";
import type { EliminationOrder } from "#engine/grid/meshed/eliminationOrder.ts";

/** A pivot this small a part of its row's diagonal cannot be divided by. */
const SINGULAR = 1e-12;

/**
 * Factors L D Lᵀ of a sparse symmetric matrix with the pattern of an elimination order; rows and columns are positions
 * in that order. Pivots are taken as they come: undefined when one is (nearly) zero.
 */
export class SymmetricLdl {
  readonly size: number;
  readonly #order: EliminationOrder;
  readonly #upper: Float64Array;
  readonly #diagonal: Float64Array;

  private constructor(order: EliminationOrder, upper: Float64Array, diagonal: Float64Array) {
    this.size = order.unknownCount;
    this.#order = order;
    this.#upper = upper;
    this.#diagonal = diagonal;
  }

  /**
   * Factorises.
   *
   * @param diagonal - By position.
   * @param entries - Off-diagonal values as [row, column, value], once for each pair; several add up.
   * @returns the factors, or the position whose pivot failed.
   */
  static factorise(
    order: EliminationOrder,
    diagonal: Float64Array,
    entries: readonly (readonly [row: number, column: number, value: number])[],
  ): SymmetricLdl | number {
    const { unknownCount: size, upperStart, upperColumn } = order;
    const upper = new Float64Array(upperColumn.length);
    const pivot = diagonal.slice(0, size);
    for (const [row, column, value] of entries) {
      upper[at(order, Math.min(row, column), Math.max(row, column))]! += value;
    }
    for (let i = 0; i < size; i++) {
      if (!(Math.abs(pivot[i]!) > SINGULAR * Math.abs(diagonal[i]!))) return i;
      // Right-looking: what row i takes from the rows after it lies in their pattern.
      for (let k = upperStart[i]!; k < upperStart[i + 1]!; k++) {
        const factor = upper[k]! / pivot[i]!;
        const j = upperColumn[k]!;
        pivot[j]! -= factor * upper[k]!;
        let to = upperStart[j]!;
        for (let m = k + 1; m < upperStart[i + 1]!; m++) {
          while (upperColumn[to] !== upperColumn[m]) {
            to++;
            assert(to < upperStart[j + 1]!, "an entry outside the pattern");
          }
          upper[to]! -= factor * upper[m]!;
        }
      }
    }
    for (let i = 0; i < size; i++) {
      for (let k = upperStart[i]!; k < upperStart[i + 1]!; k++) upper[k]! /= pivot[i]!;
    }
    return new SymmetricLdl(order, upper, pivot);
  }

  /** Overwrites `x` by the solution of A x = x. */
  solve(x: Float64Array): void {
    assert(x.length === this.size);
    const { upperStart, upperColumn } = this.#order;
    for (let i = 0; i < this.size; i++) {
      if (x[i] === 0) continue;
      for (let k = upperStart[i]!; k < upperStart[i + 1]!; k++) {
        x[upperColumn[k]!]! -= this.#upper[k]! * x[i]!;
      }
    }
    for (let i = this.size - 1; i >= 0; i--) {
      let sum = x[i]! / this.#diagonal[i]!;
      for (let k = upperStart[i]!; k < upperStart[i + 1]!; k++) {
        sum -= this.#upper[k]! * x[upperColumn[k]!]!;
      }
      x[i] = sum;
    }
  }
}

function at({ upperStart, upperColumn }: EliminationOrder, row: number, column: number): number {
  let k = upperStart[row]!;
  while (upperColumn[k] !== column) {
    k++;
    assert(k < upperStart[row + 1]!, "an entry outside the pattern");
  }
  return k;
}
