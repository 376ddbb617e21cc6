import { type AdmittanceMatrix, admittanceMatrix } from "#engine/grid/meshed/admittanceMatrix.ts";
import type { BlockMatrix } from "#engine/grid/meshed/blockLu.ts";
import { CheckedLu } from "#engine/grid/meshed/checkedLu.ts";
import { type EliminationOrder, eliminationOrder } from "#engine/grid/meshed/eliminationOrder.ts";
import { HELD_NODE, type Network, SOURCE_NODE } from "#engine/grid/meshed/network.ts";
import {
  type LoadColumns,
  powerJacobian,
  powerMismatch,
} from "#engine/grid/meshed/powerMismatch.ts";

/**
 * The power flow equations of a network, in the order of elimination: position i is node `order.order[i]`. What follows
 * from the topology is worked out once; voltages and loads are columns to be filled.
 */
export class PowerEquations {
  readonly network: Network;
  readonly order: EliminationOrder;
  readonly matrix: AdmittanceMatrix;
  readonly lu: CheckedLu;
  readonly isHeld: Uint8Array;
  readonly load: LoadColumns;
  readonly v: Float64Array;
  readonly e: Float64Array;
  readonly f: Float64Array;
  readonly #jacobian: BlockMatrix;

  constructor(network: Network) {
    const isKnown = network.nodeKind.map((kind) => (kind === SOURCE_NODE ? 1 : 0));
    this.network = network;
    this.order = eliminationOrder(admittanceMatrix(network), isKnown);
    const { order, unknownCount } = this.order;
    this.matrix = admittanceMatrix(network, order);
    const { start, column } = this.matrix;
    this.#jacobian = { start, column, block: new Float64Array(4 * start[unknownCount]!) };
    this.lu = new CheckedLu(this.#jacobian, this.order);
    this.isHeld = Uint8Array.from(order, (i) => (network.nodeKind[i] === HELD_NODE ? 1 : 0));
    const zeros = () => new Float64Array(network.nodeCount);
    this.load = {
      p: zeros(),
      q: zeros(),
      p1: zeros(),
      q1: zeros(),
      p2: zeros(),
      q2: zeros(),
    };
    this.loadNetwork();
    this.v = new Float64Array(network.nodeCount);
    this.e = new Float64Array(network.nodeCount);
    this.f = new Float64Array(network.nodeCount);
  }

  /** Takes all loads from the network. */
  loadNetwork(): void {
    for (const name of ["p", "q", "p1", "q1", "p2", "q2"] as const) {
      const byNode = this.network.load[name];
      for (let i = 0; i < byNode.length; i++) this.load[name][i] = byNode[this.order.order[i]!]!;
    }
  }

  /** A column by position from one by node. */
  sorted(byNode: Float64Array): Float64Array {
    return Float64Array.from(this.order.order, (node) => byNode[node]!);
  }

  /** Takes the voltages of a solution, real and imaginary part by node. */
  setVoltages(e: Float64Array, f: Float64Array): void {
    for (const [position, node] of this.order.order.entries()) {
      this.e[position] = e[node]!;
      this.f[position] = f[node]!;
      this.v[position] = Math.hypot(e[node]!, f[node]!);
    }
  }

  /** Writes what each unknown position is short of balance, active and reactive, pu. */
  mismatch(out: Float64Array): void {
    const { start, column, re, im } = this.matrix;
    powerMismatch(
      this.order.unknownCount,
      start,
      column,
      re,
      im,
      this.e,
      this.f,
      this.v,
      this.isHeld,
      this.load,
      out,
    );
  }

  /**
   * Factorises the derivative of the mismatch by angles and logarithms of voltages; `lu` then solves with it.
   *
   * @throws {SingularMatrixError}
   */
  linearise(): void {
    const { start, column, re, im } = this.matrix;
    powerJacobian(
      this.order.unknownCount,
      start,
      column,
      re,
      im,
      this.e,
      this.f,
      this.v,
      this.isHeld,
      this.load,
      this.#jacobian.block,
    );
    this.lu.factorise();
  }
}
