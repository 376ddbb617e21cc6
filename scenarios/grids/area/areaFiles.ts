import { existsSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import type { TableReader } from "#scenarios/grids/tableReader.ts";
import { loadYaml } from "#scenarios/loadYaml.ts";
import { parsePart } from "#scenarios/parsePart.ts";
import { asFields } from "#scenarios/readSections.ts";
import { areaSchema } from "#scenarios/schema/areaSchema.ts";

/** Files of an area relative to its folder, and where it is fed, if that is known. */
export interface AreaFiles {
  readonly buses: string;
  readonly lines: string;
  readonly transformers: string;
  readonly lineTypes: string;
  readonly transformerTypes: string;
  /** Lines that are normally open. */
  readonly openLines: readonly string[];
  readonly source: { readonly bus: string; readonly voltagePu: number } | undefined;
}

const SCENARIO_FILE = "scenario.yaml";

/**
 * Finds the tables of an area. Where a scenario.yaml in the folder, or in the one above, has an area
 * with these buses, it tells names and source; otherwise the names are the usual ones.
 */
export function areaFiles(folder: string, reader: TableReader): AreaFiles {
  for (const home of [folder, dirname(resolve(folder))]) {
    if (!existsSync(join(home, SCENARIO_FILE))) continue;
    const files = filesOf(home, folder, reader);
    if (files !== undefined) return files;
  }
  const nearest = (name: string) =>
    !existsSync(join(folder, name)) && existsSync(join(folder, "..", name)) ? `../${name}` : name;
  return {
    buses: "buses.csv",
    lines: "lines.csv",
    transformers: "transformers.csv",
    lineTypes: nearest("line-types.csv"),
    transformerTypes: nearest("transformer-types.csv"),
    openLines: [],
    source: undefined,
  };
}

function filesOf(home: string, folder: string, reader: TableReader): AreaFiles | undefined {
  const { raw, lineOf } = loadYaml(join(home, SCENARIO_FILE), SCENARIO_FILE);
  const areas = asFields(asFields(raw)?.["areas"]) ?? {};
  for (const [id, section] of Object.entries(areas)) {
    const buses = asFields(section)?.["buses"];
    if (typeof buses !== "string") continue;
    if (resolve(home, buses) !== resolve(folder, basename(buses))) continue;
    const locate = (path: readonly PropertyKey[]) => {
      const line = lineOf(path);
      return line === undefined ? {} : { line };
    };
    const part = { file: SCENARIO_FILE, path: ["areas", id], locate };
    const area = parsePart(areaSchema, section, part, reader.findings);
    if (area === undefined) return undefined;
    const here = (file: string) => relative(folder, resolve(home, file));
    reader.noteRead("scenario.sourceBus");
    reader.noteRead("scenario.sourceVoltage");
    if (area.openLines.length > 0) reader.noteRead("scenario.openLines");
    return {
      buses: here(area.buses),
      lines: here(area.lines),
      transformers: here(area.transformers),
      lineTypes: here(area.lineTypes),
      transformerTypes: here(area.transformerTypes),
      openLines: area.openLines,
      source: { bus: area.sourceBus, voltagePu: area.sourceVoltage },
    };
  }
  return undefined;
}
