import { join } from "node:path";
import { MessageChannel, type MessagePort } from "node:worker_threads";
import { Piscina } from "piscina";
import { preloadEvm } from "#sim/ledger/evm/preloadEvm.ts";
import type { Executor } from "#sim/study/executor.ts";
import type { Task, TaskEvent, TaskResult } from "#sim/study/task.ts";
import { CancelledError, TaskError, type TaskFailure } from "#sim/study/taskError.ts";
import type { WorkerInput, WorkerMessage, WorkerOutcome } from "#sim/study/worker.ts";

export interface WorkerPoolOptions {
  /** Threads; each carries out one task at a time. */
  readonly workers: number;
  /** Whether tasks settle on the chain inside the process. */
  readonly needsEvm: boolean;
}

/**
 * Opens a pool of worker threads.
 *
 * @throws EvmMissingError where tasks need the native EVM and it is not installed
 */
export async function openWorkerPool(options: WorkerPoolOptions): Promise<Executor> {
  // The library must be loaded here first: the thread that loads it must outlive all others.
  if (options.needsEvm) await preloadEvm();
  return new WorkerPool(options.workers);
}

class WorkerPool implements Executor {
  readonly #pool: Piscina<WorkerInput, WorkerOutcome>;
  readonly #listeners: ((event: TaskEvent) => void)[] = [];
  readonly #ports = new Set<MessagePort>();
  #cancelled = false;

  constructor(workers: number) {
    this.#pool = new Piscina({
      filename: join(import.meta.dirname, "worker.ts"),
      minThreads: 1,
      maxThreads: workers,
      concurrentTasksPerWorker: 1,
      // A thread keeps its compiled code from task to task.
      idleTimeout: Number.POSITIVE_INFINITY,
      // Waiting threads stay responsive: the chain ends its own work between two tasks.
      atomics: "disabled",
      execArgv: [],
    });
  }

  async submit(task: Task): Promise<TaskResult> {
    if (this.#cancelled) throw new CancelledError();
    const { port1: here, port2: port } = new MessageChannel();
    here.on("message", (message: WorkerMessage) => this.#tell(eventOf(task, message)));
    this.#ports.add(here);
    try {
      const outcome = await this.#pool.run({ task, port }, { transferList: [port] });
      if ("failure" in outcome) throw errorOf(task, outcome.failure);
      this.#tell({ kind: "finished", task, result: outcome.result });
      return outcome.result;
    } finally {
      this.#ports.delete(here);
      here.close();
    }
  }

  watch(listener: (event: TaskEvent) => void): void {
    this.#listeners.push(listener);
  }

  cancel(): void {
    this.#cancelled = true;
    for (const port of this.#ports) port.postMessage("stop");
  }

  close(): Promise<void> {
    return this.#pool.close();
  }

  #tell(event: TaskEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}

function eventOf(task: Task, message: WorkerMessage): TaskEvent {
  return message === "started" ? { kind: "started", task } : { kind: "progress", task, ...message };
}

function errorOf(task: Task, failure: TaskFailure): Error {
  return failure.name === "CancelledError"
    ? new CancelledError()
    : new TaskError(task.label, failure);
}
