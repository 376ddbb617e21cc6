import { assert } from "#engine/assert.ts";
import { cosDegree, sinDegree } from "#engine/grid/meshed/angles.ts";
import { SingularMatrixError } from "#engine/grid/meshed/checkedLu.ts";
import { linearStart } from "#engine/grid/meshed/linearStart.ts";
import { type Network, S_BASE_KVA } from "#engine/grid/meshed/network.ts";
import type { NodeSolver } from "#engine/grid/meshed/nodeSolver.ts";
import { PowerEquations } from "#engine/grid/meshed/powerEquations.ts";
import { PowerFlowDivergedError } from "#engine/grid/powerFlow.ts";

export interface NewtonSettings {
  /** Largest error of a bus voltage, pu, and of its angle, radian. */
  readonly tolerancePu: number;
  /** Of each of the two attempts. */
  readonly iterationsMax: number;
}

/**
 * AC power flow of any network by Newton's method. What follows from the topology (order of elimination, patterns) is
 * worked out once; `solve` may be called again and again with other loads, and its result depends on its input alone.
 * Reactive limits of generators are not enforced.
 *
 * After each step the new imbalance is solved with the factors at hand: that is the error of the voltages to second
 * order, and once it is within the tolerance it is taken off and the method ends. From flat start first; if that fails,
 * from the solution with loads as impedances. Steps are taken whole: cut short they go on where the flat start leads
 * nowhere, but to voltages below those at which a network is operated.
 */
export class Newton implements NodeSolver {
  readonly network: Network;
  readonly method = "newton";
  readonly e: Float64Array;
  readonly f: Float64Array;
  /** Largest imbalance of a node in the last solution, kVA. */
  mismatchKva = 0;
  readonly #tolerancePu: number;
  readonly #iterationsMax: number;
  readonly #equations: PowerEquations;
  /** Direction of each voltage. */
  readonly #cos: Float64Array;
  readonly #sin: Float64Array;
  readonly #startV: Float64Array;
  readonly #startCos: Float64Array;
  readonly #startSin: Float64Array;
  readonly #mismatch: Float64Array;
  readonly #step: Float64Array;
  #iterations = 0;

  constructor(network: Network, settings: Partial<NewtonSettings> = {}) {
    const { tolerancePu = 1e-9, iterationsMax = 25 } = settings;
    assert(tolerancePu > 0 && iterationsMax >= 1);
    this.network = network;
    this.#tolerancePu = tolerancePu;
    this.#iterationsMax = iterationsMax;
    this.#equations = new PowerEquations(network);
    const { unknownCount } = this.#equations.order;
    this.#startV = this.#equations.sorted(network.setPointPu);
    const startDegree = this.#equations.sorted(network.startDegree);
    this.#startCos = startDegree.map(cosDegree);
    this.#startSin = startDegree.map(sinDegree);
    const column = () => new Float64Array(network.nodeCount);
    this.#cos = column();
    this.#sin = column();
    this.e = column();
    this.f = column();
    this.#mismatch = new Float64Array(2 * unknownCount);
    this.#step = new Float64Array(2 * unknownCount);
  }

  get pivotedCount(): number {
    return this.#equations.lu.pivotedCount;
  }

  /** Iterations of a failed first attempt count. */
  solve(pKw?: Float64Array, qKvar?: Float64Array): number {
    this.#setLoads(pKw, qKvar);
    this.#iterations = 0;
    if (!this.#iterate() && !(this.#startLinear() && this.#iterate())) {
      throw new PowerFlowDivergedError(this.#iterations, this.network.nodeName[this.#worst()]!);
    }
    const { order, e, f } = this.#equations;
    for (let i = 0; i < this.network.nodeCount; i++) {
      this.e[order.order[i]!] = e[i]!;
      this.f[order.order[i]!] = f[i]!;
    }
    let largest = 0;
    for (let i = 0; i < order.unknownCount; i++) largest = Math.max(largest, this.#imbalance(i));
    this.mismatchKva = largest * S_BASE_KVA;
    return this.#iterations;
  }

  #setLoads(pKw: Float64Array | undefined, qKvar: Float64Array | undefined): void {
    const { load, nodeCount } = this.network;
    const { order, load: own } = this.#equations;
    assert((pKw?.length ?? nodeCount) === nodeCount && (qKvar?.length ?? nodeCount) === nodeCount);
    for (let i = 0; i < nodeCount; i++) {
      const node = order.order[i]!;
      own.p[i] = pKw === undefined ? load.p[node]! : pKw[node]! / S_BASE_KVA;
      own.q[i] = qKvar === undefined ? load.q[node]! : qKvar[node]! / S_BASE_KVA;
    }
    this.#startFlat();
  }

  #startFlat(): void {
    this.#equations.v.set(this.#startV);
    this.#cos.set(this.#startCos);
    this.#sin.set(this.#startSin);
  }

  /** Returns whether the voltages came to stand. */
  #iterate(): boolean {
    const step = this.#step;
    let norm = this.#balance();
    for (let iteration = 1; iteration <= this.#iterationsMax; iteration++) {
      if (!Number.isFinite(norm)) return false;
      this.#iterations++;
      try {
        this.#equations.linearise();
        step.set(this.#mismatch);
        this.#equations.lu.solve(step);
        this.#move(step);
        norm = this.#balance();
        if (largest(step) <= this.#tolerancePu) return true;
        if (!Number.isFinite(norm)) return false;
        step.set(this.#mismatch);
        this.#equations.lu.solve(step);
      } catch (error) {
        if (error instanceof SingularMatrixError) return false;
        throw error;
      }
      if (largest(step) > this.#tolerancePu) continue;
      this.#move(step);
      this.#balance();
      return true;
    }
    return false;
  }

  /** Brings voltages up to date and writes the imbalance; returns its squared norm. */
  #balance(): number {
    const { e, f, v } = this.#equations;
    for (let i = 0; i < v.length; i++) {
      e[i] = v[i]! * this.#cos[i]!;
      f[i] = v[i]! * this.#sin[i]!;
    }
    this.#equations.mismatch(this.#mismatch);
    let norm = 0;
    for (let i = 0; i < this.#mismatch.length; i++) norm += this.#mismatch[i]! ** 2;
    return norm;
  }

  #move(step: Float64Array): void {
    const { order, v } = this.#equations;
    moveVoltages(order.unknownCount, step, v, this.#cos, this.#sin);
  }

  #startLinear(): boolean {
    const { matrix, order, load, isHeld, v } = this.#equations;
    this.#startFlat();
    return linearStart(matrix, order, load, isHeld, v, this.#cos, this.#sin);
  }

  #imbalance(position: number): number {
    return Math.hypot(this.#mismatch[2 * position]!, this.#mismatch[2 * position + 1]!);
  }

  /** The node with the largest imbalance, or the first where it is no number. */
  #worst(): number {
    const { order, unknownCount } = this.#equations.order;
    let worst = 0;
    for (let i = 0; i < unknownCount; i++) {
      if (!Number.isFinite(this.#imbalance(i))) return order[i]!;
      if (this.#imbalance(i) > this.#imbalance(worst)) worst = i;
    }
    return order[worst]!;
  }
}

/**
 * Takes a step off: turns by its angle a and multiplies by e^b up to terms of higher order, which Newton's method does not need: the
 * Cayley transform (1 + j a/2) / (1 − j a/2) has length 1 like e^(j a), and 1 + b + b²/2 is positive like e^b.
 */
function moveVoltages(
  count: number,
  step: Float64Array,
  v: Float64Array,
  cos: Float64Array,
  sin: Float64Array,
): void {
  for (let i = 0; i < count; i++) {
    const half = -step[2 * i]! / 2;
    const growth = -step[2 * i + 1]!;
    const length = 1 + half * half;
    const turnCos = (1 - half * half) / length;
    const turnSin = (2 * half) / length;
    const re = cos[i]! * turnCos - sin[i]! * turnSin;
    const im = cos[i]! * turnSin + sin[i]! * turnCos;
    // Rounding must not let the direction grow or shrink from step to step.
    const rest = 1 / Math.sqrt(re * re + im * im);
    cos[i] = re * rest;
    sin[i] = im * rest;
    v[i]! *= 1 + growth + (growth * growth) / 2;
  }
}

/** NaN is larger than all. */
function largest(x: Float64Array): number {
  let max = 0;
  for (let i = 0; i < x.length; i++) {
    const size = Math.abs(x[i]!);
    if (!(size <= max)) max = size;
  }
  return max;
}
