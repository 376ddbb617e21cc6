import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tableFromIPC } from "apache-arrow";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { RowBuffer } from "#datasets/rowBuffer.ts";
import { tableDefinitions } from "#datasets/tableDefinitions.ts";
import { runs } from "#datasets/tables/run.ts";
import { TableWriter, type WrittenTable } from "#datasets/tableWriter.ts";
import { example } from "#test/datasets/exampleTable.ts";

const folder = mkdtempSync(join(tmpdir(), "eflex-tables-"));
const path = join(folder, "example.arrow");
afterAll(() => rmSync(folder, { recursive: true }));

type Row = { period: number; energyMwh: number; direction: "up" | "down"; element: string };

const elements = ["T1", "T2", "Лозенец", "system"];

/** Writes each list of rows as one batch, through one reused buffer. */
function write(batches: readonly (readonly Row[])[]): WrittenTable {
  const writer = new TableWriter(path, example);
  const buffer = new RowBuffer(example, { element: elements });
  for (const rows of batches) {
    for (const row of rows) buffer.push(row);
    writer.writeBatch(buffer);
    buffer.clear();
  }
  return writer.close();
}

function readBack(): Row[] {
  return tableFromIPC(readFileSync(path))
    .toArray()
    .map((row) => ({ ...row.toJSON() }) as Row);
}

const anyRow: fc.Arbitrary<Row> = fc.record({
  period: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  energyMwh: fc.double(),
  direction: fc.constantFrom("up", "down"),
  element: fc.constantFrom(...elements),
});

test("what was written is read back, whatever the batches", () => {
  fc.assert(
    fc.property(fc.array(fc.array(anyRow, { maxLength: 20 }), { maxLength: 6 }), (batches) => {
      const { rows } = write(batches);
      expect(readBack()).toEqual(batches.flat());
      expect(rows).toBe(batches.flat().length);
    }),
    { numRuns: 100 },
  );
});

test("size and hash are those of the file", () => {
  const { bytes, sha256 } = write([[{ period: 1, energyMwh: 2, direction: "up", element: "T1" }]]);
  const content = readFileSync(path);
  expect(bytes).toBe(content.length);
  expect(sha256).toBe(createHash("sha256").update(content).digest("hex"));
});

test("equal rows give equal bytes, whatever was written before", () => {
  const batch: Row[] = [{ period: 1, energyMwh: 2, direction: "down", element: "T2" }];
  const first = write([batch, batch]);
  write([batch]);
  expect(write([batch, batch])).toEqual(first);
  expect(write([[...batch, ...batch]]).sha256).not.toBe(first.sha256);
});

test("days written one by one keep their own values", () => {
  const days = Array.from({ length: 30 }, (_, day) =>
    Array.from({ length: 96 }, (_, i) => ({
      period: 96 * day + i,
      energyMwh: day + i / 96,
      direction: i % 2 === 0 ? ("up" as const) : ("down" as const),
      element: elements[(day + i) % elements.length]!,
    })),
  );
  write(days);
  expect(readBack()).toEqual(days.flat());
});

test("units, sentences and what a row is travel inside the file", () => {
  write([]);
  const { schema } = tableFromIPC(readFileSync(path));
  expect(Object.fromEntries(schema.metadata)).toEqual({ table: "example", row: "one example" });
  expect(schema.fields.map(({ name, metadata }) => [name, metadata.get("unit")])).toEqual([
    ["period", "1"],
    ["energyMwh", "MWh"],
    ["direction", "1"],
    ["element", "1"],
  ]);
  expect(schema.fields[1]!.metadata.get("doc")).toBe("Energy.");
});

test("a table without rows is a readable file", () => {
  expect(write([]).rows).toBe(0);
  expect(readBack()).toEqual([]);
});

test("the file is a stream between its opening and its footer", () => {
  const row: Row = { period: 1, energyMwh: 2, direction: "up", element: "T1" };
  write([[row], [row]]);
  const stream = readFileSync(path).subarray("ARROW1\0\0".length);
  expect(
    tableFromIPC(stream)
      .toArray()
      .map((found) => found.toJSON()),
  ).toEqual([row, row]);
});

test("a category keeps its words in the order of their codes", () => {
  write([[{ period: 0, energyMwh: 0, direction: "down", element: "T1" }]]);
  const direction = tableFromIPC(readFileSync(path)).getChild("direction")!;
  expect([...direction.data[0]!.dictionary!]).toEqual(["up", "down"]);
  expect([...direction.data[0]!.values.subarray(0, 1)]).toEqual([1]);
});

test("a code without a word stops the writer", () => {
  const writer = new TableWriter(path, example);
  const buffer = new RowBuffer(example, { element: elements });
  buffer.columns.direction[buffer.row()] = 2;
  expect(() => writer.writeBatch(buffer)).toThrow("example.direction: code 2 has no word (row 0)");
  writer.abort();
});

test("a text that first appears after the first batch stops the writer", () => {
  const writer = new TableWriter(path, example);
  const buffer = new RowBuffer(example);
  const row = { period: 0, energyMwh: 0, direction: "up" };
  buffer.push({ ...row, element: "T1" });
  writer.writeBatch(buffer);
  buffer.push({ ...row, element: "T9" });
  expect(() => writer.writeBatch(buffer)).toThrow("give all up front");
  writer.abort();
});

test.each(Object.values(tableDefinitions))("table $name has an Arrow form", (definition) => {
  const writer = new TableWriter(path, definition);
  expect(writer.close().rows).toBe(0);
  const { schema } = tableFromIPC(readFileSync(path));
  expect(schema.names).toEqual(Object.keys(definition.columns));
});

test("a single batch may bring its own texts", () => {
  const writer = new TableWriter(path, runs);
  const buffer = new RowBuffer(runs);
  const zeros = Object.fromEntries(Object.keys(runs.columns).map((name) => [name, 0]));
  buffer.push({
    ...(zeros as Record<keyof typeof runs.columns, number>),
    scenario: "pilot",
    variant: "2A",
  });
  writer.writeBatch(buffer);
  writer.close();
  const table = tableFromIPC(readFileSync(path));
  expect(table.get(0)!.toJSON()).toMatchObject({ scenario: "pilot", variant: "2A", days: 0 });
});
