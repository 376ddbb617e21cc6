import { fieldsOf } from "#scenarios/grids/parseJson.ts";
import type { RawRow } from "#scenarios/grids/sourceRow.ts";
import type { Finding } from "#scenarios/scenarioError.ts";

/** A net taken apart: tables by name, and the single values beside them. */
export interface PandapowerTables {
  readonly tables: ReadonlyMap<string, readonly RawRow[]>;
  readonly values: ReadonlyMap<string, unknown>;
}

/**
 * Takes a net apart, whether its tables are plain lists of rows or data frames as pandapower itself
 * writes them: an object with the frame as text, split into columns, index and data.
 */
export function pandapowerTables(
  raw: unknown,
  file: string,
  findings: Finding[],
): PandapowerTables {
  const outer = fieldsOf(raw) ?? {};
  const net = outer["_class"] === "pandapowerNet" ? fieldsOf(outer["_object"]) : outer;
  const tables = new Map<string, readonly RawRow[]>();
  const values = new Map<string, unknown>();
  for (const [name, value] of Object.entries(net ?? {})) {
    const rows = rowsOf(value);
    if (rows === undefined) values.set(name, value);
    else if (rows === "broken")
      findings.push({ file, field: name, expected: "a table", found: "a data frame that is none" });
    else
      tables.set(
        name,
        rows.map((cells) => ({ file, label: `${name} ${cells["index"] ?? "?"}`, cells })),
      );
  }
  return { tables, values };
}

type Cells = Readonly<Record<string, unknown>>;

function rowsOf(value: unknown): readonly Cells[] | "broken" | undefined {
  if (Array.isArray(value)) {
    const rows = value.map(fieldsOf);
    return rows.every((row) => row !== undefined) ? rows : undefined;
  }
  const fields = fieldsOf(value);
  if (fields?.["_class"] !== "DataFrame") return undefined;
  return frameRows(fields["_object"]) ?? "broken";
}

function frameRows(object: unknown): readonly Cells[] | undefined {
  const frame = fieldsOf(typeof object === "string" ? tryParse(object) : object);
  const [columns, index, data] = [frame?.["columns"], frame?.["index"], frame?.["data"]];
  if (!Array.isArray(columns) || !Array.isArray(index) || !Array.isArray(data)) return undefined;
  return data.map((cells: unknown, row) => {
    const given: readonly unknown[] = Array.isArray(cells) ? cells : [];
    const named = columns.map((column, i): [string, unknown] => [String(column), given[i]]);
    return { ...Object.fromEntries(named), index: index[row] };
  });
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
