import { assert } from "#engine/assert.ts";
import { cosDegree, sinDegree } from "#engine/grid/meshed/angles.ts";
import { SingularMatrixError } from "#engine/grid/meshed/checkedLu.ts";
import { linearStart } from "#engine/grid/meshed/linearStart.ts";
import { type Network, S_BASE_KVA } from "#engine/grid/meshed/network.ts";
import { PowerEquations } from "#engine/grid/meshed/powerEquations.ts";
import { PowerFlowDivergedError } from "#engine/grid/powerFlow.ts";

/**
 * Gradient of a function of branch currents and bus voltages with respect to the loads at every node, exact for the AC
 * power flow, at the price of one solution with the transposed Jacobian.
 *
 *     J dx = −dS,   dC = cᵀ dx   ⇒   ∂C/∂S = −J⁻ᵀ c        x: angles and logarithms of voltages
 *
 * `linearise` at a solution, fill the seeds with ∂C/∂V (as complex numbers, dC = Re Σ conj(w) dV), then `solve`.
 */
export class CaseAdjoint {
  readonly network: Network;
  /** ∂C/∂V by node, per pu of voltage. */
  readonly seedRe: Float64Array;
  readonly seedIm: Float64Array;
  readonly #equations: PowerEquations;
  readonly #x: Float64Array;

  constructor(network: Network) {
    this.network = network;
    this.seedRe = new Float64Array(network.nodeCount);
    this.seedIm = new Float64Array(network.nodeCount);
    this.#equations = new PowerEquations(network);
    this.#x = new Float64Array(2 * this.#equations.order.unknownCount);
  }

  /** Sets all seeds to zero. */
  clear(): void {
    this.seedRe.fill(0);
    this.seedIm.fill(0);
  }

  /** Replaces the seeds by the derivative of one node's voltage, pu. */
  seedVoltage(node: number): void {
    this.clear();
    const position = this.#equations.order.order.indexOf(node);
    const { e, f, v } = this.#equations;
    this.seedRe[node] = e[position]! / v[position]!;
    this.seedIm[node] = f[position]! / v[position]!;
  }

  /**
   * Takes the point at which gradients are asked for: node voltages of a solution. The loads' own dependence on the
   * voltage counts; their constant-power part, and so its replacement, does not matter.
   *
   * @throws {PowerFlowDivergedError} where the state is so close to collapse that no gradient exists.
   */
  linearise(e: Float64Array, f: Float64Array): void {
    this.#equations.loadNetwork();
    this.#equations.setVoltages(e, f);
    this.#guard(() => this.#equations.linearise());
  }

  /** Takes the network without any load, generation or feed-in as that point; held voltages stay held. */
  lineariseUnloaded(): void {
    const equations = this.#equations;
    const { matrix, order, load, isHeld, e, f, v } = equations;
    for (const column of [load.p, load.q, load.p1, load.q1, load.p2, load.q2]) column.fill(0);
    v.set(equations.sorted(this.network.setPointPu));
    const degree = equations.sorted(this.network.startDegree);
    const cos = degree.map(cosDegree);
    const sin = degree.map(sinDegree);
    const exists = linearStart(matrix, order, load, isHeld, v, cos, sin);
    assert(exists, "a network of passive branches has a state without load");
    for (let i = 0; i < v.length; i++) {
      e[i] = v[i]! * cos[i]!;
      f[i] = v[i]! * sin[i]!;
    }
    this.#guard(() => this.#equations.linearise());
  }

  /**
   * Writes the gradient per kW more consumption, and per kvar, of constant power at each node. Zero at the sources;
   * where the voltage is held, zero for reactive power.
   */
  solve(perKw: Float64Array, perKvar: Float64Array): void {
    const { order, e, f, isHeld, lu } = this.#equations;
    const { nodeCount } = this.network;
    assert(perKw.length === nodeCount && perKvar.length === nodeCount);
    const x = this.#x;
    for (let i = 0; i < order.unknownCount; i++) {
      const re = this.seedRe[order.order[i]!]!;
      const im = this.seedIm[order.order[i]!]!;
      x[2 * i] = im * e[i]! - re * f[i]!;
      x[2 * i + 1] = isHeld[i] ? 0 : re * e[i]! + im * f[i]!;
    }
    this.#guard(() => lu.solveTransposed(x));
    perKw.fill(0);
    perKvar.fill(0);
    for (let i = 0; i < order.unknownCount; i++) {
      perKw[order.order[i]!] = -x[2 * i]! / S_BASE_KVA;
      perKvar[order.order[i]!] = isHeld[i] ? 0 : -x[2 * i + 1]! / S_BASE_KVA;
    }
  }

  #guard(run: () => void): void {
    try {
      run();
    } catch (error) {
      if (!(error instanceof SingularMatrixError)) throw error;
      const { v, order } = this.#equations;
      let lowest = 0;
      for (let i = 0; i < order.unknownCount; i++) if (v[i]! < v[lowest]!) lowest = i;
      throw new PowerFlowDivergedError(0, this.network.nodeName[order.order[lowest]!]!);
    }
  }
}
