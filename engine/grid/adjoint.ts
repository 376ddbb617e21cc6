import { assert } from "#engine/assert.ts";
import { type PowerFlow, PowerFlowDivergedError } from "#engine/grid/powerFlow.ts";
import type { RadialNetwork } from "#engine/grid/radialNetwork.ts";

const ITERATIONS_MAX = 100;
/** Stops when what is still to come is this small a part of the gradient. */
const TOLERANCE = 1e-11;
/** Contraction up to which the next changes are counted on to shrink as the last one did. */
const CONTRACTION2_MAX = 0.0625;

/**
 * Gradient of a function of branch currents and bus voltages with respect to the load at every
 * bus, exact for the AC power flow, at the price of a few sweeps.
 *
 * With a = ∂C/∂J, b = ∂C/∂V (as complex numbers, dC = Re Σ conj(a) dJ + Re Σ conj(b) dV), B the
 * tree accumulation of the sweep, T = Bᵀ Z B and I = conj(S/V) + Y V the current of a bus:
 *
 *     dV = −T dI,   dI = conj(dS/V) + D conj(dV) + Y dV,   D = −conj(S/V²)
 *     g = Bᵀ(a − conj(Z) B b)
 *     y = g − conj(T) (D conj(y) + conj(Y) y)          fixed point; contracts like the sweep itself
 *     ∂C/∂p_n = Re(y_n / V_n),  ∂C/∂q_n = −Im(y_n / V_n)      p, q consumption
 *
 * Fill the seed columns, then `solve`; seeds stay until `clear`.
 */
export class Adjoint {
  readonly network: RadialNetwork;
  /** ∂C/∂J by branch, per pu of current. */
  readonly currentRe: Float64Array;
  readonly currentIm: Float64Array;
  /** ∂C/∂V by bus, per pu of voltage. */
  readonly voltageRe: Float64Array;
  readonly voltageIm: Float64Array;
  readonly #gRe: Float64Array;
  readonly #gIm: Float64Array;
  readonly #yRe: Float64Array;
  readonly #yIm: Float64Array;
  readonly #dRe: Float64Array;
  readonly #dIm: Float64Array;
  readonly #uRe: Float64Array;
  readonly #uIm: Float64Array;
  /** 1 / ratio. */
  readonly #gain: Float64Array;

  constructor(network: RadialNetwork) {
    const column = () => new Float64Array(network.busCount);
    this.network = network;
    this.currentRe = column();
    this.currentIm = column();
    this.voltageRe = column();
    this.voltageIm = column();
    this.#gRe = column();
    this.#gIm = column();
    this.#yRe = column();
    this.#yIm = column();
    this.#dRe = column();
    this.#dIm = column();
    this.#uRe = column();
    this.#uIm = column();
    this.#gain = network.ratio.map((ratio) => 1 / ratio);
  }

  /** Sets all seeds to zero. */
  clear(): void {
    this.currentRe.fill(0);
    this.currentIm.fill(0);
    this.voltageRe.fill(0);
    this.voltageIm.fill(0);
  }

  /**
   * Writes ∂C/∂p at the last solution of `powerFlow` to `gradient`, per kW more consumption, and
   * ∂C/∂q to `reactive` where it is given, per kvar.
   *
   * @param tolerance - Error of the gradient as a share of its length.
   * @throws {PowerFlowDivergedError} where the state is so close to collapse that no gradient exists.
   */
  solve(
    powerFlow: PowerFlow,
    gradient: Float64Array,
    reactive: Float64Array | null = null,
    tolerance = TOLERANCE,
  ): void {
    const { network } = this;
    const { busCount, sBaseKva, parent, r, x, shuntG, shuntB } = network;
    assert(powerFlow.network === network && gradient.length === busCount);
    const { e, f } = powerFlow;
    const gain = this.#gain;
    const gRe = this.#gRe;
    const gIm = this.#gIm;
    const yRe = this.#yRe;
    const yIm = this.#yIm;
    const uRe = this.#uRe;
    const uIm = this.#uIm;

    powerFlow.copyLoads(this.#dRe, this.#dIm);
    secondDerivative(e, f, this.#dRe, this.#dIm);
    uRe.set(this.voltageRe);
    uIm.set(this.voltageIm);
    gRe.set(this.currentRe);
    gIm.set(this.currentIm);
    gRe[0] = 0;
    gIm[0] = 0;
    accumulateAndPush(parent, gain, r, x, uRe, uIm, gRe, gIm);

    yRe.set(gRe);
    yIm.set(gIm);
    const enough = tolerance * tolerance * squaredNorm(gRe, gIm);
    let before = 0;
    for (let iteration = 1; ; iteration++) {
      respond(this.#dRe, this.#dIm, shuntG, shuntB, yRe, yIm, uRe, uIm);
      const change = iterate(parent, gain, r, x, uRe, uIm, gRe, gIm, yRe, yIm);
      if (change <= enough) break;
      const contraction2 = change / before;
      if (contraction2 < CONTRACTION2_MAX && 2 * change * contraction2 <= enough) break;
      before = change;
      if (iteration === ITERATIONS_MAX) {
        throw new PowerFlowDivergedError(ITERATIONS_MAX, network.busIds[largest(yRe, yIm)]!);
      }
    }
    divideByVoltage(e, f, yRe, yIm, sBaseKva, gradient, reactive);
  }
}

/** Re(y / V) and −Im(y / V), per unit of power instead of per base. */
function divideByVoltage(
  e: Float64Array,
  f: Float64Array,
  yRe: Float64Array,
  yIm: Float64Array,
  sBaseKva: number,
  gradient: Float64Array,
  reactive: Float64Array | null,
): void {
  for (let i = 0; i < e.length; i++) {
    const u = e[i]!;
    const v = f[i]!;
    const per = 1 / ((u * u + v * v) * sBaseKva);
    gradient[i] = (yRe[i]! * u + yIm[i]! * v) * per;
    if (reactive !== null) reactive[i] = (yRe[i]! * v - yIm[i]! * u) * per;
  }
}

function largest(re: Float64Array, im: Float64Array): number {
  let worst = 0;
  for (let i = 1; i < re.length; i++) {
    if (!(re[i]! ** 2 + im[i]! ** 2 <= re[worst]! ** 2 + im[worst]! ** 2)) worst = i;
  }
  return worst;
}

/** D = −conj(S / V²), written over S. */
function secondDerivative(
  e: Float64Array,
  f: Float64Array,
  dRe: Float64Array,
  dIm: Float64Array,
): void {
  for (let i = 0; i < e.length; i++) {
    const p = dRe[i]!;
    const q = dIm[i]!;
    const re = e[i]! * e[i]! - f[i]! * f[i]!;
    const im = 2 * e[i]! * f[i]!;
    const d = re * re + im * im;
    dRe[i] = -(p * re + q * im) / d;
    dIm[i] = (q * re - p * im) / d;
  }
}

/** u = D conj(y) + conj(Y) y: what the loads and shunts answer. */
function respond(
  dRe: Float64Array,
  dIm: Float64Array,
  g: Float64Array,
  b: Float64Array,
  yRe: Float64Array,
  yIm: Float64Array,
  uRe: Float64Array,
  uIm: Float64Array,
): void {
  for (let i = 0; i < yRe.length; i++) {
    const re = yRe[i]!;
    const im = yIm[i]!;
    uRe[i] = dRe[i]! * re + dIm[i]! * im + g[i]! * re + b[i]! * im;
    uIm[i] = dIm[i]! * re - dRe[i]! * im + g[i]! * im - b[i]! * re;
  }
}

/** u ← B u, then g ← Bᵀ(g − conj(Z) u); g holds the branch seeds on entry. */
function accumulateAndPush(
  parent: Int32Array,
  gain: Float64Array,
  r: Float64Array,
  x: Float64Array,
  uRe: Float64Array,
  uIm: Float64Array,
  gRe: Float64Array,
  gIm: Float64Array,
): void {
  for (let i = parent.length - 1; i > 0; i--) {
    uRe[parent[i]!]! += uRe[i]! * gain[i]!;
    uIm[parent[i]!]! += uIm[i]! * gain[i]!;
  }
  for (let i = 1; i < parent.length; i++) {
    const k = parent[i]!;
    gRe[i]! += gRe[k]! * gain[i]! - (r[i]! * uRe[i]! + x[i]! * uIm[i]!);
    gIm[i]! += gIm[k]! * gain[i]! - (r[i]! * uIm[i]! - x[i]! * uRe[i]!);
  }
}

/**
 * y ← g − conj(T) u; returns the squared change of y. The tree product overwrites u: on the way
 * down u of a bus is needed only until its own product stands there.
 */
function iterate(
  parent: Int32Array,
  gain: Float64Array,
  r: Float64Array,
  x: Float64Array,
  uRe: Float64Array,
  uIm: Float64Array,
  gRe: Float64Array,
  gIm: Float64Array,
  yRe: Float64Array,
  yIm: Float64Array,
): number {
  for (let i = parent.length - 1; i > 0; i--) {
    uRe[parent[i]!]! += uRe[i]! * gain[i]!;
    uIm[parent[i]!]! += uIm[i]! * gain[i]!;
  }
  uRe[0] = 0;
  uIm[0] = 0;
  let change = 0;
  for (let i = 1; i < parent.length; i++) {
    const k = parent[i]!;
    const re = uRe[i]!;
    const im = uIm[i]!;
    uRe[i] = uRe[k]! * gain[i]! + r[i]! * re + x[i]! * im;
    uIm[i] = uIm[k]! * gain[i]! + r[i]! * im - x[i]! * re;
    const dRe = gRe[i]! - uRe[i]! - yRe[i]!;
    const dIm = gIm[i]! - uIm[i]! - yIm[i]!;
    change += dRe * dRe + dIm * dIm;
    yRe[i]! += dRe;
    yIm[i]! += dIm;
  }
  return change;
}

function squaredNorm(re: Float64Array, im: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < re.length; i++) sum += re[i]! * re[i]! + im[i]! * im[i]!;
  return sum;
}
