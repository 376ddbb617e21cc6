import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";

/** A scenario that comes with the program. */
export interface ScenarioEntry {
  readonly name: string;
  readonly title: string;
}

/** Folder of the shipped scenarios. */
export const scenariosFolder = import.meta.dirname;

/** Lists the shipped scenarios, in order of their names. */
export function listScenarios(): ScenarioEntry[] {
  const titled = z.object({ title: z.string() });
  return readdirSync(scenariosFolder)
    .sort()
    .map((name) => ({ name, file: join(scenariosFolder, name, "scenario.yaml") }))
    .filter(({ file }) => existsSync(file))
    .map(({ name, file }) => ({
      name,
      title: titled.parse(parse(readFileSync(file, "utf8"))).title,
    }));
}
