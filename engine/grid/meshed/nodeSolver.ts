import type { Network } from "#engine/grid/meshed/network.ts";

/** What finds the voltages of a network. Two of them: the radial sweep where it applies, Newton's method anywhere. */
export interface NodeSolver {
  readonly network: Network;
  readonly method: "radial" | "newton";
  /** Voltage of each node after `solve`, real and imaginary part, pu. */
  readonly e: Float64Array;
  readonly f: Float64Array;
  /** Factorisations that needed pivoting; 0 for the radial sweep, which has none. */
  readonly pivotedCount: number;
  /**
   * Solves with the loads of the network, or with these in place of their constant-power part.
   *
   * @param pKw - Consumption of constant power at each node, kW, generation negative.
   * @param qKvar - The same, reactive.
   * @returns the number of iterations.
   * @throws {PowerFlowDivergedError} when there is no solution, or a load is not a number.
   */
  solve(pKw?: Float64Array, qKvar?: Float64Array): number;
}
