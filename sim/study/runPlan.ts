import { existsSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import type { Executor } from "#sim/study/executor.ts";
import { replaceRun, writeWhole } from "#sim/study/resultStore.ts";
import type { Task } from "#sim/study/task.ts";
import { CancelledError } from "#sim/study/taskError.ts";

/**
 * Carries out tasks, each as soon as what it needs is there. `tasks` name what they need before
 * themselves. The first failure stops the others; what is finished stays. Rejects with that failure:
 * TaskError, CancelledError or NonDeterminismError.
 */
export async function runPlan(tasks: readonly Task[], executor: Executor): Promise<void> {
  const done = new Map<string, Promise<void>>();
  let failure: unknown;
  const fail = (error: unknown) => {
    // Others then fail only because they are told to stop.
    if (failure === undefined || failure instanceof CancelledError) failure = error;
    executor.cancel();
  };
  for (const task of tasks) {
    const before = Promise.all(task.after.map((id) => done.get(id)));
    done.set(
      task.id,
      before
        .then(async () => {
          if (failure === undefined) await carryOut(task, executor);
        })
        .catch(fail),
    );
  }
  await Promise.all(done.values());
  if (failure !== undefined) throw failure;
}

async function carryOut(task: Task, executor: Executor): Promise<void> {
  if (task.kind === "history") {
    await executor.submit(task);
    return;
  }
  const { folder, historyFile } = task.request;
  mkdirSync(dirname(folder), { recursive: true });
  if (historyFile !== null) {
    writeWhole(historyFile, `${JSON.stringify({ files: task.historyFiles })}\n`);
  }
  await executor.submit(task);
  // Another process may have removed it meanwhile; then there is nothing to compare with.
  if (task.committed !== null && existsSync(task.committed)) replaceRun(task.committed, folder);
}
