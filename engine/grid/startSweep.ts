import { assert } from "#engine/assert.ts";
import type { FeederReduction } from "#engine/grid/feederReduction.ts";
import { B, G, J_IM, J_RE, P, Q, STRIDE, V_IM, V_RE } from "#engine/grid/sweepRadial.ts";

/** Puts the loads of all buses into their records, pu. */
export function placeLoads(
  busCount: number,
  s: Float64Array,
  sBaseKva: number,
  pKw: Float64Array,
  qKvar: Float64Array,
  offset: number,
): void {
  const perBase = 1 / sBaseKva;
  for (let i = 0, o = 0; i < busCount; i++, o += STRIDE) {
    s[o + P] = pKw[offset + i]! * perBase;
    s[o + Q] = qKvar[offset + i]! * perBase;
  }
}

/** Puts the loads of the buses that were kept into their records; all others must have none. */
export function placeKeptLoads(
  { kept, dropped }: FeederReduction,
  s: Float64Array,
  sBaseKva: number,
  pKw: Float64Array,
  qKvar: Float64Array,
  offset: number,
): void {
  const perBase = 1 / sBaseKva;
  for (let n = 0, o = 0; n < kept.length; n++, o += STRIDE) {
    s[o + P] = pKw[offset + kept[n]!]! * perBase;
    s[o + Q] = qKvar[offset + kept[n]!]! * perBase;
  }
  for (let n = 0; n < dropped.length; n++) {
    const bus = offset + dropped[n]!;
    const isIdle = pKw[bus] === 0 && qKvar[bus] === 0;
    if (!isIdle) assert(false, "load at a bus said to have none");
  }
}

/** Puts the unloaded voltages into the records, and the currents that loads draw there. */
export function startFlat(busCount: number, s: Float64Array, voltagePu: number): void {
  const perVolt = 1 / voltagePu;
  for (let i = 0, o = 0; i < busCount; i++, o += STRIDE) {
    s[o + V_RE] = voltagePu;
    s[o + V_IM] = 0;
    s[o + J_RE] = s[o + P]! * perVolt + s[o + G]! * voltagePu;
    s[o + J_IM] = s[o + B]! * voltagePu - s[o + Q]! * perVolt;
  }
}
