import type { GridDescription } from "#scenarios/grids/describeGrid.ts";
import type { GridReading } from "#scenarios/grids/gridReading.ts";

/** The state of a grid in the words of its file; null is not known. */
export interface GridResult {
  readonly format: string;
  readonly busCount: number;
  readonly branchCount: number;
  readonly radial: boolean;
  readonly converged: boolean;
  readonly iterations: number;
  readonly lossesKw: number | null;
  readonly lossesKvar: number | null;
  readonly voltagePuMin: number | null;
  readonly voltagePuMinBus: string | null;
  readonly buses: readonly {
    readonly id: string;
    readonly voltagePu: number | null;
    readonly angleDegree: number | null;
  }[];
  readonly branches: readonly {
    readonly id: string;
    readonly loadingPercent: number | null;
    readonly powerKwFrom: number | null;
    readonly powerKwTo: number | null;
  }[];
}

const BRANCHES_SHOWN = 5;

/** What was read: size, voltage levels, feeders, powers, and what the reading left aside. */
export function readingText(reading: GridReading, grid: GridDescription): string {
  const { gridCase, format, fieldsRead, fieldsIgnored, remarks } = reading;
  const levels = grid.levels.map(({ kv, busCount }) => `${figure(kv)} kV: ${busCount}`);
  const { generationKw, storageKw } = grid;
  const powers = [
    `load ${power(grid.loadKw, grid.loadKvar)}`,
    ...(generationKw === 0 ? [] : [`generation ${figure(generationKw)} kW`]),
    ...(storageKw === 0 ? [] : [`storage ${figure(storageKw)} kW`]),
  ];
  const counts = [
    count(grid.busCount, "bus", "buses"),
    count(gridCase.lines.length, "line"),
    count(gridCase.transformers.length, "transformer"),
    count(gridCase.sources.length, "source"),
  ];
  return [
    `${gridCase.name} (${format}): ${counts.join(", ")}, ${grid.radial ? "radial" : "meshed"}`,
    `  buses       ${levels.join(", ")}`,
    `  feeders     ${grid.feederCount}`,
    `  powers      ${powers.join(", ")}`,
    ...remarks.map((remark) => `  remark      ${remark}`),
    `  read        ${fieldsRead.join(", ")}`,
    ...(fieldsIgnored.length === 0 ? [] : [`  no effect   ${fieldsIgnored.join(", ")}`]),
  ].join("\n");
}

/** What was solved: losses, extremes of voltage, the most loaded branches. */
export function resultText(result: GridResult, loadKw: number): string {
  const { iterations, lossesKw, lossesKvar } = result;
  const share = loadKw > 0 ? `, ${figure((100 * lossesKw!) / loadKw, 3)} % of the load` : "";
  const known = result.buses.filter(({ voltagePu }) => voltagePu !== null);
  const byVoltage = known.toSorted((one, other) => one.voltagePu! - other.voltagePu!);
  const loaded = result.branches
    .filter(({ loadingPercent }) => loadingPercent !== null)
    .toSorted((one, other) => other.loadingPercent! - one.loadingPercent!);
  const shown = loaded
    .slice(0, BRANCHES_SHOWN)
    .map(({ id, loadingPercent }) => `${id} ${loadingPercent!.toFixed(1)} %`);
  const [lowest, highest] = [byVoltage[0], byVoltage.at(-1)];
  return [
    `  solved in   ${count(iterations, "iteration")}`,
    `  losses      ${power(lossesKw!, lossesKvar!)}${share}`,
    `  voltage     lowest ${pu(lowest)}, highest ${pu(highest)}`,
    `  loading     ${shown.length === 0 ? "no branch has a rating" : `highest ${shown.join(", ")}`}`,
  ].join("\n");
}

function pu(bus: GridResult["buses"][number] | undefined): string {
  return bus === undefined ? "of no bus" : `${bus.voltagePu!.toFixed(5)} pu at bus ${bus.id}`;
}

function power(kw: number, kvar: number): string {
  return `${figure(kw)} kW ${kvar < 0 ? "-" : "+"} ${figure(Math.abs(kvar))} kvar`;
}

function figure(value: number, digits = 6): string {
  return String(Number(value.toPrecision(digits)));
}

function count(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`;
}
