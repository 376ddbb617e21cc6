import { assert } from "#engine/assert.ts";
import type { GridState } from "#engine/grid/gridState.ts";
import type { PowerFlow } from "#engine/grid/powerFlow.ts";

/** Loads of many periods of one network: a row of `busCount` numbers for each. */
export interface BatchLoads {
  readonly periodCount: number;
  /** Consumption, kW and kvar; feed-in negative. */
  readonly pKw: Float64Array;
  readonly qKvar: Float64Array;
}

/** Where results go; what is absent is not computed. Rows of `busCount`, or one number a period. */
export interface BatchResults {
  /** By period and bus. */
  readonly voltagePu?: Float64Array;
  /** By period and branch, the more loaded end. */
  readonly loadingPercent?: Float64Array;
  /** By period: import less loads, so without the main transformer. */
  readonly lossesKw?: Float64Array;
  readonly importKw?: Float64Array;
  readonly importKvar?: Float64Array;
  /** By period; negative where there is no solution. */
  readonly iterations?: Int32Array;
}

/**
 * Solves many periods of one network, a year of a feeder for example, one after the other and each
 * from its loads alone: what `powerFlow.solve` and `state.evaluate` find for each period. Nothing is
 * allocated. `powerFlow` is left at the last period that was solved.
 *
 * @returns the number of periods without a solution; their results are NaN.
 */
export function solveBatch(
  powerFlow: PowerFlow,
  state: GridState,
  { periodCount, pKw, qKvar }: BatchLoads,
  into: BatchResults,
): number {
  const { busCount } = powerFlow.network;
  assert(state.network === powerFlow.network);
  assert(pKw.length === periodCount * busCount && qKvar.length === periodCount * busCount);
  assertRoom(into, periodCount, busCount);
  const { voltagePu, loadingPercent, lossesKw, importKw, importKvar } = into;
  let unsolved = 0;
  for (let period = 0, row = 0; period < periodCount; period++, row += busCount) {
    const iterations = powerFlow.trySweep(pKw, qKvar, row);
    if (into.iterations !== undefined) into.iterations[period] = iterations;
    if (iterations < 0) {
      unsolved++;
      markUnsolved(into, period, busCount);
      continue;
    }
    powerFlow.recover();
    if (loadingPercent !== undefined) {
      state.evaluate(powerFlow);
      copyRow(state.loadingPercent, loadingPercent, row);
    } else state.evaluateImport(powerFlow);
    if (voltagePu !== undefined) writeMagnitudes(powerFlow.e, powerFlow.f, voltagePu, row);
    if (lossesKw !== undefined) lossesKw[period] = state.importKw - sumRow(pKw, row, busCount);
    if (importKw !== undefined) importKw[period] = state.importKw;
    if (importKvar !== undefined) importKvar[period] = state.importKvar;
  }
  return unsolved;
}

function assertRoom(into: BatchResults, periodCount: number, busCount: number): void {
  for (const rows of [into.voltagePu, into.loadingPercent]) {
    assert(rows === undefined || rows.length === periodCount * busCount);
  }
  for (const column of [into.lossesKw, into.importKw, into.importKvar, into.iterations]) {
    assert(column === undefined || column.length === periodCount);
  }
}

function markUnsolved(into: BatchResults, period: number, busCount: number): void {
  const row = period * busCount;
  into.voltagePu?.fill(Number.NaN, row, row + busCount);
  into.loadingPercent?.fill(Number.NaN, row, row + busCount);
  into.lossesKw?.fill(Number.NaN, period, period + 1);
  into.importKw?.fill(Number.NaN, period, period + 1);
  into.importKvar?.fill(Number.NaN, period, period + 1);
}

function copyRow(from: Float64Array, to: Float64Array, row: number): void {
  for (let i = 0; i < from.length; i++) to[row + i] = from[i]!;
}

function sumRow(table: Float64Array, row: number, length: number): number {
  let sum = 0;
  for (let i = row; i < row + length; i++) sum += table[i]!;
  return sum;
}

function writeMagnitudes(e: Float64Array, f: Float64Array, to: Float64Array, row: number): void {
  for (let i = 0; i < e.length; i++) to[row + i] = Math.sqrt(e[i]! * e[i]! + f[i]! * f[i]!);
}
