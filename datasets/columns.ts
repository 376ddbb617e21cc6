import assert from "node:assert/strict";
import type { Table } from "apache-arrow";

/** Codes of a category or text column beside the words that they stand for. */
export interface CodeColumn {
  readonly codes: Int32Array;
  readonly words: readonly string[];
}

/** A numeric column as one typed array over all batches; not copied when there is one batch. */
export function numberColumn(table: Table, name: string): Int32Array | Float64Array {
  const values: unknown = vectorOf(table, name).toArray();
  assert(
    values instanceof Int32Array || values instanceof Float64Array,
    `${name} holds no numbers`,
  );
  return values;
}

/** A category or text column as codes, without making a string per row. */
export function codeColumn(table: Table, name: string): CodeColumn {
  const { data } = vectorOf(table, name);
  const words: string[] = [...(data[0]?.dictionary?.toArray() ?? [])];
  const codes = new Int32Array(table.numRows);
  let start = 0;
  for (const chunk of data) {
    codes.set(chunk.values.subarray(0, chunk.length), start);
    start += chunk.length;
  }
  return { codes, words };
}

function vectorOf(table: Table, name: string) {
  const vector = table.getChild(name);
  assert(vector !== null, `there is no column ${name}`);
  return vector;
}
