import { CaseBuilder } from "#scenarios/grids/caseBuilder.ts";
import type { GridReading } from "#scenarios/grids/gridReading.ts";
import { addPandapowerBranches } from "#scenarios/grids/pandapower/addBranches.ts";
import { addPandapowerInjections } from "#scenarios/grids/pandapower/addInjections.ts";
import { addPandapowerTransformers } from "#scenarios/grids/pandapower/addTransformers.ts";
import { ignoredTables, pandapowerColumns } from "#scenarios/grids/pandapower/pandapowerColumns.ts";
import type { PandapowerNet } from "#scenarios/grids/pandapower/pandapowerNet.ts";
import {
  type PandapowerTables,
  pandapowerTables,
} from "#scenarios/grids/pandapower/pandapowerTables.ts";
import { readSwitches } from "#scenarios/grids/pandapower/readSwitches.ts";
import { fieldsOf } from "#scenarios/grids/parseJson.ts";
import { refuseRepeated, SourceRow } from "#scenarios/grids/sourceRow.ts";
import { TableReader } from "#scenarios/grids/tableReader.ts";
import { foundText, ScenarioError } from "#scenarios/scenarioError.ts";

/**
 * Reads a pandapower net. Transformers as T circuits, voltage angles with the shifts of the
 * transformers, reactive limits not enforced: what `runpp` does unless told otherwise. Bus ids are
 * the indices; elements are called by table and index, "line 3", "trafo 0".
 *
 * @throws {ScenarioError} with everything that is wrong or cannot be represented.
 */
export function readPandapower(raw: unknown, file: string): GridReading {
  const reader = new TableReader();
  const taken = pandapowerTables(raw, file, reader.findings);
  checkTables(taken, file, reader);
  const builder = new CaseBuilder(reader.findings);
  const net = openNet(taken, file, reader);
  for (const bus of net.buses.values())
    if (bus.inService) builder.addBus(bus.row, { id: bus.id, voltageKvRated: bus.kv });
  reader.remarkLeftOut(
    [...net.buses.values()].filter((bus) => !bus.inService).length,
    "the table bus",
  );
  readSwitches(net, builder);
  addPandapowerBranches(net, builder);
  addPandapowerTransformers(net, builder);
  addPandapowerInjections(net, builder);
  const name = taken.values.get("name");
  const gridCase = builder.finish(typeof name === "string" && name !== "" ? name : file, file);
  if (reader.findings.length > 0) throw new ScenarioError(`cannot read ${file}`, reader.findings);
  const { fieldsRead, fieldsIgnored, remarks } = reader;
  const { openEnds } = builder;
  return { format: "pandapower", gridCase, fieldsRead, fieldsIgnored, remarks, openEnds };
}

function openNet({ tables, values }: PandapowerTables, file: string, reader: TableReader) {
  const single = new SourceRow(
    { file, label: "", cells: Object.fromEntries(values) },
    reader.findings,
  );
  const opened = new Map<string, SourceRow[]>();
  const net: PandapowerNet = {
    reader,
    frequencyHz: single.number("f_hz", { above: 0, otherwise: 50 }),
    buses: new Map(),
    openEnds: new Map(),
    open: (table) => {
      const rows =
        opened.get(table) ?? reader.open(table, tables.get(table) ?? [], pandapowerColumns[table]);
      if (!opened.has(table)) refuseRepeated(rows, "index");
      opened.set(table, rows);
      return rows;
    },
  };
  if (single.has("f_hz")) reader.noteRead("f_hz");
  for (const row of net.open("bus")) {
    const id = row.text("index");
    const entry = {
      id,
      row,
      kv: row.number("vn_kv", { above: 0 }),
      inService: row.flag("in_service", true),
    };
    net.buses.set(id, entry);
  }
  return net;
}

/** Refuses what is neither read nor known to be without effect, as soon as it holds anything. */
function checkTables(
  { tables, values }: PandapowerTables,
  file: string,
  reader: TableReader,
): void {
  const isIgnored = (name: string) => ignoredTables.has(name) || /^(_|res_)/.test(name);
  for (const [name, rows] of tables) {
    if (Object.hasOwn(pandapowerColumns, name)) continue;
    const active = rows.filter(({ cells }) => cells["in_service"] !== false);
    if (isIgnored(name)) reader.noteIgnored(name);
    else if (active.length === 0) reader.remarkLeftOut(rows.length, `the table ${name}`);
    else
      reader.findings.push({
        file,
        field: name,
        expected: "no such table, or an empty one; it is not modelled",
        found: `${active.length} ${active.length === 1 ? "row" : "rows"} in service`,
      });
  }
  for (const [name, value] of values) {
    if (name === "f_hz") continue;
    if (isIgnored(name)) reader.noteIgnored(name);
    else if (!isEmpty(value))
      reader.findings.push({
        file,
        field: name,
        expected: "a table or value that is known here",
        found: foundText(value),
      });
  }
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === "") return true;
  return fieldsOf(value) !== undefined && Object.keys(value as object).length === 0;
}
