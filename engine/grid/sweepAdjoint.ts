import * as record from "#engine/grid/adjointRecord.ts";
import { chainOrder } from "#engine/grid/chainOrder.ts";
import type { RadialNetwork } from "#engine/grid/radialNetwork.ts";

// Folded into the code; as imports they would be read and checked at each use.
const { GAIN, G_IM, G_RE, IM_IM, IM_RE, R, RE_IM, RE_RE } = record;
const { STRIDE, T_IM, T_RE, U_IM, U_RE, X } = record;

/** Everything about a bus side by side and chain by chain, see `SweepRecords`. */
export interface AdjointRecords {
  readonly busCount: number;
  /** Bus of each record. */
  readonly bus: Int32Array;
  /** Where the record of the bus above begins; negative at the source. */
  readonly above: Int32Array;
  readonly state: Float64Array;
  /** Shunt admittance of each bus. */
  readonly shuntG: Float64Array;
  readonly shuntB: Float64Array;
  /** Load at each bus, pu. */
  readonly p: Float64Array;
  readonly q: Float64Array;
}

/** Seeds of a gradient, by bus and branch. */
export interface AdjointSeeds {
  readonly currentRe: Float64Array;
  readonly currentIm: Float64Array;
  readonly voltageRe: Float64Array;
  readonly voltageIm: Float64Array;
}

/** Makes room for the adjoint of a network. */
export function adjointRecords(network: RadialNetwork): AdjointRecords {
  const { busCount, parent, r, x, shuntG, shuntB, ratio } = network;
  const { bus, above } = chainOrder(parent);
  const state = new Float64Array(STRIDE * busCount);
  for (let n = 0, o = 0; n < busCount; n++, o += STRIDE) {
    const i = bus[n]!;
    state[o + R] = r[i]!;
    state[o + X] = x[i]!;
    state[o + GAIN] = 1 / ratio[i]!;
  }
  return {
    busCount,
    bus,
    above: above.map((n) => STRIDE * n),
    state,
    shuntG,
    shuntB,
    p: new Float64Array(busCount),
    q: new Float64Array(busCount),
  };
}

/** Writes b to u, a to g, and how a bus answers; D = −conj(S / V²). */
export function startAdjoint(
  { busCount, bus, state: s, shuntG, shuntB, p: loadP, q: loadQ }: AdjointRecords,
  { e, f }: { readonly e: Float64Array; readonly f: Float64Array },
  { currentRe, currentIm, voltageRe, voltageIm }: AdjointSeeds,
): void {
  for (let n = 0, o = 0; n < busCount; n++, o += STRIDE) {
    const i = bus[n]!;
    const u = e[i]!;
    const v = f[i]!;
    const p = loadP[i]!;
    const q = loadQ[i]!;
    const g = shuntG[i]!;
    const b = shuntB[i]!;
    const re = u * u - v * v;
    const im = 2 * u * v;
    const w = 1 / (re * re + im * im);
    const dRe = -(p * re + q * im) * w;
    const dIm = (q * re - p * im) * w;
    s[o + RE_RE] = g + dRe;
    s[o + RE_IM] = dIm + b;
    s[o + IM_RE] = dIm - b;
    s[o + IM_IM] = g - dRe;
    s[o + U_RE] = voltageRe[i]!;
    s[o + U_IM] = voltageIm[i]!;
    s[o + G_RE] = currentRe[i]!;
    s[o + G_IM] = currentIm[i]!;
  }
}

/** g ← Bᵀ(g − conj(Z) B u), y ← g, u ← what answers it; returns the squared length of g. */
export function pushSeeds(records: AdjointRecords): number {
  const { busCount, above, state: s } = records;
  accumulate(records);
  let sum = 0;
  s[G_RE] = 0;
  s[G_IM] = 0;
  // g of the bus before in the chain.
  let gRe = 0;
  let gIm = 0;
  for (let i = 1, o = STRIDE; i < busCount; i++, o += STRIDE) {
    const k = above[i]!;
    if (k !== o - STRIDE) {
      gRe = s[k + G_RE]!;
      gIm = s[k + G_IM]!;
    }
    const a = s[o + GAIN]!;
    const r = s[o + R]!;
    const x = s[o + X]!;
    const re = s[o + U_RE]!;
    const im = s[o + U_IM]!;
    gRe = gRe * a + (s[o + G_RE]! - (r * re + x * im));
    gIm = gIm * a + (s[o + G_IM]! - (r * im - x * re));
    s[o + G_RE] = gRe;
    s[o + G_IM] = gIm;
    s[o + T_RE] = 0;
    s[o + T_IM] = 0;
    sum += gRe * gRe + gIm * gIm;
    s[o + U_RE] = s[o + RE_RE]! * gRe + s[o + RE_IM]! * gIm;
    s[o + U_IM] = s[o + IM_RE]! * gRe + s[o + IM_IM]! * gIm;
  }
  return sum;
}

/** y ← g − conj(T) u, u ← what answers it; returns the squared change of y. */
export function iterate(records: AdjointRecords): number {
  const { busCount, above, state: s } = records;
  accumulate(records);
  let change = 0;
  // conj(T) u of the bus before in the chain.
  let tRe = 0;
  let tIm = 0;
  for (let i = 1, o = STRIDE; i < busCount; i++, o += STRIDE) {
    const k = above[i]!;
    if (k !== o - STRIDE) {
      tRe = s[k + T_RE]!;
      tIm = s[k + T_IM]!;
    }
    const a = s[o + GAIN]!;
    const r = s[o + R]!;
    const x = s[o + X]!;
    const re = s[o + U_RE]!;
    const im = s[o + U_IM]!;
    tRe = tRe * a + (r * re + x * im);
    tIm = tIm * a + (r * im - x * re);
    const dRe = tRe - s[o + T_RE]!;
    const dIm = tIm - s[o + T_IM]!;
    change += dRe * dRe + dIm * dIm;
    s[o + T_RE] = tRe;
    s[o + T_IM] = tIm;
    const yRe = s[o + G_RE]! - tRe;
    const yIm = s[o + G_IM]! - tIm;
    s[o + U_RE] = s[o + RE_RE]! * yRe + s[o + RE_IM]! * yIm;
    s[o + U_IM] = s[o + IM_RE]! * yRe + s[o + IM_IM]! * yIm;
  }
  return change;
}

/** u ← B u. */
function accumulate({ busCount, above, state: s }: AdjointRecords): void {
  // What the next bus of the chain passes up.
  let re = 0;
  let im = 0;
  for (let i = busCount - 1, o = STRIDE * i; i > 0; i--, o -= STRIDE) {
    const k = above[i]!;
    const a = s[o + GAIN]!;
    re += s[o + U_RE]!;
    im += s[o + U_IM]!;
    s[o + U_RE] = re;
    s[o + U_IM] = im;
    re *= a;
    im *= a;
    if (k === o - STRIDE) continue;
    s[k + U_RE]! += re;
    s[k + U_IM]! += im;
    re = 0;
    im = 0;
  }
}
