import { populationWorkloads } from "#bench/agentPopulation.ts";
import { agentWorkloads } from "#bench/agents.ts";
import { measureAgentYear } from "#bench/agentYear.ts";
import { measureCoordination } from "#bench/coordination.ts";
import { gridWorkloads } from "#bench/grid.ts";
import { measure } from "#bench/harness.ts";
import { measureLedger } from "#bench/ledger.ts";
import { recordedWorkloads } from "#bench/matcher/recordedLog.ts";
import { matcherWorkloads } from "#bench/matcher.ts";
import type { Size } from "#bench/size.ts";
import type { Measurement, Workload } from "#bench/workload.ts";
import { measureYear } from "#bench/year.ts";

export const partNames = ["grid", "matcher", "agents", "coordination", "year", "ledger"] as const;

export type PartName = (typeof partNames)[number];

/** Measures a run's market logs; each measurement comes when it is there. */
export function measureLog(folder: string, size: Size): AsyncIterable<Measurement> {
  return measureAll(recordedWorkloads(folder), size);
}

/** Measures one part; each measurement comes when it is there. */
export function measurePart(part: PartName, size: Size): AsyncIterable<Measurement> {
  switch (part) {
    case "grid":
      return measureAll(gridWorkloads(size), size);
    case "matcher":
      return measureAll(matcherWorkloads(size), size);
    case "agents":
      return measureAgents(size);
    case "coordination":
      return measureCoordination(size);
    case "year":
      return measureYear(size);
    case "ledger":
      return measureLedger(size);
  }
}

async function* measureAgents(size: Size): AsyncGenerator<Measurement> {
  yield* measureAll([...agentWorkloads(size), ...populationWorkloads(size)], size);
  yield* measureAgentYear(size);
}

async function* measureAll(
  workloads: readonly Workload[],
  size: Size,
): AsyncGenerator<Measurement> {
  for (const workload of workloads) yield measure(workload, size);
}
