import type { Output } from "#cli/output.ts";
import { openProgress } from "#cli/progress/progress.ts";
import { runPlan } from "#sim/study/runPlan.ts";
import type { StudyPlan } from "#sim/study/studyPlan.ts";
import { openWorkerPool } from "#sim/study/workerPool.ts";

const SECOND_SIGNAL = 130;

export interface ExecuteOptions {
  readonly workers: number;
  readonly ledger: string;
}

/**
 * Carries out a plan on the worker pool, showing how far it is. Ctrl-C stops each run at its next
 * day and leaves nothing half-written; a second one stops at once.
 */
export async function execute(
  { tasks }: StudyPlan,
  options: ExecuteOptions,
  output: Output,
): Promise<void> {
  if (tasks.length === 0) return;
  // On a node all runs would share the operator's account and its transaction numbers.
  const workers = options.ledger.startsWith("rpc:") ? 1 : Math.min(options.workers, tasks.length);
  const executor = await openWorkerPool({ workers, needsEvm: options.ledger === "hardhat" });
  const progress = openProgress(tasks, output);
  executor.watch((event) => progress.show(event));
  let stopping = false;
  const stop = () => {
    if (stopping) process.exit(SECOND_SIGNAL);
    stopping = true;
    process.stderr.write("\nStopping after the day at hand; once more stops at once.\n");
    executor.cancel();
  };
  process.on("SIGINT", stop).on("SIGTERM", stop);
  try {
    await runPlan(tasks, executor);
  } finally {
    progress.stop();
    await executor.close();
    process.off("SIGINT", stop).off("SIGTERM", stop);
  }
}
