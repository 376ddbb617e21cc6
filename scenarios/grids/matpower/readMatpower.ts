import { CaseBuilder } from "#scenarios/grids/caseBuilder.ts";
import type { GridReading } from "#scenarios/grids/gridReading.ts";
import { addCaseBranches } from "#scenarios/grids/matpower/addBranches.ts";
import { addCaseBuses } from "#scenarios/grids/matpower/addBuses.ts";
import { addCaseGenerators } from "#scenarios/grids/matpower/addGenerators.ts";
import { caseColumns, ignoredParts, readColumns } from "#scenarios/grids/matpower/caseColumns.ts";
import type { MatpowerCase } from "#scenarios/grids/matpower/matpowerCase.ts";
import { phasesOf } from "#scenarios/grids/matpower/phasesOf.ts";
import { type CaseParts, runCase } from "#scenarios/grids/matpower/runCase.ts";
import type { RawRow } from "#scenarios/grids/sourceRow.ts";
import { TableReader } from "#scenarios/grids/tableReader.ts";
import { ScenarioError } from "#scenarios/scenarioError.ts";

/**
 * Reads a MATPOWER case file, version 2, after its own conversions of units. Reactive limits are not
 * enforced. Bus ids are the bus numbers; branches and generators are called by their row, "branch 1".
 *
 * @throws {ScenarioError} with everything that is wrong or cannot be represented.
 */
export function readMatpower(text: string, file: string): GridReading {
  const reader = new TableReader();
  const parts = runCase(text, file, reader.findings);
  checkParts(parts, file, reader);
  const { threefold, kvFactor } = phasesOf(parts, file, reader);
  const base = parts.parts.get("baseMVA");
  const builder = new CaseBuilder(reader.findings);
  const matpowerCase: MatpowerCase = {
    reader,
    baseMva: (typeof base === "number" ? base : Number.NaN) * threefold,
    threefold,
    kvFactor,
    buses: new Map(),
    open: (table) =>
      reader.open(table, rowsOf(parts, table, file), {
        read: readColumns[table],
        ignored: caseColumns[table],
      }),
  };
  addCaseBuses(matpowerCase, builder);
  addCaseBranches(matpowerCase, builder);
  addCaseGenerators(matpowerCase, file, builder);
  for (const statement of parts.conversions)
    reader.remarks.push(`converted by the file: ${statement}`);
  const gridCase = builder.finish(parts.name || file, file);
  if (reader.findings.length > 0) throw new ScenarioError(`cannot read ${file}`, reader.findings);
  const { fieldsRead, fieldsIgnored, remarks } = reader;
  const { openEnds } = builder;
  return { format: "matpower", gridCase, fieldsRead, fieldsIgnored, remarks, openEnds };
}

function rowsOf(parts: CaseParts, table: keyof typeof caseColumns, file: string): RawRow[] {
  const rows = parts.parts.get(table);
  if (rows === undefined || typeof rows === "number") return [];
  const columns: readonly string[] = caseColumns[table];
  const lines = parts.lines.get(table) ?? [];
  return rows.map((row, i) => ({
    file,
    ...(lines[i] === undefined ? {} : { line: lines[i] }),
    label: `${table} row ${i + 1}`,
    cells: Object.fromEntries(row.map((value, j) => [columns[j] ?? `column ${j + 1}`, value])),
  }));
}

function checkParts({ parts }: CaseParts, file: string, reader: TableReader): void {
  const refuse = (field: string, expected: string, found: string) =>
    void reader.findings.push({ file, field, expected, found });
  if (!parts.has("version"))
    refuse("mpc.version", "a case of format version 2", "no version, so format version 1");
  const base = parts.get("baseMVA");
  if (typeof base !== "number" || !(base > 0) || base === Number.POSITIVE_INFINITY)
    refuse("mpc.baseMVA", "a base power above 0", typeof base === "number" ? `${base}` : "nothing");
  else reader.noteRead("baseMVA");
  for (const table of ["bus", "gen", "branch"] as const)
    if (!Array.isArray(parts.get(table))) refuse(`mpc.${table}`, "a table", "nothing");
  for (const [part, value] of parts) {
    if (part === "baseMVA" || Object.hasOwn(caseColumns, part)) continue;
    if (ignoredParts.has(part)) reader.noteIgnored(part);
    // An empty table or list says nothing.
    else if (!(Array.isArray(value) && value.length === 0))
      refuse(`mpc.${part}`, "a part of a case that is known here", `unknown part "${part}"`);
  }
}
