import { basename } from "node:path";
import { didYouMean } from "#scenarios/checks/didYouMean.ts";
import { CaseBuilder } from "#scenarios/grids/caseBuilder.ts";
import type { GridReading } from "#scenarios/grids/gridReading.ts";
import { addSimbenchBranches } from "#scenarios/grids/simbench/addBranches.ts";
import { addSimbenchInjections } from "#scenarios/grids/simbench/addInjections.ts";
import { addSimbenchNodes } from "#scenarios/grids/simbench/addNodes.ts";
import { ignoredTables, simbenchColumns } from "#scenarios/grids/simbench/simbenchColumns.ts";
import type { SimbenchGrid } from "#scenarios/grids/simbench/simbenchGrid.ts";
import { readSimbenchTable, tableNames } from "#scenarios/grids/simbench/simbenchTables.ts";
import { refuseRepeated, type SourceRow } from "#scenarios/grids/sourceRow.ts";
import { TableReader } from "#scenarios/grids/tableReader.ts";
import { ScenarioError } from "#scenarios/scenarioError.ts";

/**
 * Reads a folder of SimBench tables in its nominal state: loads, renewables and storages at the power
 * that their rows name, profiles left aside. Transformers as T circuits at their tap positions. Ids
 * are those of the tables.
 *
 * @throws {ScenarioError} with everything that is wrong or cannot be represented.
 */
export function readSimbench(folder: string): GridReading {
  const reader = new TableReader();
  const names = new Set(tableNames(folder));
  checkNames(folder, names, reader);
  const opened = new Map<string, SourceRow[]>();
  const grid: SimbenchGrid = {
    reader,
    has: (table) => names.has(table),
    nodes: new Map(),
    open: (table) => {
      const rows =
        opened.get(table) ??
        (names.has(table)
          ? reader.open(
              table,
              readSimbenchTable(folder, table, reader.findings),
              simbenchColumns[table],
            )
          : []);
      if (!opened.has(table)) refuseRepeated(rows, "id");
      opened.set(table, rows);
      return rows;
    },
  };
  const builder = new CaseBuilder(reader.findings);
  addSimbenchNodes(grid, builder);
  addSimbenchBranches(grid, builder);
  addSimbenchInjections(grid, builder);
  const gridCase = builder.finish(basename(folder), basename(folder));
  if (reader.findings.length > 0) throw new ScenarioError(`cannot read ${folder}`, reader.findings);
  const { fieldsRead, fieldsIgnored, remarks } = reader;
  const { openEnds } = builder;
  return { format: "simbench", gridCase, fieldsRead, fieldsIgnored, remarks, openEnds };
}

/**
 * Tables of SimBench have names with a capital; other CSV files of a folder are none of them. A table
 * of what cannot be represented may be there as long as it has no rows.
 */
function checkNames(folder: string, names: ReadonlySet<string>, reader: TableReader): void {
  for (const name of names) {
    if (Object.hasOwn(simbenchColumns, name)) continue;
    if (ignoredTables.has(name) || !/^[A-Z]/.test(name)) {
      reader.noteIgnored(name);
      continue;
    }
    const { length: count } = readSimbenchTable(folder, name, reader.findings);
    if (count > 0)
      reader.findings.push({
        file: `${name}.csv`,
        field: "(whole file)",
        expected: "a table that can be represented",
        found: `${count} ${count === 1 ? "row" : "rows"} of ${name}${didYouMean(name, Object.keys(simbenchColumns))}`,
      });
  }
}
