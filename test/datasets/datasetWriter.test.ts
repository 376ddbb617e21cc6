import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { DatasetWriter } from "#datasets/datasetWriter.ts";
import { FolderExistsError } from "#datasets/folderExistsError.ts";
import { readManifest, readTable, verifyDataset } from "#datasets/readDataset.ts";
import { example } from "#test/datasets/exampleTable.ts";
import { manifestInput } from "#test/datasets/manifestInput.ts";

let root = "";
let folder = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "eflex-dataset-"));
  folder = join(root, "pilot", "2A-7");
});
afterEach(() => rmSync(root, { recursive: true }));

/** Two days of two rows each. */
function fill(writer: DatasetWriter): void {
  const { buffer } = writer.table(example, { element: ["T1", "T2"] });
  for (let period = 0; period < 4; period++) {
    buffer.push({ period, energyMwh: period / 4, direction: "up", element: "T2" });
    if (period % 2 === 1) writer.flushDay();
  }
}

function write(force = false) {
  const writer = new DatasetWriter(folder, { force });
  fill(writer);
  return writer.commit(manifestInput);
}

test("a committed dataset holds tables, manifest and description", () => {
  const { hash } = write();
  expect(readdirSync(folder).sort()).toEqual([
    "datapackage.json",
    "example.arrow",
    "manifest.json",
  ]);
  expect(readdirSync(join(root, "pilot"))).toEqual(["2A-7"]);
  const table = readTable(folder, example);
  expect([...table.getChild("period")!]).toEqual([0, 1, 2, 3]);
  expect(table.batches.length).toBe(2);
  const manifest = verifyDataset(folder);
  expect(manifest).toMatchObject({ hash, variant: "2A", tables: { example: { rows: 4 } } });
  expect(manifest.indicators).toEqual({ lossesMwh: 1.5, lossRatioPercent: null });
});

test("the same run has the same hash and the same bytes in every file", () => {
  const { hash } = write();
  const first = readdirSync(folder).map((name) => readFileSync(join(folder, name)));
  expect(write(true).hash).toBe(hash);
  expect(readdirSync(folder).map((name) => readFileSync(join(folder, name)))).toEqual(first);
});

test("nothing appears before the commit", () => {
  const writer = new DatasetWriter(folder);
  fill(writer);
  expect(existsSync(folder)).toBe(false);
  expect(existsSync(`${folder}.partial`)).toBe(true);
  writer.abort();
  expect(existsSync(`${folder}.partial`)).toBe(false);
});

test("remains of an interrupted run are removed by the next", () => {
  fill(new DatasetWriter(folder));
  mkdirSync(join(`${folder}.partial`, "old"));
  write();
  expect(existsSync(`${folder}.partial`)).toBe(false);
  expect(existsSync(join(folder, "old"))).toBe(false);
});

test("a dataset that is there is not replaced, unless by force", () => {
  write();
  expect(() => new DatasetWriter(folder)).toThrow(FolderExistsError);
  const { tables } = readManifest(folder);
  write(true);
  expect(readManifest(folder).tables).toEqual(tables);
});

test("a dataset that appeared meanwhile is not replaced", () => {
  const writer = new DatasetWriter(folder);
  fill(writer);
  mkdirSync(folder);
  expect(() => writer.commit(manifestInput)).toThrow(FolderExistsError);
  expect(readdirSync(folder)).toEqual([]);
});

test("the description names every column with unit and sentence", () => {
  write();
  const described = JSON.parse(readFileSync(join(folder, "datapackage.json"), "utf8"));
  expect(described.name).toBe("test-pilot-2a-7");
  expect(described.resources[0].schema.fields).toContainEqual({
    name: "direction",
    type: "string",
    unit: "1",
    description: "Direction.",
    constraints: { required: true, enum: ["up", "down"] },
  });
});

test("a file of lines stands beside the tables, is listed, and is no part of the hash", () => {
  const { hash } = write();
  const writer = new DatasetWriter(folder, { force: true });
  fill(writer);
  const file = writer.lineFile("log.jsonl");
  file.append('{"a":1}');
  file.append('{"b":"ö"}');
  expect(writer.commit(manifestInput).hash).toBe(hash);
  const path = join(folder, "log.jsonl");
  expect(readFileSync(path, "utf8")).toBe('{"a":1}\n{"b":"ö"}\n');
  expect(verifyDataset(folder).files).toMatchObject({ "log.jsonl": { lines: 2, bytes: 19 } });
  const described = JSON.parse(readFileSync(join(folder, "datapackage.json"), "utf8"));
  expect(described.resources.at(-1)).toMatchObject({ name: "log", path: "log.jsonl", lines: 2 });
  writeFileSync(path, '{"a":2}\n{"b":"ö"}\n');
  expect(() => verifyDataset(folder)).toThrow("log.jsonl: content differs from its SHA-256");
  rmSync(path);
  expect(() => verifyDataset(folder)).toThrow("log.jsonl: missing");
});

test("a file of lines goes with the rest when a write is given up", () => {
  const writer = new DatasetWriter(folder);
  writer.lineFile("log.jsonl").append("{}");
  writer.abort();
  expect(existsSync(`${folder}.partial`)).toBe(false);
});
