import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { CsvError, parse } from "csv-parse/sync";
import type { z } from "zod";
import { parsePart } from "#scenarios/parsePart.ts";
import { isUnit } from "#scenarios/quantity.ts";
import type { Finding } from "#scenarios/scenarioError.ts";

/** A table of a scenario: its good rows, and where each stands. */
export interface Table<Row> {
  readonly file: string;
  readonly rows: readonly Row[];
  /** Line of each row in the file. */
  readonly lines: readonly number[];
  /** First cell of every row, good or not. */
  readonly ids: ReadonlySet<string>;
  /** Whether nothing was wrong with it; what is missing from other tables is known only then. */
  readonly complete: boolean;
}

interface TableFile<Row> {
  readonly folder: string;
  readonly file: string;
  readonly schema: z.ZodType<Row>;
  readonly columns: readonly string[];
  /** Those that may be left out. */
  readonly optional?: readonly string[];
}

/**
 * Reads a CSV file with a header. The unit of a column stands in its header, "length [m]", or in
 * every cell, "35 m"; lines that begin with # are comments.
 */
export function readTable<Row>(source: TableFile<Row>, findings: Finding[]): Table<Row> {
  const { file, schema } = source;
  const countBefore = findings.length;
  const rows: Row[] = [];
  const lines: number[] = [];
  const ids = new Set<string>();
  const table = { file, rows, lines, ids };
  const [header, ...records] = readRecords(source, findings);
  if (header === undefined) return { ...table, complete: false };
  const columns = header.cells.map(parseHeader);
  const fits = checkColumns(source, columns, header.line, findings);
  for (const { cells, line } of records) {
    ids.add(cells[0] ?? "");
    if (!fits) continue;
    if (cells.length !== columns.length) {
      const found = `${cells.length} cells`;
      findings.push({ file, line, field: "(row)", expected: `${columns.length} cells`, found });
      continue;
    }
    const raw = Object.fromEntries(
      columns.map(({ name, unit }, index) => [name, withUnit(cells[index]!, unit)]),
    );
    const row = parsePart(schema, raw, { file, path: [], locate: () => ({ line }) }, findings);
    if (row === undefined) continue;
    rows.push(row);
    lines.push(line);
  }
  for (const column of columns)
    foldColumn(column, header.line, findings, { from: countBefore, of: records.length });
  return { ...table, complete: findings.length === countBefore };
}

interface Column {
  readonly name: string;
  readonly unit: string | undefined;
}

interface CsvRecord {
  readonly cells: readonly string[];
  readonly line: number;
}

const csvOptions = {
  bom: true,
  comment: "#",
  info: true,
  relax_column_count: true,
  skip_empty_lines: true,
  trim: true,
} as const;

/** What csv-parse gives for `info: true`, which its types do not know. */
interface CsvInfo {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

function readRecords<Row>({ folder, file }: TableFile<Row>, findings: Finding[]): CsvRecord[] {
  const refuse = (expected: string, found: string): CsvRecord[] => {
    findings.push({ file, field: "(whole file)", expected, found });
    return [];
  };
  let text: string;
  try {
    text = readFileSync(resolve(folder, file), "utf8");
  } catch {
    return refuse("a CSV file", "no such file");
  }
  try {
    const parsed = parse(text, csvOptions) as unknown as CsvInfo[];
    if (parsed.length === 0) return refuse("a header", "an empty file");
    return parsed.map(({ record, info }) => ({ cells: record, line: info.lines }));
  } catch (error) {
    if (error instanceof CsvError) return refuse("well-formed CSV", error.message);
    throw error;
  }
}

function parseHeader(cell: string): Column {
  const [, name = cell, unit] = /^(.*?)\s*(?:\[(.*)\])?$/.exec(cell) ?? [];
  return { name, unit };
}

function withUnit(cell: string, unit: string | undefined): string {
  return unit === undefined ? cell : `${cell} ${unit}`;
}

/** One finding for each column, not one for each of its cells. */
function checkColumns<Row>(
  { file, columns, optional = [] }: TableFile<Row>,
  given: readonly Column[],
  line: number,
  findings: Finding[],
): boolean {
  const names = given.map(({ name }) => name);
  const countBefore = findings.length;
  for (const column of columns)
    if (!names.includes(column) && !optional.includes(column))
      findings.push({
        file,
        line,
        field: column,
        expected: "a column of this name",
        found: "none",
      });
  for (const name of names)
    if (!columns.includes(name)) {
      const expected = `one of the columns ${columns.join(", ")}`;
      findings.push({ file, line, field: name, expected, found: `unknown column "${name}"` });
    }
  for (const { name, unit } of given)
    if (unit !== undefined && !isUnit(unit)) {
      const found = `unknown unit "${unit}"`;
      findings.push({ file, line, field: name, expected: "a known unit in its header", found });
    }
  return findings.length === countBefore;
}

/** A unit in the header that fits no cell is one finding at the header, not one for each row. */
function foldColumn(
  { name, unit }: Column,
  line: number,
  findings: Finding[],
  { from, of }: { readonly from: number; readonly of: number },
): void {
  const own = findings.slice(from).filter(({ field }) => field === name);
  if (unit === undefined || of < 2 || own.length < of) return;
  const others = findings.slice(from).filter(({ field }) => field !== name);
  const folded = { ...own[0]!, line, found: `the unit "${unit}" in its header` };
  findings.splice(from, Number.POSITIVE_INFINITY, ...others, folded);
}
