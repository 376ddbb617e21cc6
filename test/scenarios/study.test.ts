import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { ScenarioError } from "#scenarios/scenarioError.ts";
import { listStudies, loadStudy } from "#scenarios/study.ts";

function studyFile(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), "eflex-study-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "mine.yaml");
  writeFileSync(path, text);
  return path;
}

test("the shipped study compares 1C and 2A with three controls", () => {
  expect(listStudies()).toContain("1c-vs-2a");
  expect(loadStudy("1c-vs-2a")).toMatchObject({
    name: "1c-vs-2a",
    scenario: "pilot",
    variants: ["no-market", "lem-dnut", "uncoordinated", "1C", "2A"],
    seeds: [1],
  });
});

test("a study at another path loads, with its days", () => {
  const path = studyFile(
    "title: mine\nscenario: bucharest\nvariants: [2A, 1C+half]\nseeds: [1, 2]\ndays: 7\nstart: 2025-12-01\n",
  );
  expect(loadStudy(path)).toEqual({
    name: "mine",
    title: "mine",
    scenario: "bucharest",
    variants: ["2A", "1C+half"],
    seeds: [1, 2],
    days: 7,
    start: "2025-12-01",
    referenceOptimum: false,
    networkCost: false,
  });
});

test("a study may note what real flows cost; the one of the tariff does", () => {
  expect(loadStudy("dnut")).toMatchObject({
    variants: ["no-market", "lem-flat", "lem-dnut", "lem-dnut-residual"],
    networkCost: true,
  });
});

test.each([
  [
    "title: mine\nscenario: pilot\nvariants: []\nseeds: [1]\n",
    "variants: expected at least one entry",
  ],
  [
    "title: mine\nscenario: pilot\nvariants: [1C]\nseeds: [a]\n",
    'seeds.0: expected an integer from 0 to 2147483647, found "a"',
  ],
  [
    "title: mine\nscenario: pilot\nvariants: [1C]\nseeds: [1, 1]\n",
    "seeds: expected entries that differ, found 1 repeated",
  ],
  ["title: mine\nscenario: pilot\nvariants: [1C]\nseeds: [1001]\n", "historySeeds, found 1001"],
  ["title: mine\nscenario: nowhere\nvariants: [1C]\nseeds: [1]\n", "one of bucharest, pilot"],
  ["title: mine\nscenario: pilot\nvariants: [1C]\nseeds: [1]\ndaze: 7\n", 'unknown field "daze"'],
])("a study that is wrong says where: %j", (text, message) => {
  const path = studyFile(text);
  expect(() => loadStudy(path)).toThrow(ScenarioError);
  expect(() => loadStudy(path)).toThrow(message);
});

test("a study that is nowhere is answered with the shipped ones", () => {
  expect(() => loadStudy("nowhere")).toThrow(/one of 1c-vs-2a/);
});
