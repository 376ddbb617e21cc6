import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename } from "node:path";
import { readAreaFolder } from "#scenarios/grids/area/readAreaFolder.ts";
import type { GridReading } from "#scenarios/grids/gridReading.ts";
import { readMatpower } from "#scenarios/grids/matpower/readMatpower.ts";
import { readPandapower } from "#scenarios/grids/pandapower/readPandapower.ts";
import { fieldsOf, parseJson } from "#scenarios/grids/parseJson.ts";
import { readPowerGridModel } from "#scenarios/grids/powerGridModel/readPowerGridModel.ts";
import { readSimbench } from "#scenarios/grids/simbench/readSimbench.ts";
import { type Finding, foundText, ScenarioError } from "#scenarios/scenarioError.ts";

const KNOWN =
  "a pandapower or power-grid-model JSON file, a MATPOWER case, or a folder of SimBench tables or of an area's";

/**
 * Reads a grid from a file or folder; the format is told by the content. Throws
 * {@link ScenarioError} with everything that is wrong or cannot be represented, and what the file
 * system throws where there is nothing to read.
 */
export function readGrid(path: string): GridReading {
  if (statSync(path).isDirectory()) return readFolder(path);
  const file = basename(path);
  const text = readFileSync(path, "utf8");
  if (/^\s*[[{]/.test(text)) return readJson(text, file);
  if (/^[^\n%]*\bmpc\b\s*(\.|=)/m.test(text)) return readMatpower(text, file);
  throw unknownFormat(file, foundText(text.slice(0, 40)));
}

function readJson(text: string, file: string): GridReading {
  const findings: Finding[] = [];
  const raw = parseJson(text, file, findings);
  if (findings.length > 0) throw new ScenarioError(`cannot read ${file}`, findings);
  const fields = fieldsOf(raw) ?? {};
  if (fields["_class"] === "pandapowerNet" || "bus" in fields) return readPandapower(raw, file);
  if ("data" in fields && "type" in fields) return readPowerGridModel(raw, file);
  const keys = Object.keys(fields).slice(0, 5);
  throw unknownFormat(file, keys.length === 0 ? "other JSON" : `the keys ${keys.join(", ")}`);
}

function readFolder(folder: string): GridReading {
  const names = readdirSync(folder);
  if (names.includes("Line.csv") || names.includes("Node.csv")) return readSimbench(folder);
  if (names.includes("buses.csv")) return readAreaFolder(folder);
  throw unknownFormat(basename(folder), "a folder with neither Node.csv nor buses.csv");
}

function unknownFormat(file: string, found: string): ScenarioError {
  const finding = { file, field: "(format)", expected: KNOWN, found };
  return new ScenarioError(`cannot read ${file}`, [finding]);
}
