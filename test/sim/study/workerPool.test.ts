import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { RunRequest } from "#sim/runRequest.ts";
import { ResultStore } from "#sim/study/resultStore.ts";
import { runPlan } from "#sim/study/runPlan.ts";
import { planStudy } from "#sim/study/studyPlan.ts";
import type { RunTask, TaskEvent } from "#sim/study/task.ts";
import { openWorkerPool } from "#sim/study/workerPool.ts";
import { shortScenario } from "#test/sim/study/storedRun.ts";
import { temporaryFolder } from "#test/sim/study/temporaryFolder.ts";

const study = {
  scenario: shortScenario,
  variants: ["no-market", "uncoordinated", "2A"],
  seeds: [3],
  ledger: "memory",
  force: false,
};

/** Runs the study in an empty store and returns the hashes of its runs. */
async function hashes(workers: number): Promise<(string | undefined)[]> {
  const store = new ResultStore(temporaryFolder());
  const { tasks } = planStudy(study, store);
  const executor = await openWorkerPool({ workers, needsEvm: false });
  const events: TaskEvent[] = [];
  executor.watch((event) => events.push(event));
  await runPlan(tasks, executor).finally(() => executor.close());
  for (const task of tasks) {
    const kinds = events.filter((event) => event.task.id === task.id).map(({ kind }) => kind);
    expect([kinds.at(0), kinds.at(-1)], task.label).toEqual(["started", "finished"]);
  }
  return study.variants.map(
    (variant) => store.findRun({ ...study, variant, seed: study.seeds[0]! })?.hash,
  );
}

test("one worker and two workers make the same results", async () => {
  const one = await hashes(1);
  expect(new Set(one).size).toBe(study.variants.length);
  expect(await hashes(2)).toEqual(one);
});

function task(change: Partial<RunRequest>): RunTask {
  const request: RunRequest = {
    scenario: shortScenario,
    variant: "no-market",
    seed: 1,
    ledger: "memory",
    folder: join(temporaryFolder(), "run"),
    force: false,
    twinFolder: null,
    historyFile: null,
    referenceOptimum: false,
    ...change,
  };
  const { folder } = request;
  return {
    kind: "run",
    id: folder,
    label: "a run",
    after: [],
    committed: null,
    historyFiles: [],
    request,
  };
}

test("an error keeps its name on the way from the worker", async () => {
  const executor = await openWorkerPool({ workers: 1, needsEvm: false });
  const folder = temporaryFolder();
  await expect(executor.submit(task({ folder }))).rejects.toMatchObject({
    name: "FolderExistsError",
    label: "a run",
  });
  await expect(executor.submit(task({ variant: "9Z" }))).rejects.toMatchObject({
    name: "InvariantError",
    message: "unknown variant 9Z",
  });
  await executor.close();
});

test("a run that is cancelled stops at its next day and leaves nothing", async () => {
  const executor = await openWorkerPool({ workers: 1, needsEvm: false });
  const parent = temporaryFolder();
  const long = { ...shortScenario, calendar: { ...shortScenario.calendar, days: 300 } };
  executor.watch(({ kind }) => {
    if (kind === "progress") executor.cancel();
  });
  const run = executor.submit(task({ scenario: long, folder: join(parent, "run") }));
  await expect(run).rejects.toMatchObject({ name: "CancelledError" });
  expect(readdirSync(parent)).toEqual([]);
  await expect(executor.submit(task({}))).rejects.toMatchObject({ name: "CancelledError" });
  await executor.close();
  expect(existsSync(join(parent, "run"))).toBe(false);
});
