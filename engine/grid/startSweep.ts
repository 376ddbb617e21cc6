import { assert } from "#engine/assert.ts";
import type { FeederReduction } from "#engine/grid/feederReduction.ts";
import * as record from "#engine/grid/sweepRecord.ts";

// Folded into the code; as imports they would be read and checked at each use.
const { B, G, J_IM, J_RE, P, Q, STRIDE, V_IM, V_RE } = record;

/**
 * Puts into the record of every bus its load, the unloaded voltage, and the current that both make.
 *
 * @param offset - Where the loads begin.
 */
export function startWhole(
  busCount: number,
  s: Float64Array,
  voltagePu: number,
  sBaseKva: number,
  pKw: Float64Array,
  qKvar: Float64Array,
  offset: number,
): void {
  const perBase = 1 / sBaseKva;
  const perVolt = 1 / voltagePu;
  for (let i = 0, o = 0; i < busCount; i++, o += STRIDE) {
    const p = pKw[offset + i]! * perBase;
    const q = qKvar[offset + i]! * perBase;
    s[o + V_RE] = voltagePu;
    s[o + V_IM] = 0;
    s[o + J_RE] = p * perVolt + s[o + G]! * voltagePu;
    s[o + J_IM] = s[o + B]! * voltagePu - q * perVolt;
    s[o + P] = p;
    s[o + Q] = q;
  }
}

/** The same for the buses that a reduction kept; all others must have no load. */
export function startKept(
  { kept, dropped }: FeederReduction,
  s: Float64Array,
  voltagePu: number,
  sBaseKva: number,
  pKw: Float64Array,
  qKvar: Float64Array,
  offset: number,
): void {
  const perBase = 1 / sBaseKva;
  const perVolt = 1 / voltagePu;
  for (let n = 0, o = 0; n < kept.length; n++, o += STRIDE) {
    const p = pKw[offset + kept[n]!]! * perBase;
    const q = qKvar[offset + kept[n]!]! * perBase;
    s[o + V_RE] = voltagePu;
    s[o + V_IM] = 0;
    s[o + J_RE] = p * perVolt + s[o + G]! * voltagePu;
    s[o + J_IM] = s[o + B]! * voltagePu - q * perVolt;
    s[o + P] = p;
    s[o + Q] = q;
  }
  for (let n = 0; n < dropped.length; n++) {
    const bus = offset + dropped[n]!;
    const isIdle = pKw[bus] === 0 && qKvar[bus] === 0;
    if (!isIdle) assert(false, "load at a bus said to have none");
  }
}
