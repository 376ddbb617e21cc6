import { mkdirSync, renameSync } from "node:fs";
import { dirname } from "node:path";
import { type MessagePort, receiveMessageOnPort } from "node:worker_threads";
import { simulateHistory } from "#sim/history.ts";
import { simulate } from "#sim/simulate.ts";
import type { Task, TaskResult } from "#sim/study/task.ts";
import { CancelledError, describeFailure, type TaskFailure } from "#sim/study/taskError.ts";

/** What a worker is sent. Through `port` it tells its days, and hears that it should stop. */
export interface WorkerInput {
  readonly task: Task;
  readonly port: MessagePort;
}

/** How a task ended; an error is plain data, so that its class survives as a name. */
export type WorkerOutcome =
  | { readonly result: TaskResult }
  | { readonly failure: TaskFailure; readonly result?: never };

/** What a worker tells of its task: that it began, and how many days are done of how many. */
export type WorkerMessage = "started" | { readonly day: number; readonly days: number };

/** Carries out one task from start to end on this thread. */
export default async function work({ task, port }: WorkerInput): Promise<WorkerOutcome> {
  const tell = (message: WorkerMessage) => {
    // Tasks end by themselves: a thread that is terminated takes the chain's open requests with it.
    if (receiveMessageOnPort(port) !== undefined) throw new CancelledError();
    port.postMessage(message);
  };
  try {
    tell("started");
    return { result: await carryOut(task, (day, days) => tell({ day, days })) };
  } catch (error) {
    return { failure: describeFailure(error) };
  } finally {
    port.close();
  }
}

async function carryOut(
  task: Task,
  onDay: (day: number, days: number) => void,
): Promise<TaskResult> {
  if (task.kind === "run") return simulate(task.request, onDay);
  const { file } = task.request;
  const partial = `${file}.partial`;
  mkdirSync(dirname(file), { recursive: true });
  await simulateHistory({ ...task.request, file: partial }, onDay);
  renameSync(partial, file);
  return null;
}
