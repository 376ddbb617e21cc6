import { type CaseSolution, caseSolution } from "#engine/grid/meshed/caseSolution.ts";
import type { Network } from "#engine/grid/meshed/network.ts";
import { Newton } from "#engine/grid/meshed/newton.ts";
import type { NodeSolver } from "#engine/grid/meshed/nodeSolver.ts";
import { isSweepable, RadialSolver } from "#engine/grid/meshed/radialSolver.ts";
import { PowerFlowDivergedError } from "#engine/grid/powerFlow.ts";

/**
 * Solves the AC power flow of a network as it stands: by the radial sweep where the network is radial and its loads
 * have constant power, by Newton's method otherwise, and where the sweep finds no solution.
 *
 * @throws {PowerFlowDivergedError} with the number of iterations and the worst bus.
 */
export function solveCase(network: Network): CaseSolution {
  if (isSweepable(network)) {
    try {
      return solveWith(new RadialSolver(network));
    } catch (error) {
      if (!(error instanceof PowerFlowDivergedError)) throw error;
      // Close to the limit of what a network carries the sweep stops contracting before Newton's method does.
    }
  }
  return solveWith(new Newton(network));
}

/** Solves with one particular solver and evaluates what it found. */
export function solveWith(solver: NodeSolver): CaseSolution {
  const iterations = solver.solve();
  const { method, pivotedCount } = solver;
  return caseSolution(solver.network, solver, { method, iterations, pivotedCount });
}
