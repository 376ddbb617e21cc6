import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { DatasetWriter } from "#datasets/datasetWriter.ts";
import { MemoryLedger } from "#sim/ledger/memoryLedger.ts";
import { ThreadLedger } from "#sim/ledger/thread/threadLedger.ts";
import { ChainLog } from "#sim/run/chainLog.ts";
import { openRun } from "#sim/run/run.ts";
import type { RunRequest } from "#sim/runRequest.ts";
import { simulate } from "#sim/simulate.ts";
import { smallScenario } from "#test/support/smallScenario.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "eflex-open-"));
});

afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

const request = (changes: Partial<RunRequest> = {}): RunRequest => ({
  scenario: smallScenario({ calendar: { start: "2025-01-06", days: 1, spinUpDays: 1 } }),
  variant: "1A",
  seed: 1,
  ledger: "memory",
  folder: join(folder, "run"),
  force: false,
  twinFolder: null,
  historyFile: null,
  referenceOptimum: false,
  ...changes,
});

test("while a run is open its tables are staged", async () => {
  const run = await openRun(request(), {});
  expect(readdirSync(folder)).toEqual(["run.partial"]);
  run.tables.writer.abort();
  expect(readdirSync(folder)).toEqual([]);
});

test.each<[string, Partial<RunRequest>]>([
  ["of an unknown kind of ledger", { ledger: "paper" }],
  ["whose history is not there", { historyFile: "nowhere/history.json" }],
])("a run %s leaves nothing behind", async (_, changes) => {
  await expect(simulate(request(changes), () => {})).rejects.toThrow();
  expect(readdirSync(folder)).toEqual([]);
});

test("a table that cannot be opened leaves nothing behind", async () => {
  const refusal = new Error("no room is left");
  vi.spyOn(DatasetWriter.prototype, "table").mockImplementation(() => {
    throw refusal;
  });
  await expect(simulate(request(), () => {})).rejects.toThrow(refusal);
  expect(readdirSync(folder)).toEqual([]);
});

test("a ledger that refuses to open is closed, and the run leaves nothing behind", async () => {
  const refusal = new Error("the opening is refused");
  vi.spyOn(MemoryLedger.prototype, "open").mockRejectedValue(refusal);
  const close = vi.spyOn(MemoryLedger.prototype, "close");
  await expect(simulate(request(), () => {})).rejects.toThrow(refusal);
  expect(close).toHaveBeenCalledOnce();
  expect(readdirSync(folder)).toEqual([]);
});

test("where the log of the chain cannot be opened the ledger is closed", async () => {
  const refusal = new Error("no room is left");
  vi.spyOn(ChainLog, "open").mockRejectedValue(refusal);
  const close = vi.spyOn(ThreadLedger.prototype, "close");
  await expect(simulate(request({ ledger: "hardhat" }), () => {})).rejects.toThrow(refusal);
  expect(close).toHaveBeenCalledOnce();
  expect(readdirSync(folder)).toEqual([]);
});
