/**
 * How a table is described: one record of columns. The Arrow schema, the documentation and the
 * types of writer and reader all follow from it.
 */

/** Storage of a column. `category` is a closed list of words, `text` an open dictionary. */
export type ColumnType = "int32" | "float64" | "category" | "text";

/** One column: its storage, its unit and one sentence about it. */
export interface Column {
  readonly type: ColumnType;
  /** "1" for counts and indices. */
  readonly unit: string;
  readonly doc: string;
  /** Words of a category, in the order of their codes. */
  readonly words?: readonly string[];
}

export type Columns = Readonly<Record<string, Column>>;

export interface TableDefinition {
  readonly name: string;
  /** What one row is. */
  readonly row: string;
  readonly columns: Columns;
}

export const int32 = (unit: string, doc: string): Column => ({ type: "int32", unit, doc });
export const float64 = (unit: string, doc: string): Column => ({ type: "float64", unit, doc });
export const text = (doc: string): Column => ({ type: "text", unit: "1", doc });
export const category = (words: readonly string[], doc: string): Column => ({
  type: "category",
  unit: "1",
  doc,
  words,
});
