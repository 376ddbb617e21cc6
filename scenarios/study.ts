import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { z } from "zod";
import { listScenarios, scenariosFolder } from "#scenarios/listScenarios.ts";
import { loadScenario } from "#scenarios/loadScenario.ts";
import { loadYaml } from "#scenarios/loadYaml.ts";
import { parsePart } from "#scenarios/parsePart.ts";
import { type Finding, ScenarioError } from "#scenarios/scenarioError.ts";
import { day, integer } from "#scenarios/schema/fields.ts";

/** Variants of one scenario over seeds: a plan of runs that are compared. */
export interface Study {
  readonly name: string;
  readonly title: string;
  /** Name of a shipped scenario, or the path of one. */
  readonly scenario: string;
  readonly variants: readonly string[];
  readonly seeds: readonly number[];
  /** Days to run instead of those of the scenario. */
  readonly days?: number;
  /** First day instead of that of the scenario, ISO date. */
  readonly start?: string;
  /** Computes beside every run what joint clearing of everything would have cost. */
  readonly referenceOptimum: boolean;
  /** Notes what the real flows of every run cost by the terms of the network tariff. */
  readonly networkCost: boolean;
}

/** A scheme or control, with words that change it behind plus signs: `2A+half`. */
function variantId() {
  return z.string().regex(/^[A-Za-z0-9][\w.+-]*$/, "the id of a variant, such as 2A or 1C+half");
}

/** The fields of a study's YAML file. */
export const studySchema = z.strictObject({
  title: z.string().min(1),
  scenario: z.string().min(1),
  variants: z.array(variantId()).min(1),
  seeds: z.array(integer(0, 2 ** 31 - 1)).min(1),
  days: integer(1, 3660).optional(),
  start: day().optional(),
  referenceOptimum: z.boolean().prefault(false),
  networkCost: z.boolean().prefault(false),
});

const studiesFolder = join(scenariosFolder, "studies");

/** Lists the names of the shipped studies. */
export function listStudies(): string[] {
  return readdirSync(studiesFolder)
    .filter((file) => file.endsWith(".yaml"))
    .map((file) => basename(file, ".yaml"))
    .sort();
}

/**
 * Loads a shipped study by its name ("1c-vs-2a"), or any by the path of its YAML file; the path
 * of its scenario is taken from there. The scenario is checked too. Throws {@link ScenarioError}
 * with everything that is wrong.
 */
export function loadStudy(nameOrPath: string): Study {
  const path = studyPath(nameOrPath);
  const file = basename(path);
  const yaml = loadYaml(path, file);
  const locate = (fieldPath: readonly PropertyKey[]) => {
    const line = yaml.lineOf(fieldPath);
    return line === undefined ? {} : { line };
  };
  const findings: Finding[] = [];
  const study = parsePart(studySchema, yaml.raw, { file, path: [], locate }, findings);
  if (study === undefined) throw new ScenarioError(`invalid study ${nameOrPath}`, findings);
  const add = (field: string, expected: string, found: string) =>
    findings.push({ file, ...locate([field]), field, expected, found });

  const scenario = scenarioOf(study.scenario, dirname(path));
  for (const field of ["variants", "seeds"] as const) {
    const values: readonly (string | number)[] = study[field];
    const repeated = values.find((value, index) => values.indexOf(value) !== index);
    if (repeated !== undefined) add(field, "entries that differ", `${repeated} repeated`);
  }
  try {
    const { historySeeds } = loadScenario(scenario);
    for (const seed of study.seeds)
      if (historySeeds.includes(seed))
        add("seeds", "seeds that are not among the scenario's historySeeds", `${seed}`);
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    findings.push(...error.issues);
  }
  if (findings.length > 0) throw new ScenarioError(`invalid study ${nameOrPath}`, findings);
  const { days, start, ...plan } = study;
  return {
    name: basename(path, ".yaml"),
    ...plan,
    scenario,
    ...(days === undefined ? {} : { days }),
    ...(start === undefined ? {} : { start }),
  };
}

function scenarioOf(scenario: string, folder: string): string {
  const shipped = listScenarios().some(({ name }) => name === scenario);
  return shipped ? scenario : resolve(folder, scenario);
}

function studyPath(nameOrPath: string): string {
  const shipped = join(studiesFolder, `${nameOrPath}.yaml`);
  if (listStudies().includes(nameOrPath) && existsSync(shipped)) return shipped;
  const path = resolve(nameOrPath);
  if (statSync(path, { throwIfNoEntry: false })?.isFile()) return path;
  throw new ScenarioError("no such study", [
    {
      file: nameOrPath,
      field: "study",
      expected: `one of ${listStudies().join(", ")}, or the path of a YAML file`,
      found: "nothing there",
    },
  ]);
}
