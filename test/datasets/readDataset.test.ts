import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { codeColumn, numberColumn } from "#datasets/columns.ts";
import { DatasetError } from "#datasets/datasetError.ts";
import { DatasetWriter } from "#datasets/datasetWriter.ts";
import { readManifest, readTable, verifyDataset } from "#datasets/readDataset.ts";
import { example } from "#test/datasets/exampleTable.ts";
import { manifestInput } from "#test/datasets/manifestInput.ts";

let root = "";
let folder = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "eflex-read-"));
  folder = join(root, "run");
  const writer = new DatasetWriter(folder);
  const { buffer, flush } = writer.table(example, { element: ["T1", "T2"] });
  buffer.push({ period: 3, energyMwh: 0.5, direction: "down", element: "T2" });
  flush();
  buffer.push({ period: 4, energyMwh: 1.5, direction: "up", element: "T1" });
  writer.commit(manifestInput);
});
afterEach(() => rmSync(root, { recursive: true }));

/** The findings of the DatasetError that `read` throws. */
function findings(read: () => unknown): readonly string[] {
  try {
    read();
  } catch (error) {
    if (error instanceof DatasetError) return error.findings;
    throw error;
  }
  return [];
}

function edit(change: (manifest: Record<string, unknown>) => void): void {
  const path = join(folder, "manifest.json");
  const manifest = JSON.parse(readFileSync(path, "utf8"));
  change(manifest);
  writeFileSync(path, JSON.stringify(manifest));
}

test("columns are read over all batches", () => {
  const table = readTable(folder, example);
  expect(numberColumn(table, "period")).toEqual(Int32Array.of(3, 4));
  expect(numberColumn(table, "energyMwh")).toEqual(Float64Array.of(0.5, 1.5));
  expect(codeColumn(table, "direction")).toEqual({
    codes: Int32Array.of(1, 0),
    words: ["up", "down"],
  });
  expect(codeColumn(table, "element").words).toEqual(["T1", "T2"]);
});

test("a folder that is not there says so", () => {
  expect(findings(() => readManifest(join(root, "none")))).toEqual(["there is no such folder"]);
  expect(findings(() => readManifest(root))).toEqual(["manifest.json: missing"]);
});

test("a manifest with faults lists all of them", () => {
  edit((manifest) => {
    manifest["days"] = 0;
    manifest["hash"] = "short";
  });
  expect(findings(() => readManifest(folder))).toEqual([
    expect.stringContaining("manifest.json: days: "),
    "manifest.json: hash: expected a SHA-256 in hexadecimal",
  ]);
});

test.each([
  [1, "made by an older version of eflex (format 1, this one reads 2): run it again"],
  [3, "made by a newer version of eflex (format 3, this one reads 2): read it with that one"],
])("a run of format %i is refused with one finding, whatever else differs", (format, finding) => {
  edit((manifest) => {
    manifest["formatVersion"] = format;
    manifest["hash"] = "short";
  });
  expect(findings(() => readManifest(folder))).toEqual([finding]);
  expect(findings(() => verifyDataset(folder))).toEqual([finding]);
});

test("a manifest without a format is refused", () => {
  edit((manifest) => {
    delete manifest["formatVersion"];
  });
  expect(findings(() => readManifest(folder))[0]).toMatch(/formatVersion/);
});

test("a manifest that is no JSON is refused", () => {
  writeFileSync(join(folder, "manifest.json"), "{");
  expect(findings(() => readManifest(folder))[0]).toMatch(/^manifest.json: no JSON/);
});

test("a table that is missing, corrupt or of another shape is refused", () => {
  expect(findings(() => readTable(folder, "trades"))).toEqual(["trades.arrow: missing"]);
  writeFileSync(join(folder, "trades.arrow"), "ARROW?");
  expect(findings(() => readTable(folder, "trades"))[0]).toMatch(/^trades.arrow: /);
  const wider = { ...example, columns: { ...example.columns, weight: example.columns.period } };
  expect(findings(() => readTable(folder, wider))).toEqual([
    "example.arrow: column weight missing",
  ]);
});

test("one changed byte is found", () => {
  expect(findings(() => verifyDataset(folder))).toEqual([]);
  const path = join(folder, "example.arrow");
  const bytes = readFileSync(path);
  bytes[bytes.length >> 1]! ^= 1;
  writeFileSync(path, bytes);
  expect(findings(() => verifyDataset(folder))).toEqual([
    "example.arrow: content differs from its SHA-256 in the manifest",
  ]);
  writeFileSync(path, bytes.subarray(1));
  expect(findings(() => verifyDataset(folder))).toEqual([
    expect.stringMatching(/^example.arrow: expected \d+ bytes, found \d+$/),
  ]);
});

test("a manifest whose hash does not follow from its tables is found", () => {
  edit((manifest) => {
    manifest["hash"] = "0".repeat(64);
  });
  expect(findings(() => verifyDataset(folder))).toEqual([
    "manifest.json: hash does not follow from the hashes of the tables",
  ]);
});
