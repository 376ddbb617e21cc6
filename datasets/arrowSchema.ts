import { type DataType, Dictionary, Field, Float64, Int8, Int32, Schema, Utf8 } from "apache-arrow";
import type { Column, TableDefinition } from "#datasets/table.ts";

/**
 * Builds the Arrow schema of a table. Units, sentences and what a row is travel inside the file,
 * as metadata `unit` and `doc` of a column, `table` and `row` of the schema.
 */
export function arrowSchema(definition: TableDefinition): Schema {
  const fields = Object.entries(definition.columns).map(
    ([name, column], index) =>
      new Field(name, arrowType(column, index), false, new Map(Object.entries(docOf(column)))),
  );
  return new Schema(fields, new Map([...rowDoc(definition)]));
}

/** Dictionary ids are positions in the table: arrow's own counter depends on what was made before. */
function arrowType(column: Column, index: number): DataType {
  switch (column.type) {
    case "int32":
      return new Int32();
    case "float64":
      return new Float64();
    case "category":
      return new Dictionary(new Utf8(), new Int8(), index);
    case "text":
      return new Dictionary(new Utf8(), new Int32(), index);
  }
}

function docOf({ unit, doc }: Column): Record<string, string> {
  return { unit, doc };
}

function rowDoc({ name, row }: TableDefinition): [string, string][] {
  return [
    ["table", name],
    ["row", row],
  ];
}
