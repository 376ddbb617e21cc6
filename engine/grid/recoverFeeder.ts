import type { FeederReduction } from "#engine/grid/feederReduction.ts";
import type { SweepColumns } from "#engine/grid/sweepColumns.ts";
import type { SweepRecords } from "#engine/grid/sweepRadial.ts";
import * as record from "#engine/grid/sweepRecord.ts";

// Folded into the code; as imports they would be read and checked at each use.
const { P, Q, STRIDE, V_IM, V_RE } = record;

/** Voltages of all buses of a feeder, from those of the buses that were kept. */
export function recoverVoltages(
  { dropped, upper, lower, weights }: FeederReduction,
  { busCount, bus, state }: SweepRecords,
  e: Float64Array,
  f: Float64Array,
): void {
  for (let n = 0, o = 0; n < busCount; n++, o += STRIDE) {
    e[bus[n]!] = state[o + V_RE]!;
    f[bus[n]!] = state[o + V_IM]!;
  }
  for (let n = 0, w = 0; n < dropped.length; n++, w += 4) {
    const aRe = weights[w]!;
    const aIm = weights[w + 1]!;
    const bRe = weights[w + 2]!;
    const bIm = weights[w + 3]!;
    const eu = e[upper[n]!]!;
    const fu = f[upper[n]!]!;
    const el = e[lower[n]!]!;
    const fl = f[lower[n]!]!;
    e[dropped[n]!] = aRe * eu - aIm * fu + bRe * el - bIm * fl;
    f[dropped[n]!] = aRe * fu + aIm * eu + bRe * fl + bIm * el;
  }
}

/** Branch currents of a whole feeder from the voltages of all its buses; only swept ones have load. */
export function recoverCurrents(
  { busCount, parent, g, b }: SweepColumns,
  swept: SweepRecords,
  e: Float64Array,
  f: Float64Array,
  currentRe: Float64Array,
  currentIm: Float64Array,
): void {
  for (let i = 0; i < busCount; i++) {
    const u = e[i]!;
    const v = f[i]!;
    currentRe[i] = g[i]! * u - b[i]! * v;
    currentIm[i] = g[i]! * v + b[i]! * u;
  }
  const { bus, state: s } = swept;
  for (let n = 0, o = 0; n < bus.length; n++, o += STRIDE) {
    const i = bus[n]!;
    const u = s[o + V_RE]!;
    const v = s[o + V_IM]!;
    const w = 1 / (u * u + v * v);
    currentRe[i]! += (s[o + P]! * u + s[o + Q]! * v) * w;
    currentIm[i]! += (s[o + P]! * v - s[o + Q]! * u) * w;
  }
  for (let i = busCount - 1; i > 0; i--) {
    const k = parent[i]!;
    currentRe[k]! += currentRe[i]!;
    currentIm[k]! += currentIm[i]!;
  }
}
