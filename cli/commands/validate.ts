import { existsSync, statSync } from "node:fs";
import { basename } from "node:path";
import { scenarioOf } from "#cli/inputs.ts";
import type { Options } from "#cli/options.ts";
import { Output } from "#cli/output.ts";
import { UsageError } from "#cli/usageError.ts";
import { variantFindings } from "#cli/variantNames.ts";
import { listScenarios } from "#scenarios/listScenarios.ts";
import { loadYaml } from "#scenarios/loadYaml.ts";
import { prosumersCsv } from "#scenarios/population/prosumersCsv.ts";
import type { Scenario } from "#scenarios/scenario.ts";
import { type Finding, ScenarioError } from "#scenarios/scenarioError.ts";
import { listStudies, loadStudy } from "#scenarios/study.ts";

/** `eflex validate <file>`: says that a scenario or a study is fit to run, or all that is wrong. */
export function validate(nameOrPath: string, options: Options): void {
  const output = new Output(options);
  const shipped = [...listScenarios().map(({ name }) => name), ...listStudies()];
  if (!shipped.includes(nameOrPath) && !existsSync(nameOrPath)) {
    throw new UsageError(
      `${nameOrPath}: expected a file, a folder, or one of ${shipped.join(", ")}`,
    );
  }
  if (isStudy(nameOrPath)) validateStudy(nameOrPath, options, output);
  else validateScenario(nameOrPath, options, output);
}

function validateScenario(nameOrPath: string, options: Options, output: Output): void {
  const scenario = scenarioOf(nameOrPath, { set: options.set });
  if (options.prosumers !== undefined) {
    // The table of today: who goes on from it grows it once.
    const ungrown = scenarioOf(nameOrPath, { set: [...options.set, "growth=null"] });
    printProsumers(ungrown, options.prosumers, output);
    return;
  }
  const { name, title, hash, areas, calendar } = scenario;
  output.say(`ok: ${name}, ${title}`);
  output.say(`  ${calendar.days} days from ${calendar.start}, seed ${scenario.seed}`);
  for (const { id, dso, network, prosumers } of areas) {
    const counts = [
      `${network.buses.length} buses`,
      `${network.lines.length} lines`,
      `${network.transformers.length} stations`,
      `${prosumers.length} customers`,
    ];
    output.say(`  ${id} (${dso}): ${counts.join(", ")}`);
  }
  output.say(`  hash ${hash}`);
  output.conclude({ event: "done", kind: "scenario", name, hash });
}

/** Prints the attribute table alone, ready to be saved as prosumers.csv. */
function printProsumers({ name, areas }: Scenario, id: string, output: Output): void {
  const area = areas.find((one) => one.id === id);
  if (area === undefined) {
    const ids = areas.map((one) => one.id).join(", ");
    throw new UsageError(`--prosumers ${id}: expected an area of ${name}: ${ids}`);
  }
  const csv = prosumersCsv(area.prosumers);
  output.say(csv.trimEnd());
  output.conclude({ event: "done", kind: "prosumers", name, area: id, csv });
}

function validateStudy(nameOrPath: string, options: Options, output: Output): void {
  if (options.prosumers !== undefined)
    throw new UsageError("--prosumers is for scenarios; this is a study");
  if (options.set.length > 0) throw new UsageError("--set is for scenarios; this is a study");
  const file = basename(nameOrPath);
  const findings: Finding[] = [];
  try {
    const { name, title, scenario, variants, seeds } = loadStudy(nameOrPath);
    findings.push(...variantFindings(scenarioOf(scenario, { set: [] }), file, variants));
    if (findings.length === 0) {
      output.say(`ok: ${name}, ${title}`);
      output.say(`  ${scenario}: ${variants.join(", ")}; seeds ${seeds.join(", ")}`);
      output.conclude({ event: "done", kind: "study", name });
      return;
    }
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    findings.push(...variantsOfBroken(nameOrPath, file), ...error.issues);
  }
  throw new ScenarioError(`invalid study ${nameOrPath}`, findings);
}

/** Findings on the variants of a study that has other findings, as far as its scenario can be read. */
function variantsOfBroken(nameOrPath: string, file: string): Finding[] {
  const raw = rawOf(nameOrPath);
  if (!Array.isArray(raw?.["variants"])) return [];
  const scenario = loadableScenario(raw["scenario"]);
  return scenario === null ? [] : variantFindings(scenario, file, raw["variants"]);
}

/** The scenario that a study names, or the first shipped one: its schemes decide which variants there are. */
function loadableScenario(name: unknown): Scenario | null {
  const known = listScenarios().map((entry) => entry.name);
  const wanted = typeof name === "string" && known.includes(name) ? name : known[0];
  return wanted === undefined ? null : scenarioOf(wanted, { set: [] });
}

function isStudy(nameOrPath: string): boolean {
  if (listStudies().includes(nameOrPath)) return true;
  const raw = rawOf(nameOrPath);
  return raw !== undefined && "variants" in raw;
}

/** Content of a YAML file before it is checked; undefined where it is no file or no section. */
function rawOf(path: string): { readonly [field: string]: unknown } | undefined {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return undefined;
  const { raw } = loadYaml(path, basename(path));
  return typeof raw === "object" && raw !== null ? { ...raw } : undefined;
}
