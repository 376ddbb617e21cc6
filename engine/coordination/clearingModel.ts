import type { ModelData } from "highs";
import type { ClearingProblem, ClearingRow } from "#engine/coordination/clearingProblem.ts";

/**
 * A linear clearing problem in the solver's form and numbers: columns are the offers, then one violation per
 * bound that may be missed. Scaled by powers of two alone, so that scaling rounds nothing:
 *
 *     x = quantityScale·x̃,   cost = costScale·c̃,   row = quantityScale/rowScale · rõw
 */
export interface ClearingModel {
  readonly data: ModelData;
  readonly quantityScale: number;
  readonly costScale: number;
  readonly rowScale: Float64Array;
  /** Weight of each column where the cheapest answer is not the only one. */
  readonly tieWeight: Float64Array;
}

export function clearingModel(problem: ClearingProblem): ClearingModel {
  const { cost, lower, upper, rows } = problem;
  const offers = cost.length;
  const quantityScale = powerOfTwo(Math.max(largest(lower), largest(upper)));
  const costScale = typicalSize(cost);
  const rowScale = Float64Array.from(rows, ({ effect }) => 1 / powerOfTwo(largest(effect)));
  const violations = rows.flatMap((row, index) => violationColumns(row, index));
  const numCols = offers + violations.length;

  const colCost = new Float64Array(numCols);
  const colLower = new Float64Array(numCols);
  const colUpper = new Float64Array(numCols).fill(Infinity);
  const tieWeight = new Float64Array(numCols);
  for (let i = 0; i < offers; i++) {
    colCost[i] = cost[i]! / costScale;
    colLower[i] = lower[i]! / quantityScale;
    colUpper[i] = upper[i]! / quantityScale;
    tieWeight[i] = (1 + i) * (largestEffect(rows, rowScale, i) || 1);
  }
  for (const [k, { row }] of violations.entries()) {
    colCost[offers + k] = rows[row]!.violationCost / (costScale * rowScale[row]!);
  }
  const data: ModelData = {
    numCols,
    numRows: rows.length,
    colCost,
    colLower,
    colUpper,
    rowLower: Float64Array.from(rows, (row, r) => (row.lower * rowScale[r]!) / quantityScale),
    rowUpper: Float64Array.from(rows, (row, r) => (row.upper * rowScale[r]!) / quantityScale),
    matrix: sparseRows(problem, rowScale, violations),
  };
  return { data, quantityScale, costScale, rowScale, tieWeight };
}

interface ViolationColumn {
  readonly row: number;
  /** 1 makes up for what is short of the lower bound, -1 for what is over the upper. */
  readonly effect: 1 | -1;
}

function violationColumns(
  { lower, upper, violationCost }: ClearingRow,
  row: number,
): ViolationColumn[] {
  if (violationCost === Infinity) return [];
  const columns: ViolationColumn[] = [];
  if (lower > -Infinity) columns.push({ row, effect: 1 });
  if (upper < Infinity) columns.push({ row, effect: -1 });
  return columns;
}

/** Violation columns come in the order of their rows, so that one pass fills the matrix by row. */
function sparseRows(
  { cost, rows }: ClearingProblem,
  rowScale: Float64Array,
  violations: readonly ViolationColumn[],
): ModelData["matrix"] {
  const offers = cost.length;
  let count = violations.length;
  for (const { effect } of rows) {
    for (let i = 0; i < offers; i++) if (effect[i] !== 0) count++;
  }
  const starts = new Int32Array(rows.length + 1);
  const indices = new Int32Array(count);
  const values = new Float64Array(count);
  let entry = 0;
  let violation = 0;
  for (const [r, { effect }] of rows.entries()) {
    const scale = rowScale[r]!;
    for (let i = 0; i < offers; i++) {
      const value = effect[i]!;
      if (value === 0) continue;
      indices[entry] = i;
      values[entry++] = value * scale;
    }
    for (; violation < violations.length && violations[violation]!.row === r; violation++) {
      indices[entry] = offers + violation;
      values[entry++] = violations[violation]!.effect;
    }
    starts[r + 1] = entry;
  }
  const numCols = offers + violations.length;
  return { format: "csr", numRows: rows.length, numCols, starts, indices, values };
}

function largestEffect(
  rows: readonly ClearingRow[],
  rowScale: Float64Array,
  offer: number,
): number {
  let size = 0;
  for (const [r, { effect }] of rows.entries()) {
    size = Math.max(size, Math.abs(effect[offer]! * rowScale[r]!));
  }
  return size;
}

/** The largest size of all finite numbers. */
function largest(values: Float64Array): number {
  let size = 0;
  for (const value of values) if (Number.isFinite(value)) size = Math.max(size, Math.abs(value));
  return size;
}

/** The power of two in the middle of the sizes of all finite numbers that are not zero. */
function typicalSize(values: Float64Array): number {
  let sum = 0;
  let count = 0;
  for (const value of values) {
    if (value === 0 || !Number.isFinite(value)) continue;
    sum += exponent(value);
    count++;
  }
  return count === 0 ? 1 : twoTo(Math.round(sum / count));
}

function powerOfTwo(size: number): number {
  return size === 0 ? 1 : twoTo(exponent(size));
}

/** Logarithms may differ in the last digit between machines; the bits of a number do not. */
const bits = new DataView(new ArrayBuffer(8));

function exponent(value: number): number {
  bits.setFloat64(0, value);
  return ((bits.getUint16(0) >>> 4) & 0x7ff) - 1023;
}

function twoTo(power: number): number {
  bits.setFloat64(0, 0);
  bits.setUint16(0, (power + 1023) << 4);
  return bits.getFloat64(0);
}
