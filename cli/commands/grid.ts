import { existsSync } from "node:fs";
import { EXIT } from "#cli/exitCode.ts";
import { type GridResult, readingText, resultText } from "#cli/gridText.ts";
import type { Options } from "#cli/options.ts";
import { Output } from "#cli/output.ts";
import { UsageError } from "#cli/usageError.ts";
import { buildNetwork } from "#engine/grid/meshed/buildNetwork.ts";
import type { CaseSolution } from "#engine/grid/meshed/caseSolution.ts";
import { solveDc } from "#engine/grid/meshed/dcPowerFlow.ts";
import type { Network } from "#engine/grid/meshed/network.ts";
import { solveCase } from "#engine/grid/meshed/solveCase.ts";
import { PowerFlowDivergedError } from "#engine/grid/powerFlow.ts";
import { describeGrid, type GridDescription } from "#scenarios/grids/describeGrid.ts";
import type { GridReading } from "#scenarios/grids/gridReading.ts";
import { readGrid } from "#scenarios/grids/readGrid.ts";

/** `eflex grid <file>`: reads a grid of a known format, describes it, and solves it as it stands. */
export function grid(path: string, options: Options): void {
  const output = new Output(options);
  if (!existsSync(path)) throw new UsageError(`${path}: no such file or folder`);
  const reading = readGrid(path);
  const description = describeGrid(reading);
  const network = buildNetwork(reading.gridCase);
  output.say(readingText(reading, description));
  try {
    const solution = options.dc === true ? solveDc(network) : solveCase(network);
    const result = resultOf(reading, description, solution);
    output.say(resultText(result, description.loadKw));
    output.conclude(result);
  } catch (error) {
    if (!(error instanceof PowerFlowDivergedError)) throw error;
    // The object says in its own fields what an error event would: programs get one line either way.
    output.conclude(divergedOf(reading, description, network, error));
    process.stderr.write(`eflex: ${error.message}\n`);
    process.exitCode = EXIT.solve;
  }
}

function resultOf(
  { format, openEnds }: GridReading,
  { busCount, branchCount, radial }: GridDescription,
  solution: CaseSolution,
): GridResult {
  const { network, iterations, lossesKw, lossesKvar } = solution;
  const isOpenEnd = new Set(openEnds);
  const buses = network.busIds
    .map((id, i) => ({
      id,
      voltagePu: solution.voltagePu[i]!,
      angleDegree: solution.angleDegree[i]!,
    }))
    .filter(({ id }) => !isOpenEnd.has(id));
  const lowest = buses.reduce((low, bus) => (bus.voltagePu < low.voltagePu ? bus : low));
  return {
    ...{ format, busCount, branchCount, radial, converged: true, iterations },
    ...{ lossesKw, lossesKvar, voltagePuMin: lowest.voltagePu, voltagePuMinBus: lowest.id },
    buses,
    branches: network.branchIds.map((id, i) => ({
      id,
      loadingPercent: finiteOrNull(solution.loadingPercent[i]!),
      powerKwFrom: solution.powerKwFrom[i]!,
      powerKwTo: solution.powerKwTo[i]!,
    })),
  };
}

/** What is known where no operating point was found: the bus that is worst off. */
function divergedOf(
  { format, openEnds }: GridReading,
  { busCount, branchCount, radial }: GridDescription,
  { busIds, branchIds }: Network,
  { iterations, worstBusId }: PowerFlowDivergedError,
): GridResult {
  const isOpenEnd = new Set(openEnds);
  return {
    ...{ format, busCount, branchCount, radial, converged: false, iterations },
    ...{ lossesKw: null, lossesKvar: null, voltagePuMin: null, voltagePuMinBus: worstBusId },
    buses: busIds
      .filter((id) => !isOpenEnd.has(id))
      .map((id) => ({ id, voltagePu: null, angleDegree: null })),
    branches: branchIds.map((id) => ({
      ...{ id, loadingPercent: null, powerKwFrom: null, powerKwTo: null },
    })),
  };
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
