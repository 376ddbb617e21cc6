import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Options } from "#cli/options.ts";
import { UsageError } from "#cli/usageError.ts";
import { listScenarios } from "#scenarios/listScenarios.ts";
import { loadScenario } from "#scenarios/loadScenario.ts";
import type { Scenario } from "#scenarios/scenario.ts";
import { ScenarioError } from "#scenarios/scenarioError.ts";
import { listStudies } from "#scenarios/study.ts";
import { strategyFindings } from "#sim/agents/strategies/assignStrategies.ts";
import { ResultStore } from "#sim/study/resultStore.ts";
import { schemeFindings } from "#sim/variants.ts";

/** Variable of the environment that moves the result store. */
const RESULTS = "EFLEX_RESULTS";

/** Loads a scenario with what the command line overrides. Throws UsageError, ScenarioError. */
export function scenarioOf(
  nameOrPath: string,
  { set, from, days }: Pick<Options, "set" | "from" | "days">,
): Scenario {
  expectScenario(nameOrPath);
  const overrides = [...set];
  if (from !== undefined) overrides.push(`calendar.start=${from}`);
  if (days !== undefined) overrides.push(`calendar.days=${days}`);
  const scenario = loadScenario(nameOrPath, overrides);
  const findings = [...schemeFindings(scenario), ...strategyFindings(scenario)];
  if (findings.length > 0) throw new ScenarioError(`invalid scenario ${nameOrPath}`, findings);
  return scenario;
}

/** Throws UsageError where a name is none of a shipped scenario and no path. */
export function expectScenario(nameOrPath: string): void {
  const names = listScenarios().map(({ name }) => name);
  if (names.includes(nameOrPath) || existsSync(nameOrPath)) return;
  throw new UsageError(
    `no scenario "${nameOrPath}": expected ${oneOf(names)}, or a path to one of your own`,
  );
}

/** Throws UsageError where a name is none of a shipped study and no path. */
export function expectStudy(nameOrPath: string): void {
  const names = listStudies();
  if (names.includes(nameOrPath) || existsSync(nameOrPath)) return;
  throw new UsageError(
    `no study "${nameOrPath}": expected ${oneOf(names)}, or a path to one of your own`,
  );
}

/** Throws UsageError where a seed is one that long-term needs are forecast from. */
export function expectRunSeeds({ historySeeds }: Scenario, seeds: readonly number[]): void {
  const taken = seeds.find((seed) => historySeeds.includes(seed));
  if (taken === undefined) return;
  throw new UsageError(
    `seed ${taken}: expected none of the scenario's historySeeds (${historySeeds.join(", ")}), ` +
      `which stand for years before the run`,
  );
}

/** The store that results are kept in: `results/`, or where EFLEX_RESULTS points. */
export function defaultStore(): ResultStore {
  return new ResultStore(process.env[RESULTS] ?? "results");
}

/** Throws UsageError unless a result may be written to `folder`. */
export function expectFreeFolder(folder: string, force: boolean): void {
  if (!existsSync(folder)) return;
  if (!force) {
    throw new UsageError(
      `${folder} exists already: choose another folder, or replace it by --force`,
    );
  }
  // Force replaces results, never anything else that happens to have this name.
  if (existsSync(join(folder, "manifest.json"))) return;
  throw new UsageError(`${folder} is no result of ours; it is not replaced`);
}

/** Throws UsageError unless `folder` is new, empty, or a result store. */
export function expectStoreFolder(folder: string): void {
  if (!existsSync(folder)) return;
  const isStore = existsSync(join(folder, "runs"));
  if (isStore || readdirSync(folder).length === 0) return;
  throw new UsageError(`${folder} holds something else than results; choose another folder`);
}

/** Throws UsageError where nothing answers at the node of `rpc:<url>`, or claims want a node and there is none. */
export async function expectLedger({
  ledger,
  claims,
}: Pick<Options, "ledger" | "claims">): Promise<void> {
  if (!ledger.startsWith("rpc:")) {
    if (claims === "daily") return;
    throw new UsageError(`--claims live: expected --ledger rpc:<url>, found ${ledger}`);
  }
  const url = ledger.slice("rpc:".length);
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "eth_chainId", params: [] });
  const headers = { "content-type": "application/json" };
  const answer = await fetch(url, { method: "POST", headers, body }).catch(() => undefined);
  if (answer?.ok !== true) throw new UsageError(`--ledger: no EVM node answers at ${url}`);
  await answer.body?.cancel();
}

function oneOf(names: readonly string[]): string {
  return `one of ${names.join(", ")}`;
}
