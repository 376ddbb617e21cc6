import { assert } from "#engine/assert.ts";
import type { RadialNetwork } from "#engine/grid/radialNetwork.ts";

/** The sweep found no operating point: the network cannot carry this load. */
export class PowerFlowDivergedError extends Error {
  override readonly name = "PowerFlowDivergedError";
  readonly iterations: number;
  /** Bus whose voltage still moves most. */
  readonly worstBusId: string;

  constructor(iterations: number, worstBusId: string) {
    super(`power flow did not converge in ${iterations} iterations; worst at bus ${worstBusId}`);
    this.iterations = iterations;
    this.worstBusId = worstBusId;
  }
}

export interface PowerFlowSettings {
  /** Largest error of a bus voltage, pu. */
  readonly tolerancePu: number;
  readonly iterationsMax: number;
}

/**
 * AC power flow of a balanced radial network with constant-power loads, by backward-forward sweep.
 * Starts from the unloaded voltages each time, so a result depends on its input alone. The arrays
 * are overwritten by the next `solve`.
 */
export class PowerFlow {
  readonly network: RadialNetwork;
  /** Bus voltage, real and imaginary part, pu. */
  readonly e: Float64Array;
  readonly f: Float64Array;
  /** Series current of each branch at its lower side, pu, flowing down; index 0: the whole import. */
  readonly branchCurrentRe: Float64Array;
  readonly branchCurrentIm: Float64Array;
  /** The load that was solved, pu, consumption positive. */
  readonly loadP: Float64Array;
  readonly loadQ: Float64Array;
  readonly #tolerance2: number;
  readonly #iterationsMax: number;
  readonly #flat: Float64Array;
  readonly #gain: Float64Array;

  constructor(network: RadialNetwork, settings: Partial<PowerFlowSettings> = {}) {
    const { tolerancePu = 1e-8, iterationsMax = 100 } = settings;
    assert(tolerancePu > 0 && iterationsMax >= 1);
    const { busCount, parent, ratio } = network;
    this.network = network;
    this.e = new Float64Array(busCount);
    this.f = new Float64Array(busCount);
    this.branchCurrentRe = new Float64Array(busCount);
    this.branchCurrentIm = new Float64Array(busCount);
    this.loadP = new Float64Array(busCount);
    this.loadQ = new Float64Array(busCount);
    this.#tolerance2 = tolerancePu * tolerancePu;
    this.#iterationsMax = iterationsMax;
    this.#gain = ratio.map((value) => 1 / value);
    this.#flat = new Float64Array(busCount);
    this.#flat[0] = network.sourceVoltagePu;
    for (let i = 1; i < busCount; i++) this.#flat[i] = this.#flat[parent[i]!]! * this.#gain[i]!;
  }

  /**
   * Solves for one set of loads.
   *
   * @param pKw - Consumption at each bus, kW; feed-in negative.
   * @param qKvar - Reactive consumption at each bus, kvar.
   * @returns the number of iterations.
   * @throws {PowerFlowDivergedError} when there is no solution, or a load is not a number.
   */
  solve(pKw: Float64Array, qKvar: Float64Array): number {
    const { busCount, sBaseKva } = this.network;
    assert(pKw.length === busCount && qKvar.length === busCount);
    const perBase = 1 / sBaseKva;
    for (let i = 0; i < busCount; i++) {
      this.loadP[i] = pKw[i]! * perBase;
      this.loadQ[i] = qKvar[i]! * perBase;
    }
    this.e.set(this.#flat);
    this.f.fill(0);
    const iterations = this.#sweep(this.#tolerance2, this.#iterationsMax);
    if (iterations < 0) throw new PowerFlowDivergedError(this.#iterationsMax, this.#worstBus());
    return iterations;
  }

  #sweep(tolerance2: number, iterationsMax: number): number {
    const { parent, r, x, shuntG, shuntB } = this.network;
    return sweepRadial(
      parent,
      this.#gain,
      r,
      x,
      shuntG,
      shuntB,
      this.loadP,
      this.loadQ,
      this.e,
      this.f,
      this.branchCurrentRe,
      this.branchCurrentIm,
      tolerance2,
      iterationsMax,
    );
  }

  #worstBus(): string {
    const wrong = this.loadP.findIndex((p, i) => !Number.isFinite(p + this.loadQ[i]!));
    if (wrong >= 0) return this.network.busIds[wrong]!;
    const before = [this.e.slice(), this.f.slice()] as const;
    this.#sweep(0, 1);
    let worst = 0;
    let most = 0;
    for (let i = 0; i < before[0].length; i++) {
      const moved = Math.hypot(this.e[i]! - before[0][i]!, this.f[i]! - before[1][i]!);
      if (moved > most) [worst, most] = [i, moved];
      if (Number.isNaN(moved)) return this.network.busIds[i]!;
    }
    return this.network.busIds[worst]!;
  }
}

/**
 * Backward-forward sweep, per unit, S = V conj(I), consumption positive.
 *
 *     I_i = conj(S_i / V_i) + (g_i + j b_i) V_i                load and shunt current
 *     J_i = I_i + Σ gain_c J_c                                 backward; c: the children of i
 *     V_i = gain_i V_parent − (r_i + j x_i) J_i                forward
 *
 * gain = 1/ratio. Stops when the squared 2-norm of the voltage change, a bound on the largest
 * change, is below the tolerance, or will be after one more step at the observed contraction
 * ρ < 1/4: change · ρ/(1 − ρ) < tolerance. Then the currents are taken once more from the last
 * voltages, so that loads are met exactly. Returns the iterations, −1 without convergence.
 */
function sweepRadial(
  parent: Int32Array,
  gain: Float64Array,
  r: Float64Array,
  x: Float64Array,
  g: Float64Array,
  b: Float64Array,
  p: Float64Array,
  q: Float64Array,
  e: Float64Array,
  f: Float64Array,
  jr: Float64Array,
  ji: Float64Array,
  tolerance2: number,
  iterationsMax: number,
): number {
  let before = 0;
  for (let iteration = 1; iteration <= iterationsMax; iteration++) {
    sweepBackward(parent, gain, g, b, p, q, e, f, jr, ji);
    const change = sweepForward(parent, gain, r, x, e, f, jr, ji);
    const contraction2 = iteration > 1 ? change / before : 1;
    const next = contraction2 < 0.0625 ? change * contraction2 * 1.78 : change;
    if (next < tolerance2) {
      sweepBackward(parent, gain, g, b, p, q, e, f, jr, ji);
      return iteration;
    }
    before = change;
  }
  return -1;
}

function sweepBackward(
  parent: Int32Array,
  gain: Float64Array,
  g: Float64Array,
  b: Float64Array,
  p: Float64Array,
  q: Float64Array,
  e: Float64Array,
  f: Float64Array,
  jr: Float64Array,
  ji: Float64Array,
): void {
  const n = parent.length;
  for (let i = 0; i < n; i++) {
    const u = e[i]!;
    const v = f[i]!;
    const d = 1 / (u * u + v * v);
    jr[i] = (p[i]! * u + q[i]! * v) * d + g[i]! * u - b[i]! * v;
    ji[i] = (p[i]! * v - q[i]! * u) * d + g[i]! * v + b[i]! * u;
  }
  for (let i = n - 1; i > 0; i--) {
    const k = parent[i]!;
    jr[k]! += gain[i]! * jr[i]!;
    ji[k]! += gain[i]! * ji[i]!;
  }
}

function sweepForward(
  parent: Int32Array,
  gain: Float64Array,
  r: Float64Array,
  x: Float64Array,
  e: Float64Array,
  f: Float64Array,
  jr: Float64Array,
  ji: Float64Array,
): number {
  const n = parent.length;
  let change = 0;
  for (let i = 1; i < n; i++) {
    const k = parent[i]!;
    const c = jr[i]!;
    const d = ji[i]!;
    const u = e[k]! * gain[i]! - (r[i]! * c - x[i]! * d);
    const v = f[k]! * gain[i]! - (r[i]! * d + x[i]! * c);
    const du = u - e[i]!;
    const dv = v - f[i]!;
    change += du * du + dv * dv;
    e[i] = u;
    f[i] = v;
  }
  return change;
}
