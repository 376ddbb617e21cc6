import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { expect, test } from "vitest";
import { ResultStore } from "#sim/study/resultStore.ts";
import { planStudy, type StudyRequest } from "#sim/study/studyPlan.ts";
import type { Task } from "#sim/study/task.ts";
import { shortScenario, writeStoredRun } from "#test/sim/study/storedRun.ts";
import { temporaryFolder } from "#test/sim/study/temporaryFolder.ts";

const HISTORY = shortScenario.historySeeds.map((seed) => `history seed ${seed}`);
const wanted: StudyRequest = {
  scenario: shortScenario,
  variants: ["no-market", "lem-dnut", "1C"],
  seeds: [1],
  ledger: "memory",
  force: false,
};

function labels(tasks: readonly Task[]): string[] {
  return tasks.map(({ label }) => label);
}

/** Labels of what a task waits for. */
function needs(tasks: readonly Task[], label: string): string[] {
  const task = tasks.find((candidate) => candidate.label === label)!;
  return task.after.map((id) => tasks.find((candidate) => candidate.id === id)!.label);
}

function store(run: string, seed = 1, content = 1): ResultStore {
  const made = new ResultStore(temporaryFolder());
  writeStoredRun(made.runFolder({ ...wanted, variant: run, seed }), content);
  return made;
}

test("an empty store needs twin and history years before the runs that read them", () => {
  const { tasks, runs } = planStudy(wanted, new ResultStore(temporaryFolder()));
  expect(labels(tasks)).toEqual(["no-market seed 1", ...HISTORY, "lem-dnut seed 1", "1C seed 1"]);
  expect(needs(tasks, "no-market seed 1")).toEqual([]);
  expect(needs(tasks, "lem-dnut seed 1")).toEqual(["no-market seed 1"]);
  expect(needs(tasks, "1C seed 1")).toEqual(["no-market seed 1", ...HISTORY]);
  expect(runs.map(({ isThere }) => isThere)).toEqual([false, false, false]);
});

test("the order in which variants are named does not change what waits for what", () => {
  const request = { ...wanted, variants: ["1C", "no-market"] };
  const { tasks } = planStudy(request, new ResultStore(temporaryFolder()));
  expect(labels(tasks)).toEqual(["no-market seed 1", ...HISTORY, "1C seed 1"]);
});

test("each seed has its own twin, and all share the history years", () => {
  const request = { ...wanted, variants: ["1C"], seeds: [1, 2] };
  const { tasks } = planStudy(request, new ResultStore(temporaryFolder()));
  const expected = ["no-market seed 1", "no-market seed 2", ...HISTORY, "1C seed 1", "1C seed 2"];
  expect(labels(tasks)).toEqual(expected);
  expect(needs(tasks, "1C seed 2")).toEqual(["no-market seed 2", ...HISTORY]);
});

test("what the store holds is not made again", () => {
  const results = store("no-market");
  for (const seed of shortScenario.historySeeds) {
    const file = results.historyFile(shortScenario, seed);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, "[]");
  }
  const { tasks, runs } = planStudy(wanted, results);
  expect(labels(tasks)).toEqual(["lem-dnut seed 1", "1C seed 1"]);
  expect(runs[0]!.isThere).toBe(true);
  expect(tasks.map((task) => task.after)).toEqual([[], []]);
});

test("a run that is there needs neither twin nor history", () => {
  const { tasks } = planStudy({ ...wanted, variants: ["1C"] }, store("1C"));
  expect(tasks).toEqual([]);
});

test("force makes what was asked for beside what is there, and nothing else again", () => {
  const results = store("no-market");
  const folder = writeOther(results, "lem-dnut");
  const { tasks } = planStudy({ ...wanted, variants: ["lem-dnut"], force: true }, results);
  expect(labels(tasks)).toEqual(["lem-dnut seed 1"]);
  const [task] = tasks;
  expect(task).toMatchObject({ committed: folder, request: { folder: `${folder}.again` } });
});

test("a run with a folder of its own is made although the store holds it", () => {
  const results = store("no-market");
  const outFolder = "/somewhere/A";
  const { tasks, runs } = planStudy({ ...wanted, variants: ["lem-dnut"], outFolder }, results);
  expect(tasks).toHaveLength(1);
  expect(tasks[0]).toMatchObject({ committed: null, request: { folder: outFolder } });
  expect(runs[0]!.folder).toBe(outFolder);
});

function writeOther(results: ResultStore, variant: string): string {
  const folder = results.runFolder({ ...wanted, variant, seed: 1 });
  writeStoredRun(folder, 1);
  return folder;
}

test("the ledger is asked at each gate in runs that claim something, and the others are those of every day", () => {
  const request = { ...wanted, ledger: "rpc:http://a:1" };
  const plan = (claims: "daily" | "live") =>
    planStudy({ ...request, claims }, new ResultStore(temporaryFolder()));
  const asked = plan("live").tasks.flatMap((task) =>
    task.kind === "run" && task.request.claims === "live" ? [task.label] : [],
  );
  expect(asked).toEqual(["1C seed 1"]);
  const keys = (claims: "daily" | "live") => plan(claims).runs.map(({ key }) => key);
  expect(keys("live").slice(0, 2)).toEqual(keys("daily").slice(0, 2));
  expect(keys("live")[2]).not.toBe(keys("daily")[2]);
});
