import type { z } from "zod";
import { readTable, type Table } from "#scenarios/readTable.ts";
import type {
  BusRecord,
  LineRecord,
  LineType,
  Prosumer,
  TransformerRecord,
  TransformerType,
} from "#scenarios/scenario.ts";
import type { Finding } from "#scenarios/scenarioError.ts";
import type { AreaFile } from "#scenarios/schema/areaSchema.ts";
import {
  busRow,
  lineRow,
  lineTypeRow,
  prosumerRow,
  transformerRow,
  transformerTypeRow,
} from "#scenarios/schema/tableSchemas.ts";

/** The six files of an area, each row checked by itself, references not yet. */
export interface AreaTables {
  readonly buses: Table<BusRecord>;
  readonly lines: Table<LineRecord>;
  readonly transformers: Table<TransformerRecord>;
  readonly lineTypes: Table<LineType>;
  readonly transformerTypes: Table<TransformerType>;
  readonly prosumers: Table<Prosumer>;
}

/** Reads the tables of an area from its files; findings of all files are collected. */
export function readAreaTables(folder: string, area: AreaFile, findings: Finding[]): AreaTables {
  const read = <Row>(file: string, schema: z.ZodType<Row>, columns: readonly string[]) =>
    readTable({ folder, file, schema, columns }, findings);
  return {
    buses: read(area.buses, busRow, columnsOf(busRow)),
    lines: read(area.lines, lineRow, columnsOf(lineRow)),
    transformers: read(area.transformers, transformerRow, columnsOf(transformerRow)),
    lineTypes: read(area.lineTypes, lineTypeRow, columnsOf(lineTypeRow)),
    transformerTypes: read(
      area.transformerTypes,
      transformerTypeRow,
      columnsOf(transformerTypeRow),
    ),
    prosumers:
      typeof area.customers === "string" ? readProsumers(folder, area.customers, findings) : NOBODY,
  };
}

/** Reads the attribute table of an area's prosumers. */
function readProsumers(folder: string, file: string, findings: Finding[]): Table<Prosumer> {
  const optional = ["strategy", "appliances"];
  return readTable(
    { folder, file, schema: prosumerRow, columns: columnsOf(prosumerRow), optional },
    findings,
  );
}

/** Stands until a population is drawn. */
const NOBODY: Table<Prosumer> = {
  file: "",
  rows: [],
  lines: [],
  ids: new Set(),
  complete: true,
};

function columnsOf(row: { readonly in: { readonly shape: object } }): readonly string[] {
  return Object.keys(row.in.shape);
}
