import assert from "node:assert/strict";
import type { Column, ColumnType, TableDefinition } from "#datasets/table.ts";
import { TextDictionary } from "#datasets/textDictionary.ts";

/** Values of a column: numbers, or codes of a category (Int8) or a text (Int32). */
export type ColumnArray = Int8Array | Int32Array | Float64Array;

/** Texts of a table that are known up front, by column. */
export type Texts<T extends TableDefinition> = {
  readonly [K in keyof T["columns"]]?: readonly string[];
};

const ROWS_FIRST = 1024;

const arrayTypes = {
  int32: Int32Array,
  float64: Float64Array,
  category: Int8Array,
  text: Int32Array,
} satisfies Record<ColumnType, unknown>;

/**
 * Rows of one table on their way to disk: one growing typed array per column.
 *
 * A hot writer reserves a row and fills it column by column:
 * `const i = buffer.row(); buffer.columns.period[i] = period;`. A column must be fetched after
 * `row()`, which may have replaced all of them by longer ones. Columns not set are 0.
 */
export class RowBuffer<T extends TableDefinition = TableDefinition> {
  readonly definition: T;
  readonly columns: { readonly [K in keyof T["columns"]]: ColumnArray };
  readonly #columns: Record<string, ColumnArray> = {};
  readonly #dictionaries = new Map<string, TextDictionary>();
  #length = 0;
  #capacity = ROWS_FIRST;

  /** `texts`: the whole dictionary of a text column that is written in more than one batch. */
  constructor(definition: T, texts: Texts<T> = {}) {
    this.definition = definition;
    const known: Record<string, readonly string[] | undefined> = texts;
    for (const [name, column] of Object.entries(definition.columns)) {
      this.#columns[name] = new arrayTypes[column.type](this.#capacity);
      const words = column.words ?? known[name];
      if (column.type === "category" || column.type === "text") {
        this.#dictionaries.set(name, new TextDictionary(name, words));
      }
    }
    this.columns = this.#columns as { [K in keyof T["columns"]]: ColumnArray };
  }

  /** Rows filled. */
  get length(): number {
    return this.#length;
  }

  /** Reserves a row and returns its index. */
  row(): number {
    if (this.#length === this.#capacity) this.#grow();
    return this.#length++;
  }

  /** The array of a column, valid until the next `row()`. */
  column(name: keyof T["columns"] & string): ColumnArray {
    return this.#columns[name]!;
  }

  /** Code of a word in a category or text column. A new text is added unless all were given. */
  code(name: keyof T["columns"] & string, word: string): number {
    const dictionary = this.#dictionaries.get(name);
    assert(dictionary !== undefined, `${this.definition.name}.${name} holds no words`);
    return dictionary.code(word);
  }

  /** Words of a category or text column, in the order of their codes. */
  words(name: keyof T["columns"] & string): readonly string[] {
    return this.#dictionaries.get(name)?.words ?? [];
  }

  /** Appends one row; words may be given as such or as their code. For rare rows. */
  push(values: { readonly [K in keyof T["columns"]]: number | string }): void {
    const row: Readonly<Record<string, number | string>> = values;
    const i = this.row();
    for (const [name, column] of Object.entries(this.definition.columns)) {
      this.#columns[name]![i] = this.#valueOf(name, column, row[name]);
    }
  }

  /** Forgets the rows and keeps the room; the next rows start from zeros. */
  clear(): void {
    for (const column of Object.values(this.#columns)) column.fill(0, 0, this.#length);
    this.#length = 0;
  }

  #valueOf(name: string, column: Column, value: number | string | undefined): number {
    const place = `${this.definition.name}.${name}`;
    assert(value !== undefined, `${place} has no value`);
    if (typeof value === "string") return this.code(name, value);
    assert(
      column.type === "float64" || value === (value | 0),
      `${place} takes 32-bit integers, got ${value}`,
    );
    return value;
  }

  #grow(): void {
    this.#capacity *= 2;
    for (const [name, column] of Object.entries(this.definition.columns)) {
      const longer = new arrayTypes[column.type](this.#capacity);
      longer.set(this.#columns[name]!);
      this.#columns[name] = longer;
    }
  }
}
