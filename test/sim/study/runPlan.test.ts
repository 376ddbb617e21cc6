import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readManifest } from "#datasets/readDataset.ts";
import type { Executor } from "#sim/study/executor.ts";
import { runPlan } from "#sim/study/runPlan.ts";
import type { RunTask, Task } from "#sim/study/task.ts";
import { CancelledError } from "#sim/study/taskError.ts";
import { shortScenario, writeStoredRun } from "#test/sim/study/storedRun.ts";
import { temporaryFolder } from "#test/sim/study/temporaryFolder.ts";

/** Carries tasks out in the order in which they come, after a turn of the event loop. */
class ListExecutor implements Executor {
  readonly started: string[] = [];
  cancelled = false;
  readonly #act: (task: Task) => void;

  constructor(act: (task: Task) => void = () => undefined) {
    this.#act = act;
  }

  async submit(task: Task): Promise<null> {
    if (this.cancelled) throw new CancelledError();
    this.started.push(task.label);
    await new Promise(setImmediate);
    this.#act(task);
    return null;
  }

  watch(): void {}

  cancel(): void {
    this.cancelled = true;
  }

  async close(): Promise<void> {}
}

function task(label: string, after: readonly string[] = [], folder = temporaryFolder()): RunTask {
  return {
    kind: "run",
    id: label,
    label,
    after,
    committed: null,
    historyFiles: [],
    request: {
      scenario: shortScenario,
      variant: label,
      seed: 1,
      ledger: "memory",
      folder,
      force: false,
      twinFolder: null,
      historyFile: null,
      referenceOptimum: false,
    },
  };
}

test("a task starts when what it needs is done, the others at once", async () => {
  const executor = new ListExecutor();
  await runPlan([task("twin"), task("history"), task("run", ["twin", "history"])], executor);
  expect(executor.started).toEqual(["twin", "history", "run"]);
});

test("the first failure stops the others and is the one that is told", async () => {
  const fault = new Error("no convergence");
  const executor = new ListExecutor(({ label }) => {
    if (label === "a") throw fault;
  });
  const tasks = [task("a"), task("b", ["a"]), task("c", ["b"])];
  await expect(runPlan(tasks, executor)).rejects.toBe(fault);
  expect(executor.started).toEqual(["a"]);
  expect(executor.cancelled).toBe(true);
});

test("history years are listed before the run that reads them", async () => {
  const historyFile = join(temporaryFolder(), "history", "list.json");
  const run = task("run");
  const withHistory: RunTask = {
    ...run,
    historyFiles: ["/a.json", "/b.json"],
    request: { ...run.request, historyFile },
  };
  await runPlan([withHistory], new ListExecutor());
  expect(JSON.parse(readFileSync(historyFile, "utf8"))).toEqual({ files: ["/a.json", "/b.json"] });
});

test.each([
  ["an equal result takes the place of the first", 1, undefined],
  ["another result of the same key ends the plan, and both stay", 2, "NonDeterminismError"],
])("%s", async (_, content, error) => {
  const committed = join(temporaryFolder(), "run");
  const first = writeStoredRun(committed, 1);
  const again = `${committed}.again`;
  const executor = new ListExecutor(() => writeStoredRun(again, content));
  const plan = runPlan([{ ...task("run", [], again), committed }], executor);
  if (error === undefined) await plan;
  else await expect(plan).rejects.toMatchObject({ name: error });
  expect(readManifest(committed).hash).toBe(first);
  expect(existsSync(again)).toBe(error !== undefined);
});
