import assert from "node:assert/strict";
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ByteFile } from "#datasets/byteFile.ts";
import { dataPackage } from "#datasets/dataPackage.ts";
import { FolderExistsError } from "#datasets/folderExistsError.ts";
import { LineFile } from "#datasets/lineFile.ts";
import { completeManifest, type Manifest, type ManifestInput } from "#datasets/manifest.ts";
import { RowBuffer, type Texts } from "#datasets/rowBuffer.ts";
import type { TableDefinition } from "#datasets/table.ts";
import { TableWriter } from "#datasets/tableWriter.ts";

/** One table being written: fill `buffer`, then `flush`. */
export interface TableHandle<T extends TableDefinition> {
  readonly buffer: RowBuffer<T>;
  /** Writes the rows of the buffer as one batch, if there are any, and clears it. */
  flush(): void;
}

export interface DatasetWriterOptions {
  /** Replaces a dataset that is there already. @default false */
  readonly force?: boolean;
}

interface OpenTable {
  readonly writer: TableWriter;
  readonly flush: () => void;
}

/**
 * Writes the tables of one run. Everything is staged in `<folder>.partial` and appears under
 * `folder` by one rename, so a dataset is there whole or not at all. Remains of an interrupted
 * write are removed by the next one.
 */
export class DatasetWriter {
  readonly folder: string;
  readonly #staging: string;
  readonly #force: boolean;
  readonly #tables = new Map<string, OpenTable>();
  readonly #files = new Map<string, LineFile | ByteFile>();
  #open = true;

  /** Throws FolderExistsError when `folder` exists, unless `force` is given. */
  constructor(folder: string, { force = false }: DatasetWriterOptions = {}) {
    if (!force && existsSync(folder)) throw new FolderExistsError(folder);
    this.folder = folder;
    this.#staging = `${folder}.partial`;
    this.#force = force;
    rmSync(this.#staging, { recursive: true, force: true });
    mkdirSync(this.#staging, { recursive: true });
  }

  /** Opens a table. `texts`: all texts of columns that are written over more than one batch. */
  table<T extends TableDefinition>(definition: T, texts?: Texts<T>): TableHandle<T> {
    assert(this.#open && !this.#tables.has(definition.name), `${definition.name} is open already`);
    const buffer = new RowBuffer(definition, texts);
    const writer = new TableWriter(join(this.#staging, `${definition.name}.arrow`), definition);
    const flush = () => {
      if (buffer.length === 0) return;
      writer.writeBatch(buffer);
      buffer.clear();
    };
    this.#tables.set(definition.name, { writer, flush });
    return { buffer, flush };
  }

  /** Opens a file of lines beside the tables, by its full name; the dataset's hash leaves it out. */
  lineFile(name: string): LineFile {
    assert(this.#open && !this.#files.has(name), `${name} is open already`);
    const file = new LineFile(join(this.#staging, name));
    this.#files.set(name, file);
    return file;
  }

  /** Opens a file of bytes beside the tables, by its full name; the dataset's hash leaves it out. */
  byteFile(name: string): ByteFile {
    assert(this.#open && !this.#files.has(name), `${name} is open already`);
    const file = new ByteFile(join(this.#staging, name));
    this.#files.set(name, file);
    return file;
  }

  /** Writes what the day left in the buffers: one record batch per table. */
  flushDay(): void {
    for (const { flush } of this.#tables.values()) flush();
  }

  /** Completes all tables, writes manifest and description, and lets the dataset appear. */
  commit(input: ManifestInput): { folder: string; hash: string } {
    assert(this.#open, "dataset is closed");
    this.flushDay();
    this.#open = false;
    const writers = [...this.#tables.values()].map(({ writer }) => writer);
    const written = writers.map((writer) => [writer.definition.name, writer.close()] as const);
    const files = [...this.#files].map(([name, file]) => [name, file.close()] as const);
    const manifest = completeManifest(
      input,
      Object.fromEntries(written),
      Object.fromEntries(files),
    );
    const definitions = writers.map(({ definition }) => definition);
    this.#writeJson("manifest.json", manifest);
    this.#writeJson("datapackage.json", dataPackage(manifest, definitions));
    this.#appear();
    return { folder: this.folder, hash: (manifest satisfies Manifest).hash };
  }

  /** Leaves nothing behind. */
  abort(): void {
    if (this.#open) {
      for (const { writer } of this.#tables.values()) writer.abort();
      for (const file of this.#files.values()) file.abort();
    }
    this.#open = false;
    rmSync(this.#staging, { recursive: true, force: true });
  }

  #writeJson(name: string, value: object): void {
    writeFileSync(join(this.#staging, name), `${JSON.stringify(value, undefined, 2)}\n`);
  }

  #appear(): void {
    mkdirSync(dirname(this.folder), { recursive: true });
    if (existsSync(this.folder)) {
      if (!this.#force) throw new FolderExistsError(this.folder);
      rmSync(this.folder, { recursive: true });
    }
    renameSync(this.#staging, this.folder);
  }
}
