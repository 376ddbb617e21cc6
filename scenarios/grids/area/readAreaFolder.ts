import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { addAreaBranches } from "#scenarios/grids/area/addBranches.ts";
import { type AreaFiles, areaFiles } from "#scenarios/grids/area/areaFiles.ts";
import { CaseBuilder } from "#scenarios/grids/caseBuilder.ts";
import type { GridReading } from "#scenarios/grids/gridReading.ts";
import { SourceRow } from "#scenarios/grids/sourceRow.ts";
import { TableReader } from "#scenarios/grids/tableReader.ts";
import { readTable } from "#scenarios/readTable.ts";
import { ScenarioError } from "#scenarios/scenarioError.ts";
import {
  busRow,
  lineRow,
  lineTypeRow,
  transformerRow,
  transformerTypeRow,
} from "#scenarios/schema/tableSchemas.ts";

/** Power factor 0.95 of the background, as in a run. */
const BACKGROUND_TAN = Math.sqrt(1 - 0.95 * 0.95) / 0.95;

/**
 * Reads the tables of an area of a scenario: buses, lines, transformers and their types. Loads are
 * the background at its peak; customers are no part of a snapshot. Radial or meshed.
 *
 * @throws {ScenarioError} with everything that is wrong.
 */
export function readAreaFolder(folder: string): GridReading {
  const reader = new TableReader();
  const { findings, remarks } = reader;
  const files = areaFiles(folder, reader);
  const columnsOf = (table: string, row: { readonly in: { readonly shape: object } }) => {
    const columns = Object.keys(row.in.shape);
    for (const column of columns) reader.noteRead(`${table}.${column}`);
    return columns;
  };
  const place = (table: keyof typeof schemas) => ({
    folder,
    file: files[table],
    columns: columnsOf(table, schemas[table]),
  });
  const tables = {
    buses: readTable({ ...place("buses"), schema: busRow }, findings),
    lines: readTable({ ...place("lines"), schema: lineRow }, findings),
    transformers: readTable({ ...place("transformers"), schema: transformerRow }, findings),
    lineTypes: readTable({ ...place("lineTypes"), schema: lineTypeRow }, findings),
    transformerTypes: readTable(
      { ...place("transformerTypes"), schema: transformerTypeRow },
      findings,
    ),
  };
  const builder = new CaseBuilder(findings);
  addBuses(tables.buses, { files, reader, builder });
  const isOpen = new Set(files.openLines);
  addAreaBranches(tables, isOpen, findings, builder);
  const known = new Set(tables.lines.rows.map(({ id }) => id));
  for (const id of files.openLines)
    if (!known.has(id) && (tables.lines.complete || !tables.lines.ids.has(id)))
      findings.push({
        file: "scenario.yaml",
        field: "openLines",
        expected: `a line of ${files.lines}`,
        found: JSON.stringify(id),
      });
  if (isOpen.size > 0) remarks.push(`normally open: ${files.openLines.join(", ")}`);
  if (existsSync(join(folder, "prosumers.csv"))) reader.noteIgnored("prosumers");
  remarks.push("loads are the background at its peak, without the customers of the area");
  const gridCase = builder.finish(basename(folder), basename(folder));
  if (findings.length > 0) throw new ScenarioError(`cannot read ${folder}`, findings);
  const { fieldsRead, fieldsIgnored } = reader;
  return { format: "eflex-csv", gridCase, fieldsRead, fieldsIgnored, remarks, openEnds: [] };
}

const schemas = {
  buses: busRow,
  lines: lineRow,
  transformers: transformerRow,
  lineTypes: lineTypeRow,
  transformerTypes: transformerTypeRow,
};

interface BusTable {
  readonly file: string;
  readonly rows: readonly {
    readonly id: string;
    readonly voltageKvRated: number;
    readonly backgroundKwPeak: number;
  }[];
  readonly lines: readonly number[];
  readonly ids: ReadonlySet<string>;
  readonly complete: boolean;
}

function addBuses(
  { file, rows, lines, ids, complete }: BusTable,
  to: { readonly files: AreaFiles; readonly reader: TableReader; readonly builder: CaseBuilder },
): void {
  const { files, reader, builder } = to;
  const source = files.source ?? { bus: rows[0]?.id ?? "", voltagePu: 1 };
  if (files.source === undefined && rows.length > 0)
    reader.remarks.push(`no scenario.yaml names the source: ${source.bus}, the first bus, at 1 pu`);
  let isFed = false;
  for (const [i, { id, voltageKvRated, backgroundKwPeak }] of rows.entries()) {
    const row = new SourceRow({ file, line: lines[i]!, label: "", cells: {} }, reader.findings);
    builder.addBus(row, { id, voltageKvRated });
    if (backgroundKwPeak > 0)
      builder.add("loads", row, {
        ...{ id: `background ${id}`, bus: id, powerKw: backgroundKwPeak },
        ...{ reactiveKvar: backgroundKwPeak * BACKGROUND_TAN },
        ...{ constantPower: 1, constantCurrent: 0, constantImpedance: 0 },
      });
    if (id !== source.bus) continue;
    isFed = true;
    builder.add("sources", row, {
      ...{ id: "source", bus: id, voltagePu: source.voltagePu },
      ...{ angleDegree: 0, rOhm: 0, xOhm: 0 },
    });
  }
  if (!isFed && rows.length > 0 && (complete || !ids.has(source.bus)))
    reader.findings.push({
      file: "scenario.yaml",
      field: "sourceBus",
      expected: `a bus of ${file}`,
      found: JSON.stringify(source.bus),
    });
}
