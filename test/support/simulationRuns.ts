import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { readTable } from "#datasets/readDataset.ts";
import type { TableDefinition } from "#datasets/table.ts";
import { loadScenario } from "#scenarios/loadScenario.ts";
import type { CalendarSettings, Scenario } from "#scenarios/scenario.ts";
import type { AreaHistory } from "#sim/operators/needHistory.ts";
import type { Onlooker } from "#sim/run/onlooker.ts";
import type { RunRequest, RunResult } from "#sim/runRequest.ts";
import { simulate } from "#sim/simulate.ts";

/** Makes an empty folder for the runs of one test file; it goes when the tests are done. */
export function runFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "eflex-simulation-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The shipped pilot over other days. */
export function pilotOver(calendar: CalendarSettings): Scenario {
  return { ...loadScenario("pilot"), calendar };
}

/** Runs to the end; what the request leaves out is a run in memory of seed 1 without reservations. */
export function run(
  request: Pick<RunRequest, "scenario" | "variant" | "folder"> & Partial<RunRequest>,
  onlooker: Onlooker = {},
): Promise<RunResult> {
  const usual = {
    seed: 1,
    ledger: "memory",
    force: false,
    twinFolder: null,
    historyFile: null,
    referenceOptimum: false,
  };
  return simulate({ ...usual, ...request }, () => {}, onlooker);
}

/** Columns that hold words. */
type WordColumn =
  | ("need" | "direction" | "conflict" | "element" | "set" | "pair" | "kind" | "resting")
  | ("uid" | "bus" | "name" | "feeder" | "scenario" | "variant");

/** One row of a table. */
export type Row<Definition extends TableDefinition> = {
  readonly [Name in keyof Definition["columns"]]: Name extends WordColumn ? string : number;
};

/** All rows of a table of a committed run. */
export function rowsOf<Definition extends TableDefinition>(
  folder: string,
  definition: Definition,
): Row<Definition>[] {
  return readTable(folder, definition)
    .toArray()
    .map((row) => row.toJSON() as Row<Definition>);
}

/** Sum of a number over rows. */
export function sumOf<Item>(items: readonly Item[], value: (item: Item) => number): number {
  return items.reduce((sum, item) => sum + value(item), 0);
}

/** Writes a history in which every evening hour of every month lacked 10 kW in half of the periods. */
export function writeEveningHistory(folder: string, areaCount: number): string {
  const direction = (isShort: boolean): AreaHistory[0] =>
    Array.from({ length: 12 * 2 * 24 }, (_, cell) => {
      const hour = cell % 24;
      const excessWh = isShort && hour >= 17 && hour < 22 ? new Array<number>(40).fill(2500) : [];
      return { periods: 80, excessWh };
    });
  const history: AreaHistory[] = Array.from({ length: areaCount }, () => [
    direction(true),
    direction(false),
  ]);
  const year = join(folder, "history.json");
  const list = join(folder, "histories.json");
  writeFileSync(year, JSON.stringify(history));
  writeFileSync(list, JSON.stringify({ files: [year] }));
  return list;
}
