import type { ClearingProblem, ClearingSolution } from "#engine/coordination/clearingProblem.ts";
import { HighsSolver } from "#engine/coordination/highsSolver.ts";

export interface LinearSolver {
  /**
   * Finds the cheapest quantities. The answer depends on the problem alone, not on earlier calls.
   *
   * Among equally cheap answers it takes the one with the least Σ (1 + k)·s·x over the offers, k the
   * offer's index and s its largest effect on a row, each row divided by the power of two at or below
   * its largest effect (s = 1 without effects). So no more is activated than needed, and of offers that
   * differ in nothing but index, or whose effects and cost are multiples of each other, the first goes
   * first. The rule leaves the objective as it is to 1e-9 of its size; it gives way where it
   * has no least (offers without lower bound) or where rounding leaves it no room.
   *
   * Quadratic costs are met by `solveQuadratic`; such an offer needs finite bounds.
   *
   * @throws where the solver ends otherwise than optimal, infeasible or unbounded, in its words.
   */
  solve(problem: ClearingProblem): ClearingSolution;
}

let loading: Promise<LinearSolver> | undefined;

/** Loads the solver, once per thread: later calls get the same one. */
export function loadLinearSolver(): Promise<LinearSolver> {
  loading ??= HighsSolver.load();
  return loading;
}
