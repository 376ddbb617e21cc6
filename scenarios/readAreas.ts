import { type AreaTables, readAreaTables } from "#scenarios/areaTables.ts";
import { checkNetwork } from "#scenarios/checks/checkNetwork.ts";
import { checkReferences } from "#scenarios/checks/checkReferences.ts";
import { checkUnique } from "#scenarios/checks/checkUnique.ts";
import { drawTable } from "#scenarios/drawTable.ts";
import { parsePart } from "#scenarios/parsePart.ts";
import { asFields, type ScenarioSource } from "#scenarios/readSections.ts";
import type { Area } from "#scenarios/scenario.ts";
import { type Finding, foundText } from "#scenarios/scenarioError.ts";
import { type AreaFile, areaSchema } from "#scenarios/schema/areaSchema.ts";
import { identifier } from "#scenarios/schema/fields.ts";

interface AreasSource extends ScenarioSource {
  /** Known aggregators; undefined when their section could not be read. */
  readonly aggregators: ReadonlySet<string> | undefined;
  /** Of the place; undefined when its section could not be read. */
  readonly latitudeDegree: number | undefined;
}

/** Reads the areas of a scenario with all their tables, and checks what these refer to. */
export function readAreas(raw: unknown, source: AreasSource, findings: Finding[]): Area[] {
  const fields = asFields(raw);
  if (fields === undefined) return [];
  const entries = Object.entries(asFields(fields["areas"]) ?? {});
  if (entries.length === 0)
    findings.push({
      file: source.file,
      ...source.locate(["areas"]),
      field: "areas",
      expected: "at least one area",
      found: foundText(fields["areas"]),
    });
  const areas: Area[] = [];
  const allTables: AreaTables[] = [];
  const prefixes = new Map<string, string>();
  for (const [id, rawArea] of entries) {
    const part = { file: source.file, path: ["areas", id], locate: source.locate };
    parsePart(identifier(), id, part, findings);
    const area = parsePart(areaSchema, rawArea, part, findings);
    if (area === undefined) continue;
    const read = readAreaTables(source.folder, area, findings);
    const section = (field: string) => {
      const path = [...part.path, ...field.split(".")];
      return { file: source.file, ...source.locate(path), field: path.join(".") };
    };
    const { customers } = area;
    const { aggregators, latitudeDegree } = source;
    const scope = { area: id, prefixes, section, aggregators, latitudeDegree };
    const tables =
      typeof customers === "string"
        ? read
        : { ...read, prosumers: drawTable(customers, { ...scope, buses: read.buses }, findings) };
    checkReferences(tables, area, { section, aggregators }, findings);
    checkNetwork(tables, area, findings);
    allTables.push(tables);
    areas.push(assemble(id, area, tables));
  }
  checkUnique(allTables, findings);
  return areas;
}

function assemble(id: string, area: AreaFile, tables: AreaTables): Area {
  return {
    id,
    dso: area.dso,
    transmissionNode: area.transmissionNode,
    network: {
      sourceBus: area.sourceBus,
      sourceVoltagePu: area.sourceVoltage,
      buses: tables.buses.rows,
      lines: tables.lines.rows.filter(({ id }) => !area.openLines.includes(id)),
      openLines: tables.lines.rows.filter(({ id }) => area.openLines.includes(id)),
      transformers: tables.transformers.rows,
      lineTypes: tables.lineTypes.rows,
      transformerTypes: tables.transformerTypes.rows,
      mainTransformerType: area.mainTransformer,
      monitoredBranches: area.monitoredBranches,
      monitoredBuses: area.monitoredBuses,
    },
    prosumers: tables.prosumers.rows,
  };
}
