import { fieldsOf } from "#scenarios/grids/parseJson.ts";
import type { RawRow } from "#scenarios/grids/sourceRow.ts";
import { type Finding, foundText } from "#scenarios/scenarioError.ts";

/**
 * Takes an input data set apart into components by name. A component is a list of rows, each an
 * object or, where `attributes` names the columns, a bare list; or an object of whole columns.
 */
export function componentRows(
  raw: unknown,
  file: string,
  findings: Finding[],
): ReadonlyMap<string, readonly RawRow[]> {
  const set = fieldsOf(raw) ?? {};
  const refuse = (field: string, expected: string, found: string) =>
    void findings.push({ file, field, expected, found });
  if (set["type"] !== "input") refuse("type", '"input"', foundText(set["type"]));
  if (set["is_batch"] === true) refuse("is_batch", "false: one data set, no batch", "true");
  const attributes = fieldsOf(set["attributes"]) ?? {};
  const components = new Map<string, readonly RawRow[]>();
  const data = fieldsOf(set["data"]);
  if (data === undefined) refuse("data", "components by name", foundText(set["data"]));
  for (const [name, value] of Object.entries(data ?? {})) {
    const rows: RawRow[] = [];
    const list = Array.isArray(value) ? value : rowsOfColumns(value);
    if (list === undefined) refuse(`data.${name}`, "a list of rows, or columns", foundText(value));
    for (const [position, row] of (list ?? []).entries()) {
      const cells = cellsOf(row, attributes[name]);
      if (cells === undefined)
        refuse(`data.${name}.${position}`, "an object, or a value per attribute", foundText(row));
      else rows.push({ file, label: `${name} ${cells["id"] ?? `at ${position}`}`, cells });
    }
    components.set(name, rows);
  }
  return components;
}

/** Numbers beyond what JSON knows come in quotes. */
const special: ReadonlyMap<unknown, number> = new Map([
  ["inf", Number.POSITIVE_INFINITY],
  ["+inf", Number.POSITIVE_INFINITY],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["-inf", Number.NEGATIVE_INFINITY],
  ["nan", Number.NaN],
]);

function cellsOf(row: unknown, attributes: unknown): Readonly<Record<string, unknown>> | undefined {
  const entries = Array.isArray(row)
    ? Array.isArray(attributes) && attributes.length === row.length
      ? row.map((value: unknown, i): [string, unknown] => [String(attributes[i]), value])
      : undefined
    : Object.entries(fieldsOf(row) ?? {});
  if (entries === undefined || (!Array.isArray(row) && fieldsOf(row) === undefined))
    return undefined;
  return Object.fromEntries(
    entries
      // Keys that begin with an underscore are remarks.
      .filter(([name]) => !name.startsWith("_"))
      .map(([name, value]) => [name, special.get(value) ?? value]),
  );
}

function rowsOfColumns(value: unknown): readonly unknown[] | undefined {
  const columns = Object.entries(fieldsOf(value) ?? {});
  const lists = columns.filter((entry): entry is [string, unknown[]] => Array.isArray(entry[1]));
  const count = lists[0]?.[1].length;
  const isEven = lists.every(([, list]) => list.length === count);
  if (count === undefined || lists.length !== columns.length || !isEven) return undefined;
  return Array.from({ length: count }, (_, row) =>
    Object.fromEntries(lists.map(([name, list]) => [name, list[row]])),
  );
}
