/*
 * Kernels of the Newton method in polar form. Unknown of a node: its angle θ and the logarithm of its voltage v. With
 * s_ik = V_i conj(Y_ik V_k) and S_i = Σ_k s_ik the derivatives need no trigonometry:
 *
 *     i ≠ k:  ∂S_i/∂θ_k = −j s_ik              ∂S_i/∂ln v_k = s_ik
 *             ∂S_i/∂θ_i = j (S_i − s_ii)       ∂S_i/∂ln v_i = S_i + s_ii
 *
 * A node whose voltage is held has no equation for reactive power: in its place stands Δ ln v = 0.
 */

/** Columns of power by node: what is drawn at the voltage v is p + p1 v + p2 v². */
export interface LoadColumns {
  readonly p: Float64Array;
  readonly q: Float64Array;
  readonly p1: Float64Array;
  readonly q1: Float64Array;
  readonly p2: Float64Array;
  readonly q2: Float64Array;
}

/** Writes what each of the first `count` nodes is short of balance (injected by the network plus drawn), pu. */
export function powerMismatch(
  count: number,
  start: Int32Array,
  column: Int32Array,
  yRe: Float64Array,
  yIm: Float64Array,
  e: Float64Array,
  f: Float64Array,
  v: Float64Array,
  isHeld: Uint8Array,
  load: LoadColumns,
  out: Float64Array,
): void {
  const { p, q, p1, q1, p2, q2 } = load;
  for (let i = 0; i < count; i++) {
    let re = 0;
    let im = 0;
    for (let k = start[i]!; k < start[i + 1]!; k++) {
      const j = column[k]!;
      re += yRe[k]! * e[j]! - yIm[k]! * f[j]!;
      im += yRe[k]! * f[j]! + yIm[k]! * e[j]!;
    }
    const size = v[i]!;
    out[2 * i] = e[i]! * re + f[i]! * im + p[i]! + size * (p1[i]! + size * p2[i]!);
    out[2 * i + 1] = isHeld[i]
      ? 0
      : f[i]! * re - e[i]! * im + q[i]! + size * (q1[i]! + size * q2[i]!);
  }
}

/** Writes the Jacobian of `powerMismatch`, one block [P_θ P_v; Q_θ Q_v] per entry of the admittance matrix. */
export function powerJacobian(
  count: number,
  start: Int32Array,
  column: Int32Array,
  yRe: Float64Array,
  yIm: Float64Array,
  e: Float64Array,
  f: Float64Array,
  v: Float64Array,
  isHeld: Uint8Array,
  load: LoadColumns,
  block: Float64Array,
): void {
  const { p1, q1, p2, q2 } = load;
  for (let i = 0; i < count; i++) {
    const a = e[i]!;
    const b = f[i]!;
    let sumP = 0;
    let sumQ = 0;
    let diagonal = -1;
    for (let k = start[i]!; k < start[i + 1]!; k++) {
      const j = column[k]!;
      const re = yRe[k]! * e[j]! - yIm[k]! * f[j]!;
      const im = yRe[k]! * f[j]! + yIm[k]! * e[j]!;
      const p = a * re + b * im;
      const q = b * re - a * im;
      sumP += p;
      sumQ += q;
      block[4 * k] = q;
      block[4 * k + 1] = p;
      block[4 * k + 2] = isHeld[i] ? 0 : -p;
      block[4 * k + 3] = isHeld[i] ? 0 : q;
      if (j === i) diagonal = k;
    }
    const at = 4 * diagonal;
    const p = block[at + 1]!;
    const q = block[at]!;
    const size = v[i]!;
    block[at] = q - sumQ;
    block[at + 1] = sumP + p + size * (p1[i]! + 2 * size * p2[i]!);
    block[at + 2] = isHeld[i] ? 0 : sumP - p;
    block[at + 3] = isHeld[i] ? 1 : sumQ + q + size * (q1[i]! + 2 * size * q2[i]!);
  }
}
