import { assert } from "#engine/assert.ts";
import { type AdmittanceMatrix, admittanceMatrix } from "#engine/grid/meshed/admittanceMatrix.ts";
import type { BlockMatrix } from "#engine/grid/meshed/blockLu.ts";
import { CheckedLu, SingularMatrixError } from "#engine/grid/meshed/checkedLu.ts";
import { type EliminationOrder, eliminationOrder } from "#engine/grid/meshed/eliminationOrder.ts";
import { linearStart } from "#engine/grid/meshed/linearStart.ts";
import { HELD_NODE, type Network, S_BASE_KVA, SOURCE_NODE } from "#engine/grid/meshed/network.ts";
import type { NodeSolver } from "#engine/grid/meshed/nodeSolver.ts";
import {
  type LoadColumns,
  powerJacobian,
  powerMismatch,
} from "#engine/grid/meshed/powerMismatch.ts";
import { PowerFlowDivergedError } from "#engine/grid/powerFlow.ts";

const HALVINGS_MAX = 8;

export interface NewtonSettings {
  /** Largest error of a bus voltage, pu, and of its angle, radian. */
  readonly tolerancePu: number;
  /** Of each of the two attempts. */
  readonly iterationsMax: number;
}

/**
 * AC power flow of any network by Newton's method. What follows from the topology (order of elimination, patterns) is
 * worked out once; `solve` may be called again and again with other loads, allocates nothing, and its result depends on
 * its input alone. Reactive limits of generators are not enforced.
 *
 * A step that would leave more imbalance than before is halved. After a full step the new imbalance is solved with the
 * factors at hand: that is the error of the voltages to second order, and once it is within the tolerance it is taken
 * off and the method ends. From flat start first; if that fails, from the solution with loads as impedances.
 */
export class Newton implements NodeSolver {
  readonly network: Network;
  readonly method = "newton";
  readonly e: Float64Array;
  readonly f: Float64Array;
  /** Largest imbalance of a node in the last solution, kVA. */
  mismatchKva = 0;
  readonly #settings: NewtonSettings;
  readonly #order: EliminationOrder;
  readonly #matrix: AdmittanceMatrix;
  readonly #jacobian: BlockMatrix;
  readonly #lu: CheckedLu;
  readonly #isHeld: Uint8Array;
  readonly #load: LoadColumns;
  readonly #v: Float64Array;
  readonly #theta: Float64Array;
  readonly #e: Float64Array;
  readonly #f: Float64Array;
  readonly #startV: Float64Array;
  readonly #startTheta: Float64Array;
  readonly #mismatch: Float64Array;
  readonly #step: Float64Array;

  constructor(network: Network, settings: Partial<NewtonSettings> = {}) {
    const { tolerancePu = 1e-9, iterationsMax = 40 } = settings;
    assert(tolerancePu > 0 && iterationsMax >= 1);
    const count = network.nodeCount;
    const isKnown = network.nodeKind.map((kind) => (kind === SOURCE_NODE ? 1 : 0));
    this.network = network;
    this.#settings = { tolerancePu, iterationsMax };
    this.#order = eliminationOrder(admittanceMatrix(network), isKnown);
    this.#matrix = admittanceMatrix(network, this.#order.order);
    const { order, unknownCount } = this.#order;
    const { start, column } = this.#matrix;
    this.#jacobian = { start, column, block: new Float64Array(4 * start[unknownCount]!) };
    this.#lu = new CheckedLu(this.#jacobian, this.#order);
    const sorted = (values: Float64Array) => Float64Array.from(order, (node) => values[node]!);
    this.#isHeld = Uint8Array.from(order, (n) => (network.nodeKind[n] === HELD_NODE ? 1 : 0));
    this.#load = {
      p: sorted(network.load.p),
      q: sorted(network.load.q),
      p1: sorted(network.load.p1),
      q1: sorted(network.load.q1),
      p2: sorted(network.load.p2),
      q2: sorted(network.load.q2),
    };
    this.#startV = sorted(network.setPointPu);
    this.#startTheta = sorted(network.startAngle);
    const column64 = () => new Float64Array(count);
    this.e = column64();
    this.f = column64();
    this.#v = column64();
    this.#theta = column64();
    this.#e = column64();
    this.#f = column64();
    this.#mismatch = new Float64Array(2 * unknownCount);
    this.#step = new Float64Array(2 * unknownCount);
  }

  get pivotedCount(): number {
    return this.#lu.pivotedCount;
  }

  /** Iterations of a failed first attempt count. */
  solve(pKw?: Float64Array, qKvar?: Float64Array): number {
    const { order, unknownCount } = this.#order;
    const { load, nodeCount } = this.network;
    assert((pKw?.length ?? nodeCount) === nodeCount && (qKvar?.length ?? nodeCount) === nodeCount);
    for (let i = 0; i < nodeCount; i++) {
      const node = order[i]!;
      this.#load.p[i] = pKw === undefined ? load.p[node]! : pKw[node]! / S_BASE_KVA;
      this.#load.q[i] = qKvar === undefined ? load.q[node]! : qKvar[node]! / S_BASE_KVA;
    }
    this.#v.set(this.#startV);
    this.#theta.set(this.#startTheta);
    let iterations = this.#iterate();
    if (iterations < 0) {
      iterations = this.#settings.iterationsMax;
      const again = this.#startLinear() ? this.#iterate() : -1;
      if (again < 0) {
        throw new PowerFlowDivergedError(iterations * 2, this.network.nodeName[this.#worstNode()]!);
      }
      iterations += again;
    }
    for (let i = 0; i < nodeCount; i++) {
      this.e[order[i]!] = this.#e[i]!;
      this.f[order[i]!] = this.#f[i]!;
    }
    this.#balance();
    let largest = 0;
    for (let i = 0; i < unknownCount; i++) {
      const size = Math.hypot(this.#mismatch[2 * i]!, this.#mismatch[2 * i + 1]!);
      if (size > largest) largest = size;
    }
    this.mismatchKva = largest * S_BASE_KVA;
    return iterations;
  }

  /** Iterations until the voltages stand, −1 when they do not. */
  #iterate(): number {
    const step = this.#step;
    const { tolerancePu, iterationsMax } = this.#settings;
    let norm = this.#balance();
    for (let iteration = 1; iteration <= iterationsMax; iteration++) {
      if (!Number.isFinite(norm)) return -1;
      if (!this.#findStep()) return -1;
      this.#move(step, -1);
      let part = 1;
      let next = this.#balance();
      for (let halving = 0; halving < HALVINGS_MAX && !(next < norm || next === 0); halving++) {
        part /= 2;
        this.#move(step, part);
        next = this.#balance();
      }
      norm = next;
      if (part < 1 || !Number.isFinite(norm)) continue;
      step.set(this.#mismatch);
      this.#lu.solve(step);
      if (largest(step) > tolerancePu) continue;
      this.#move(step, -1);
      return iteration;
    }
    return -1;
  }

  #findStep(): boolean {
    const { unknownCount } = this.#order;
    const { start, column, re, im } = this.#matrix;
    powerJacobian(
      unknownCount,
      start,
      column,
      re,
      im,
      this.#e,
      this.#f,
      this.#v,
      this.#isHeld,
      this.#load,
      this.#jacobian.block,
    );
    this.#step.set(this.#mismatch);
    try {
      this.#lu.factorise();
      this.#lu.solve(this.#step);
      return true;
    } catch (error) {
      if (error instanceof SingularMatrixError) return false;
      throw error;
    }
  }

  /** Brings voltages up to date and writes the imbalance; returns its squared norm. */
  #balance(): number {
    const { unknownCount } = this.#order;
    const { start, column, re, im, size } = this.#matrix;
    for (let i = 0; i < size; i++) {
      this.#e[i] = this.#v[i]! * Math.cos(this.#theta[i]!);
      this.#f[i] = this.#v[i]! * Math.sin(this.#theta[i]!);
    }
    powerMismatch(
      unknownCount,
      start,
      column,
      re,
      im,
      this.#e,
      this.#f,
      this.#v,
      this.#isHeld,
      this.#load,
      this.#mismatch,
    );
    let norm = 0;
    for (let i = 0; i < 2 * unknownCount; i++) norm += this.#mismatch[i]! * this.#mismatch[i]!;
    return norm;
  }

  #move(step: Float64Array, part: number): void {
    for (let i = 0; i < this.#order.unknownCount; i++) {
      this.#theta[i]! += part * step[2 * i]!;
      this.#v[i]! *= Math.exp(part * step[2 * i + 1]!);
    }
  }

  #startLinear(): boolean {
    this.#v.set(this.#startV);
    this.#theta.set(this.#startTheta);
    const order = this.#order;
    return linearStart(this.#matrix, order, this.#load, this.#isHeld, this.#v, this.#theta);
  }

  #worstNode(): number {
    const { order, unknownCount } = this.#order;
    let worst = 0;
    let most = -1;
    for (let i = 0; i < unknownCount; i++) {
      const size = Math.hypot(this.#mismatch[2 * i]!, this.#mismatch[2 * i + 1]!);
      if (!Number.isFinite(size)) return order[i]!;
      if (size > most) {
        most = size;
        worst = i;
      }
    }
    return order[worst]!;
  }
}

function largest(x: Float64Array): number {
  let max = 0;
  for (let i = 0; i < x.length; i++) {
    const size = Math.abs(x[i]!);
    if (!(size <= max)) max = size;
  }
  return max;
}
