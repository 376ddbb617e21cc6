import { DatasetWriter } from "#datasets/datasetWriter.ts";
import { units } from "#datasets/tables/actors.ts";
import { loadScenario } from "#scenarios/loadScenario.ts";
import type { Scenario } from "#scenarios/scenario.ts";

/** A shipped scenario cut down to what a test can wait for. */
export const shortScenario: Scenario = loadScenario("pilot", [
  "calendar.days=1",
  "calendar.spinUpDays=2",
]);

/** Writes a small dataset that stands for a result; another `content` is another hash. */
export function writeStoredRun(folder: string, content: number): string {
  const writer = new DatasetWriter(folder, { force: true });
  const { buffer } = writer.table(units);
  buffer.push({
    unit: content,
    name: "pool",
    area: 0,
    feeder: "F1",
    aggregator: 0,
    members: 1,
    upWhMax: 1,
    downWhMax: 1,
  });
  const { hash } = writer.commit({
    version: "0.0.0",
    scenario: "pilot",
    scenarioHash: "0",
    seed: 1,
    variant: "1C",
    days: 1,
    start: "2025-01-01",
    timeZone: "Europe/Sofia",
    ledger: "memory",
    indicators: {},
    warnings: [],
    assumptions: [],
    names: { areas: [], branches: [], transmissionLines: [] },
  });
  return hash;
}
