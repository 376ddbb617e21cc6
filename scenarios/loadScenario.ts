import { statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { applyOverrides } from "#scenarios/applyOverrides.ts";
import { checkScenario } from "#scenarios/checks/checkScenario.ts";
import { growAreas, growthAssumption } from "#scenarios/growth/growAreas.ts";
import { listScenarios, scenariosFolder } from "#scenarios/listScenarios.ts";
import { loadYaml } from "#scenarios/loadYaml.ts";
import { readAreas } from "#scenarios/readAreas.ts";
import { readEvents } from "#scenarios/readEvents.ts";
import { readSections } from "#scenarios/readSections.ts";
import type { Scenario } from "#scenarios/scenario.ts";
import { type Finding, ScenarioError } from "#scenarios/scenarioError.ts";
import { scenarioHash } from "#scenarios/scenarioHash.ts";
import { fillDevices } from "#scenarios/schema/devicesSchema.ts";
import { readWeather } from "#scenarios/weather/readWeather.ts";

const SCENARIO_FILE = "scenario.yaml";

/**
 * Loads a shipped scenario by its name ("pilot"), or any by the path of its folder or of its
 * scenario.yaml. Overrides are "path=value" (`calendar.days=7`) and apply before anything is
 * checked. Throws {@link ScenarioError} with everything that is wrong in any of the files.
 */
export function loadScenario(nameOrPath: string, overrides: readonly string[] = []): Scenario {
  const path = scenarioPath(nameOrPath);
  const folder = dirname(path);
  const yaml = loadYaml(path, basename(path));
  const findings: Finding[] = [];
  const overridden = applyOverrides(yaml.raw, overrides, findings);
  const locate = (fieldPath: readonly PropertyKey[]) => {
    if (isOverridden(fieldPath, overridden)) return { file: "--set" };
    const line = yaml.lineOf(fieldPath);
    return line === undefined ? {} : { line };
  };
  const source = { folder, file: basename(path), locate };
  const sections = readSections(yaml.raw, source, findings);
  const aggregators = sections.aggregators && new Set(Object.keys(sections.aggregators));
  const climate = readWeather(sections, source, findings);
  const latitudeDegree = sections.place?.latitudeDegree;
  const located = { ...source, latitudeDegree };
  const tables = readAreas(yaml.raw, { ...located, aggregators }, findings);
  const areas = growAreas(tables, sections.growth, [...(aggregators ?? [])], located, findings);
  checkScenario(sections, areas, source, findings);
  const events = readEvents(sections, areas, source, findings);
  if (findings.length > 0 || climate === undefined || !isComplete(sections))
    throw new ScenarioError(`invalid scenario ${nameOrPath}`, findings);
  const { growth, ...settings } = sections;
  const { assumptions, devices, behaviour } = settings;
  const scenario = {
    name: basename(folder),
    ...settings,
    devices: fillDevices(devices, behaviour.heating),
    assumptions: growth === null ? assumptions : [...assumptions, growthAssumption(growth)],
    climate,
    areas,
    events,
    aggregators: Object.entries(sections.aggregators).map(([id, name]) => ({ id, name })),
  };
  return { ...scenario, hash: scenarioHash(scenario) };
}

/** The scenario.yaml that a name or path stands for. */
function scenarioPath(nameOrPath: string): string {
  const names = listScenarios().map(({ name }) => name);
  if (names.includes(nameOrPath)) return join(scenariosFolder, nameOrPath, SCENARIO_FILE);
  const path = resolve(nameOrPath);
  const status = statSync(path, { throwIfNoEntry: false });
  if (status?.isFile()) return path;
  if (status?.isDirectory()) return join(path, SCENARIO_FILE);
  throw new ScenarioError("no such scenario", [
    {
      file: nameOrPath,
      field: "scenario",
      expected: `one of ${names.join(", ")}, or the path of a folder or of a ${SCENARIO_FILE}`,
      found: "nothing there",
    },
  ]);
}

function isOverridden(path: readonly PropertyKey[], overridden: ReadonlySet<string>): boolean {
  return path.some((_, index) => overridden.has(path.slice(0, index + 1).join(".")));
}

function isComplete<T extends object>(
  sections: T,
): sections is T & { [Key in keyof T]: NonNullable<T[Key]> } {
  return Object.values(sections).every((section) => section !== undefined);
}
