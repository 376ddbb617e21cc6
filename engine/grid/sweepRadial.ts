import { chainOrder } from "#engine/grid/chainOrder.ts";
import type { SweepColumns } from "#engine/grid/sweepColumns.ts";
import * as record from "#engine/grid/sweepRecord.ts";

// Folded into the code; as imports they would be read and checked at each use.
const { B, G, J_IM, J_RE, P, Q, R, STRIDE, V_IM, V_RE, X } = record;

/**
 * Everything about a bus side by side: with an array for each of the ten the compiler loads the
 * place and length of all of them anew for every bus, which takes longer than the arithmetic. The
 * records stand chain by chain, see `chainOrder`.
 */
export interface SweepRecords {
  readonly busCount: number;
  /** Bus behind each record. */
  readonly bus: Int32Array;
  /** Where the record of the bus above begins; negative at the source. */
  readonly above: Int32Array;
  readonly state: Float64Array;
}

/**
 * Makes room for the state of a network; voltages, currents and loads are zero.
 *
 * @param busOf - What `SweepRecords.bus` calls the buses, where not by their place in the columns.
 */
export function sweepRecords(
  { busCount, parent, r, x, g, b }: SweepColumns,
  busOf?: Int32Array,
): SweepRecords {
  const { bus, above } = chainOrder(parent);
  const state = new Float64Array(STRIDE * busCount);
  for (let n = 0, o = 0; n < busCount; n++, o += STRIDE) {
    const i = bus[n]!;
    state[o + R] = r[i]!;
    state[o + X] = x[i]!;
    state[o + G] = g[i]!;
    state[o + B] = b[i]!;
  }
  return {
    busCount,
    bus: busOf === undefined ? bus : bus.map((i) => busOf[i]!),
    above: above.map((n) => STRIDE * n),
    state,
  };
}

/** Square of 2 / (1 − ρ) at the largest contraction ρ = 1/4 that is relied on. */
const AHEAD2 = (2 / 0.75) ** 2;

/**
 * Backward-forward sweep, per unit, S = V conj(I), consumption positive, no ideal transformers.
 *
 *     I_i = conj(S_i / V_i) + (g_i + j b_i) V_i                load and shunt current
 *     J_i = I_i + Σ J_c                                        backward; c: the children of i
 *     V_i = V_parent − (r_i + j x_i) J_i                       forward
 *
 * The voltage at the source is real. Starts from the voltages in the records and the load
 * currents that belong to them, and leaves them so: forward, a bus gets its voltage and the load
 * current at it in one go. Stops when the largest voltage change is below the tolerance, or twice
 * what is still to come of it at the observed contraction ρ < 1/4: 2 · change · ρ/(1 − ρ) < tolerance.
 *
 * @param cell - Two numbers, as an array because they would be boxed otherwise: the squared
 *   tolerance, and room for the largest squared change of the last step.
 * @returns the iterations, or minus the iterations after which it gave up.
 */
export function sweepRadial(
  { busCount, above, state }: SweepRecords,
  cell: Float64Array,
  iterationsMax: number,
): number {
  const enough = cell[0]!;
  let before = 0;
  for (let iteration = 1; iteration <= iterationsMax; iteration++) {
    sumCurrents(busCount, above, state);
    dropVoltages(busCount, above, state, cell);
    const change = cell[1]!;
    if (change < enough) return iteration;
    if (iteration > 1) {
      const contraction2 = change / before;
      if (contraction2 < 0.0625 && change * contraction2 * AHEAD2 < enough) return iteration;
    }
    // Neither a load that is no number nor a voltage that ran away comes back.
    if (!(change < Number.POSITIVE_INFINITY)) return -iteration;
    before = change;
  }
  return -iterationsMax;
}

/** Backward pass: from the currents that buses draw to those of branches. */
export function sumCurrents(busCount: number, above: Int32Array, s: Float64Array): void {
  // What the next bus of the chain passes up.
  let re = 0;
  let im = 0;
  for (let i = busCount - 1, o = STRIDE * i; i > 0; i--, o -= STRIDE) {
    const k = above[i]!;
    re += s[o + J_RE]!;
    im += s[o + J_IM]!;
    s[o + J_RE] = re;
    s[o + J_IM] = im;
    if (k === o - STRIDE) continue;
    s[k + J_RE]! += re;
    s[k + J_IM]! += im;
    re = 0;
    im = 0;
  }
  s[J_RE]! += re;
  s[J_IM]! += im;
}

/** Forward pass; writes the largest squared change of a voltage to `cell[1]`. */
function dropVoltages(
  busCount: number,
  above: Int32Array,
  s: Float64Array,
  cell: Float64Array,
): void {
  let change = 0;
  const source = s[V_RE]!;
  s[J_RE] = s[P]! / source + s[G]! * source;
  s[J_IM] = s[B]! * source - s[Q]! / source;
  // Voltage of the bus before in the chain.
  let u = source;
  let v = 0;
  for (let i = 1, o = STRIDE; i < busCount; i++, o += STRIDE) {
    const k = above[i]!;
    if (k !== o - STRIDE) {
      u = s[k + V_RE]!;
      v = s[k + V_IM]!;
    }
    const c = s[o + J_RE]!;
    const d = s[o + J_IM]!;
    const r = s[o + R]!;
    const x = s[o + X]!;
    u -= r * c - x * d;
    v -= r * d + x * c;
    const du = u - s[o + V_RE]!;
    const dv = v - s[o + V_IM]!;
    change = Math.max(change, du * du + dv * dv);
    s[o + V_RE] = u;
    s[o + V_IM] = v;
    const w = 1 / (u * u + v * v);
    const re = s[o + G]! + s[o + P]! * w;
    const im = s[o + B]! - s[o + Q]! * w;
    s[o + J_RE] = re * u - im * v;
    s[o + J_IM] = re * v + im * u;
  }
  cell[1] = change;
}
