import { codeColumn, numberColumn } from "#datasets/columns.ts";
import { readTable } from "#datasets/readDataset.ts";
import type { TableDefinition } from "#datasets/table.ts";

type ColumnName<T extends TableDefinition> = keyof T["columns"] & string;

/** One row of a table, by the names of its columns. */
export interface TableRow<T extends TableDefinition> {
  number(column: ColumnName<T>): number;
  word(column: ColumnName<T>): string;
}

/** Reads the rows of a table, in the order of the table; with `period`, those of that period only. */
export function tableRows<T extends TableDefinition>(
  folder: string,
  definition: T,
  period?: number,
): TableRow<T>[] {
  const table = readTable(folder, definition);
  const numbers = new Map<string, ArrayLike<number>>();
  const words = new Map<string, ReturnType<typeof codeColumn>>();
  for (const [name, { type }] of Object.entries(definition.columns)) {
    if (type === "int32" || type === "float64") numbers.set(name, numberColumn(table, name));
    else words.set(name, codeColumn(table, name));
  }
  const periods = period === undefined ? undefined : numbers.get("period");
  const rows: TableRow<T>[] = [];
  for (let i = 0; i < table.numRows; i++) {
    if (periods !== undefined && periods[i] !== period) continue;
    rows.push({
      number: (column) => numbers.get(column)![i]!,
      word: (column) => {
        const column_ = words.get(column)!;
        return column_.words[column_.codes[i]!]!;
      },
    });
  }
  return rows;
}
