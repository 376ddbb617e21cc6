import * as record from "#engine/grid/adjointRecord.ts";
import type { RadialNetwork } from "#engine/grid/radialNetwork.ts";

// Folded into the code; as imports they would be read and checked at each use.
const { D_IM, D_RE, GAIN, G_IM, G_RE, R, SHUNT_B, SHUNT_G } = record;
const { STRIDE, T_IM, T_RE, U_IM, U_RE, X, Y_IM, Y_RE } = record;

/** Everything about a bus side by side, see `SweepRecords`. */
export interface AdjointRecords {
  readonly busCount: number;
  /** Where the record of the bus above begins; negative at the source. */
  readonly above: Int32Array;
  readonly state: Float64Array;
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
  const state = new Float64Array(STRIDE * busCount);
  for (let i = 0; i < busCount; i++) {
    state[STRIDE * i + R] = r[i]!;
    state[STRIDE * i + X] = x[i]!;
    state[STRIDE * i + GAIN] = 1 / ratio[i]!;
    state[STRIDE * i + SHUNT_G] = shuntG[i]!;
    state[STRIDE * i + SHUNT_B] = shuntB[i]!;
  }
  return {
    busCount,
    above: parent.map((k) => STRIDE * k),
    state,
    p: new Float64Array(busCount),
    q: new Float64Array(busCount),
  };
}

/** Writes b to u, a to g, and D = −conj(S / V²). */
export function startAdjoint(
  { busCount, state: s, p: loadP, q: loadQ }: AdjointRecords,
  { e, f }: { readonly e: Float64Array; readonly f: Float64Array },
  { currentRe, currentIm, voltageRe, voltageIm }: AdjointSeeds,
): void {
  for (let i = 0, o = 0; i < busCount; i++, o += STRIDE) {
    const u = e[i]!;
    const v = f[i]!;
    const p = loadP[i]!;
    const q = loadQ[i]!;
    const re = u * u - v * v;
    const im = 2 * u * v;
    const d = re * re + im * im;
    s[o + D_RE] = -(p * re + q * im) / d;
    s[o + D_IM] = (q * re - p * im) / d;
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
  s[Y_RE] = 0;
  s[Y_IM] = 0;
  for (let i = 1, o = STRIDE; i < busCount; i++, o += STRIDE) {
    const k = above[i]!;
    const a = s[o + GAIN]!;
    const r = s[o + R]!;
    const x = s[o + X]!;
    const re = s[o + U_RE]!;
    const im = s[o + U_IM]!;
    const gRe = s[o + G_RE]! + (s[k + G_RE]! * a - (r * re + x * im));
    const gIm = s[o + G_IM]! + (s[k + G_IM]! * a - (r * im - x * re));
    s[o + G_RE] = gRe;
    s[o + G_IM] = gIm;
    sum += gRe * gRe + gIm * gIm;
    respond(s, o, gRe, gIm);
  }
  return sum;
}

/** y ← g − conj(T) u, u ← what answers it; returns the squared change of y. */
export function iterate(records: AdjointRecords): number {
  const { busCount, above, state: s } = records;
  accumulate(records);
  let change = 0;
  for (let i = 1, o = STRIDE; i < busCount; i++, o += STRIDE) {
    const k = above[i]!;
    const a = s[o + GAIN]!;
    const r = s[o + R]!;
    const x = s[o + X]!;
    const re = s[o + U_RE]!;
    const im = s[o + U_IM]!;
    const tRe = s[k + T_RE]! * a + r * re + x * im;
    const tIm = s[k + T_IM]! * a + r * im - x * re;
    s[o + T_RE] = tRe;
    s[o + T_IM] = tIm;
    const yRe = s[o + Y_RE]!;
    const yIm = s[o + Y_IM]!;
    const dRe = s[o + G_RE]! - tRe - yRe;
    const dIm = s[o + G_IM]! - tIm - yIm;
    change += dRe * dRe + dIm * dIm;
    respond(s, o, yRe + dRe, yIm + dIm);
  }
  return change;
}

/** u ← B u. */
function accumulate({ busCount, above, state: s }: AdjointRecords): void {
  for (let i = busCount - 1, o = STRIDE * i; i > 0; i--, o -= STRIDE) {
    const k = above[i]!;
    const a = s[o + GAIN]!;
    s[k + U_RE]! += s[o + U_RE]! * a;
    s[k + U_IM]! += s[o + U_IM]! * a;
  }
}

/** Writes y of a bus, and u = D conj(y) + conj(Y) y: what its load and shunts answer. */
function respond(s: Float64Array, o: number, re: number, im: number): void {
  const dRe = s[o + D_RE]!;
  const dIm = s[o + D_IM]!;
  const g = s[o + SHUNT_G]!;
  const b = s[o + SHUNT_B]!;
  s[o + Y_RE] = re;
  s[o + Y_IM] = im;
  s[o + U_RE] = dRe * re + dIm * im + g * re + b * im;
  s[o + U_IM] = dIm * re - dRe * im + g * im - b * re;
}
