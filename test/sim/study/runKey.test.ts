import { expect, test, vi } from "vitest";
import { historyFileName, runFolderName, runKey, studyFolderName } from "#sim/study/runKey.ts";
import { shortScenario } from "#test/sim/study/storedRun.ts";

const { calendar } = shortScenario;
const identity = { scenario: shortScenario, variant: "2A", seed: 7, ledger: "memory" };

test.each([
  ["the scenario's content", { scenario: { ...shortScenario, hash: "0".repeat(64) } }],
  [
    "the first day",
    { scenario: { ...shortScenario, calendar: { ...calendar, start: "2025-07-01" } } },
  ],
  ["the number of days", { scenario: { ...shortScenario, calendar: { ...calendar, days: 2 } } }],
  ["the variant", { variant: "1C" }],
  ["the seed", { seed: 8 }],
  ["the kind of ledger", { ledger: "hardhat" }],
])("another key follows from %s", (_, change) => {
  expect(runKey({ ...identity, ...change })).not.toBe(runKey(identity));
});

test("another key follows from the format of datasets: what can no longer be read is made again", async () => {
  vi.resetModules();
  vi.doMock("#datasets/manifest.ts", () => ({ FORMAT_VERSION: 1 }));
  const older = await import("#sim/study/runKey.ts");
  vi.doUnmock("#datasets/manifest.ts");
  expect(older.runKey(identity)).not.toBe(runKey(identity));
  expect(older.historyFileName(shortScenario, 7)).toBe(historyFileName(shortScenario, 7));
});

test("the scenario's name and the address of a node leave the key as it is", () => {
  const renamed = { ...identity, scenario: { ...shortScenario, name: "mine" } };
  expect(runKey(renamed)).toBe(runKey(identity));
  const on = (ledger: string) => runKey({ ...identity, ledger });
  expect(on("rpc:http://a:1")).toBe(on("rpc:http://b:2"));
});

test("a folder's name says what the run is, and ends with the start of its key", () => {
  const key = runKey(identity).slice(0, 8);
  expect(runFolderName(identity)).toBe(`pilot-2A-seed7-1d-${key}`);
});

test("a run that asks its ledger at each gate is another one; one that says when it does not keeps its key", () => {
  expect(runKey({ ...identity, claims: "live" })).not.toBe(runKey(identity));
  expect(runKey({ ...identity, claims: "daily" })).toBe(runKey(identity));
});

test("a run that notes the cost of its flows, or meters, is another one; a plain one keeps its key", () => {
  expect(runKey({ ...identity, networkCost: true })).not.toBe(runKey(identity));
  expect(runKey({ ...identity, networkCost: false })).toBe(runKey(identity));
  expect(runKey({ ...identity, unitMeters: true })).not.toBe(runKey(identity));
  expect(runKey({ ...identity, unitMeters: false })).toBe(runKey(identity));
});

test("a history year has one name, whatever the variant that needs it", () => {
  expect(historyFileName(shortScenario, 1001)).toMatch(/^pilot-seed1001-[0-9a-f]{8}\.json$/);
});

test("the name of a study follows from its runs, not from their order", () => {
  expect(studyFolderName("s", ["a", "b"])).toBe(studyFolderName("s", ["b", "a"]));
  expect(studyFolderName("s", ["a", "b"])).not.toBe(studyFolderName("s", ["a"]));
});
