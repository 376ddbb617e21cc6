import type { CaseSolution } from "#engine/grid/meshed/caseSolution.ts";

/** What somebody else computed for a grid, by the ids that our reader gives. */
export interface ExpectedGrid {
  readonly buses: ReadonlyMap<string, ExpectedBus>;
  readonly branches: ReadonlyMap<string, ExpectedBranch>;
  /** Last digit in which flows are stored, kW: losses are differences of flows and cannot be known better. */
  readonly digitKw: number;
}

export interface ExpectedBus {
  readonly voltagePu: number;
  readonly angleDegree?: number | undefined;
}

/** kW and kvar into the branch. */
export interface ExpectedBranch {
  readonly kwFrom: number;
  readonly kvarFrom: number;
  readonly kwTo: number;
  readonly kvarTo: number;
  /** Of the more loaded end. */
  readonly currentA?: number;
}

export interface Comparison {
  readonly buses: number;
  readonly branches: number;
  readonly voltageErrorPu: number;
  readonly angleErrorDegree: number;
  /** Largest error of a branch flow over the largest flow of the grid. */
  readonly flowError: number;
  /** Relative error of the losses of all branches beyond what rounded flows (half a digit at either end) explain. */
  readonly lossError: number;
  readonly currentError: number;
}

/** Compares every number of `expected`; an id that we do not have fails. */
export function compareGrid(solution: CaseSolution, expected: ExpectedGrid): Comparison {
  const { network } = solution;
  let voltageErrorPu = 0;
  let angleErrorDegree = 0;
  for (const [id, { voltagePu, angleDegree }] of expected.buses) {
    const bus = place(network.busIndex, id, "bus");
    voltageErrorPu = worse(voltageErrorPu, solution.voltagePu[bus]! - voltagePu);
    if (angleDegree === undefined) continue;
    const turn = solution.angleDegree[bus]! - angleDegree;
    angleErrorDegree = worse(angleErrorDegree, turn - 360 * Math.round(turn / 360));
  }
  let largest = 0;
  let flowError = 0;
  let currentError = 0;
  let lossKw = 0;
  let expectedKw = 0;
  for (const [id, want] of expected.branches) {
    const i = place(network.branchIndex, id, "branch");
    largest = Math.max(largest, Math.hypot(want.kwFrom, want.kvarFrom));
    flowError = worse(flowError, solution.powerKwFrom[i]! - want.kwFrom);
    flowError = worse(flowError, solution.powerKwTo[i]! - want.kwTo);
    flowError = worse(flowError, solution.reactiveKvarFrom[i]! - want.kvarFrom);
    flowError = worse(flowError, solution.reactiveKvarTo[i]! - want.kvarTo);
    lossKw += solution.powerKwFrom[i]! + solution.powerKwTo[i]!;
    expectedKw += want.kwFrom + want.kwTo;
    if (want.currentA === undefined) continue;
    const current = Math.max(solution.currentAFrom[i]!, solution.currentATo[i]!);
    currentError = worse(currentError, (current - want.currentA) / Math.max(1, want.currentA));
  }
  const beyond = Math.max(
    0,
    Math.abs(lossKw - expectedKw) - expected.branches.size * expected.digitKw,
  );
  return {
    buses: expected.buses.size,
    branches: expected.branches.size,
    voltageErrorPu,
    angleErrorDegree,
    flowError: largest === 0 ? 0 : flowError / largest,
    lossError: beyond === 0 ? 0 : beyond / expectedKw,
    currentError,
  };
}

function place(index: ReadonlyMap<string, number>, id: string, what: string): number {
  const found = index.get(id);
  if (found === undefined) throw new Error(`the results name ${what} ${id}, which is not there`);
  return found;
}

/** NaN is the worst of all. */
function worse(error: number, difference: number): number {
  const size = Math.abs(difference);
  return size <= error ? error : size;
}
