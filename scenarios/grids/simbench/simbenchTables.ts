import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { CsvError, parse } from "csv-parse/sync";
import type { RawRow } from "#scenarios/grids/sourceRow.ts";
import type { Finding } from "#scenarios/scenarioError.ts";

/** Names of the tables in a folder, without their ending. */
export function tableNames(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".csv"))
    .map((name) => name.slice(0, -".csv".length))
    .sort();
}

/** What csv-parse gives for `info: true`, which its types do not know. */
interface CsvInfo {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

const options = {
  bom: true,
  delimiter: ";",
  info: true,
  quote: '"',
  relax_column_count: true,
  skip_empty_lines: true,
  trim: true,
} as const;

/** Reads a table with semicolons between its cells; NULL stands for nothing. */
export function readSimbenchTable(folder: string, name: string, findings: Finding[]): RawRow[] {
  const file = `${name}.csv`;
  let records: readonly CsvInfo[];
  try {
    records = parse(readFileSync(join(folder, file), "utf8"), options) as unknown as CsvInfo[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const expected = "CSV with semicolons";
    findings.push({ file, field: "(whole file)", expected, found: error.message });
    return [];
  }
  const columns = records[0]?.record ?? [];
  return records.slice(1).map(({ record, info: { lines: line } }) => {
    if (record.length !== columns.length)
      findings.push({
        file,
        line,
        field: "(row)",
        expected: `${columns.length} cells`,
        found: `${record.length} cells`,
      });
    const cells = columns.map((column, i): [string, unknown] => {
      const cell = record[i] ?? "";
      return [column, cell === "NULL" || cell === "" ? null : cell];
    });
    return { file, line, label: "", cells: Object.fromEntries(cells) };
  });
}
