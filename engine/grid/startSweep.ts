import { assert } from "#engine/assert.ts";
import type { SweepRecords } from "#engine/grid/sweepRadial.ts";
import * as record from "#engine/grid/sweepRecord.ts";

// Folded into the code; as imports they would be read and checked at each use.
const { B, G, J_IM, J_RE, P, Q, STRIDE, V_IM, V_RE } = record;

/**
 * Puts into the record of every bus its load, the unloaded voltage, and the current that both make.
 *
 * @param offset - Where the loads begin.
 */
export function startSweep(
  { busCount, bus, state: s }: SweepRecords,
  voltagePu: number,
  sBaseKva: number,
  pKw: Float64Array,
  qKvar: Float64Array,
  offset: number,
): void {
  const perBase = 1 / sBaseKva;
  const perVolt = 1 / voltagePu;
  for (let n = 0, o = 0; n < busCount; n++, o += STRIDE) {
    const i = offset + bus[n]!;
    const p = pKw[i]! * perBase;
    const q = qKvar[i]! * perBase;
    s[o + V_RE] = voltagePu;
    s[o + V_IM] = 0;
    s[o + J_RE] = p * perVolt + s[o + G]! * voltagePu;
    s[o + J_IM] = s[o + B]! * voltagePu - q * perVolt;
    s[o + P] = p;
    s[o + Q] = q;
  }
}

/** Stops where one of these buses has load. */
export function assertIdle(
  buses: Int32Array,
  pKw: Float64Array,
  qKvar: Float64Array,
  offset: number,
): void {
  for (let n = 0; n < buses.length; n++) {
    const i = offset + buses[n]!;
    const isIdle = pKw[i] === 0 && qKvar[i] === 0;
    if (!isIdle) assert(false, "load at a bus said to have none");
  }
}
