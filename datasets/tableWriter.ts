import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { closeSync, openSync, writeSync } from "node:fs";
import {
  type Data,
  Dictionary,
  makeData,
  RecordBatch,
  type Schema,
  Struct,
  Utf8,
  type Vector,
  vectorFromArray,
} from "apache-arrow";
import { ArrowFile } from "#datasets/arrowFile.ts";
import { arrowSchema } from "#datasets/arrowSchema.ts";
import { RowBuffer } from "#datasets/rowBuffer.ts";
import type { TableDefinition } from "#datasets/table.ts";

/** What was written: enough to recognise the table again. */
export interface WrittenTable {
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
}

const STAGING_BYTES_FIRST = 1 << 16;

/**
 * Writes one table as an Arrow IPC file, batch by batch. Every batch is on its way to the disk when
 * `writeBatch` returns, so its buffer may be refilled and memory does not grow with the table.
 * Equal batches give equal bytes.
 */
export class TableWriter {
  readonly definition: TableDefinition;
  readonly #schema: Schema;
  readonly #file: ArrowFile;
  readonly #descriptor: number;
  readonly #hash = createHash("sha256");
  readonly #dictionaries = new Map<string, Vector<Utf8>>();
  #staging = new Uint8Array(STAGING_BYTES_FIRST);
  #staged = 0;
  #rows = 0;
  #bytes = 0;
  #batches = 0;

  constructor(path: string, definition: TableDefinition) {
    this.definition = definition;
    this.#schema = arrowSchema(definition);
    this.#descriptor = openSync(path, "w");
    this.#file = new ArrowFile(this.#schema, (bytes) => this.#stage(bytes));
  }

  /**
   * Appends all rows of `buffer` as one record batch and leaves the buffer as it is. Texts may not
   * appear after the first batch: readers of the file format do not expect growing dictionaries.
   */
  writeBatch(buffer: RowBuffer): void {
    const { length } = buffer;
    const children = this.#schema.fields.map(({ name, type }) => {
      const data = buffer.column(name).subarray(0, length);
      if (!(type instanceof Dictionary)) return makeData({ type, length, nullCount: 0, data });
      const dictionary = this.#dictionaryOf(buffer, name);
      this.#assertCodes(name, data, dictionary.length);
      return makeData({ type, length, nullCount: 0, data, dictionary });
    }) as Data[];
    const type = new Struct(this.#schema.fields);
    const rows = makeData({ type, length, nullCount: 0, children });
    this.#file.append(new RecordBatch(this.#schema, rows));
    this.#batches++;
    this.#rows += length;
    this.#flush();
  }

  /** Completes the file. A table without rows still gets a batch, which carries its words. */
  close(): WrittenTable {
    if (this.#batches === 0) this.writeBatch(new RowBuffer(this.definition));
    this.#file.finish();
    this.#flush();
    closeSync(this.#descriptor);
    return { rows: this.#rows, bytes: this.#bytes, sha256: this.#hash.digest("hex") };
  }

  /** Lets the file go, as it is. */
  abort(): void {
    closeSync(this.#descriptor);
  }

  #dictionaryOf(buffer: RowBuffer, name: string): Vector<Utf8> {
    const words = buffer.words(name);
    const known = this.#dictionaries.get(name);
    if (known === undefined) {
      const dictionary = vectorFromArray(words, new Utf8());
      this.#dictionaries.set(name, dictionary);
      return dictionary;
    }
    assert(
      known.length === words.length,
      `${this.definition.name}.${name} got new texts after the first batch; give all up front`,
    );
    return known;
  }

  /** A code without a word would break every reader, far from here. */
  #assertCodes(name: string, codes: ArrayLike<number>, wordCount: number): void {
    for (let i = 0; i < codes.length; i++) {
      const code = codes[i]!;
      assert(
        code >= 0 && code < wordCount,
        `${this.definition.name}.${name}: code ${code} has no word (row ${i})`,
      );
    }
  }

  #stage(bytes: Uint8Array): void {
    const end = this.#staged + bytes.length;
    if (end > this.#staging.length) {
      const larger = new Uint8Array(Math.max(end, 2 * this.#staging.length));
      larger.set(this.#staging.subarray(0, this.#staged));
      this.#staging = larger;
    }
    this.#staging.set(bytes, this.#staged);
    this.#staged = end;
  }

  #flush(): void {
    const bytes = this.#staging.subarray(0, this.#staged);
    this.#hash.update(bytes);
    for (let done = 0; done < bytes.length; ) done += writeSync(this.#descriptor, bytes, done);
    this.#bytes += bytes.length;
    this.#staged = 0;
  }
}
