import { didYouMean } from "#scenarios/checks/didYouMean.ts";
import type { CaseBuilder } from "#scenarios/grids/caseBuilder.ts";
import { nameplateCircuit } from "#scenarios/grids/nameplate.ts";
import { refuseRepeated, SourceRow } from "#scenarios/grids/sourceRow.ts";
import type { Table } from "#scenarios/readTable.ts";
import type {
  LineRecord,
  LineType,
  TransformerRecord,
  TransformerType,
} from "#scenarios/scenario.ts";
import type { Finding } from "#scenarios/scenarioError.ts";

const FREQUENCY_HZ = 50;

interface BranchTables {
  readonly buses: Table<unknown>;
  readonly lines: Table<LineRecord>;
  readonly transformers: Table<TransformerRecord>;
  readonly lineTypes: Table<LineType>;
  readonly transformerTypes: Table<TransformerType>;
}

/** Adds lines, save for those that are open, and transformers with what their types say. */
export function addAreaBranches(
  { buses, lines, transformers, lineTypes, transformerTypes }: BranchTables,
  isOpen: ReadonlySet<string>,
  findings: Finding[],
  builder: CaseBuilder,
): void {
  const ids = new Map<string, string>();
  const lineTypeOf = byId(placed(lineTypes, findings));
  for (const [line, row] of placed(lines, findings, ids)) {
    const isKnown = [
      knowsBus(row, "from", line.busFrom, buses, builder),
      knowsBus(row, "to", line.busTo, buses, builder),
    ];
    const type = typeOf(row, line.type, lineTypeOf, lineTypes);
    if (type !== undefined && !isKnown.includes(false) && !isOpen.has(line.id))
      addLine(row, line, type, builder);
  }
  const transformerTypeOf = byId(placed(transformerTypes, findings));
  for (const [transformer, row] of placed(transformers, findings, ids)) {
    const isKnown = [
      knowsBus(row, "hv", transformer.busHv, buses, builder),
      knowsBus(row, "lv", transformer.busLv, buses, builder),
    ];
    const type = typeOf(row, transformer.type, transformerTypeOf, transformerTypes);
    if (type !== undefined && !isKnown.includes(false))
      addTransformer(row, transformer, type, builder);
  }
}

/** Rows of a table with their places; the ids of branches are shared by both tables. */
function placed<Row extends { readonly id: string }>(
  table: Table<Row>,
  findings: Finding[],
  seen = new Map<string, string>(),
): (readonly [Row, SourceRow])[] {
  const rows = table.rows.map((record, i) => {
    const place = { file: table.file, line: table.lines[i]!, label: "" };
    return [record, new SourceRow({ ...place, cells: { id: record.id } }, findings)] as const;
  });
  refuseRepeated(
    rows.map(([, row]) => row),
    "id",
    seen,
  );
  return rows;
}

function byId<Row extends { readonly id: string }>(
  rows: readonly (readonly [Row, SourceRow])[],
): ReadonlyMap<string, Row> {
  return new Map(rows.map(([record]) => [record.id, record]));
}

function typeOf<Type>(
  row: SourceRow,
  name: string,
  types: ReadonlyMap<string, Type>,
  table: Table<unknown>,
): Type | undefined {
  const type = types.get(name);
  if (type === undefined && !isTold(table, name))
    row.refuse("type", `a type of ${table.file}`, `"${name}"${didYouMean(name, types.keys())}`);
  return type;
}

function knowsBus(
  row: SourceRow,
  column: string,
  id: string,
  buses: Table<unknown>,
  builder: CaseBuilder,
): boolean {
  const isKnown = builder.kvOf(id) > 0;
  if (!isKnown && !isTold(buses, id)) row.refuse(column, "a bus of the area", `"${id}"`);
  return isKnown;
}

/** Whether an id is one of a row that is wrong, or of a table that is not there, which is told where it stands. */
function isTold({ complete, ids }: Table<unknown>, id: string): boolean {
  return !complete && (ids.size === 0 || ids.has(id));
}

function addLine(row: SourceRow, line: LineRecord, type: LineType, builder: CaseBuilder): void {
  const km = line.lengthM / 1000;
  builder.addLine(row, {
    id: line.id,
    busFrom: line.busFrom,
    busTo: line.busTo,
    type: type.id,
    lengthKm: km,
    rOhm: type.rOhmPerKm * km,
    xOhm: type.xOhmPerKm * km,
    gSiemens: 0,
    bSiemens: 2 * Math.PI * FREQUENCY_HZ * type.cNfPerKm * 1e-9 * km,
    ratedA: type.ratedA,
  });
}

function addTransformer(
  row: SourceRow,
  transformer: TransformerRecord,
  type: TransformerType,
  builder: CaseBuilder,
): void {
  const [hv, lv] = [builder.kvOf(transformer.busHv), builder.kvOf(transformer.busLv)];
  if (hv !== type.hvKv || lv !== type.lvKv)
    row.refuse("type", `buses of ${type.hvKv} and ${type.lvKv} kV`, `${hv} kV and ${lv} kV`);
  builder.addTransformer(
    row,
    {
      id: transformer.id,
      busFrom: transformer.busHv,
      busTo: transformer.busLv,
      kvFrom: type.hvKv,
      kvTo: type.lvKv,
      ...nameplateCircuit({
        kv: type.lvKv,
        ratedKva: type.ratedKva,
        shortCircuit: type.shortCircuitPercent / 100,
        shortCircuitResistive: type.shortCircuitResistivePercent / 100,
        noLoadKw: type.noLoadKw,
        noLoadCurrent: type.noLoadCurrentPercent / 100,
        parallel: 1,
      }),
      circuit: "t",
      ratio: transformer.ratio,
      shiftDegree: 0,
      ratedKva: type.ratedKva,
    },
    false,
  );
}
