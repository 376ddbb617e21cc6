import type { Task, TaskEvent, TaskResult } from "#sim/study/task.ts";

/** Who carries out tasks: the worker pool, or one day a job engine on many machines. */
export interface Executor {
  /**
   * Carries out a task as soon as there is room. Rejects with TaskError when it fails, and with
   * CancelledError after `cancel`.
   */
  submit(task: Task): Promise<TaskResult>;
  /** Calls `listener` on every event from now on. */
  watch(listener: (event: TaskEvent) => void): void;
  /** Asks everything that runs to stop at its next day, and takes nothing new. */
  cancel(): void;
  /** Releases what it holds; to be called after all tasks ended. */
  close(): Promise<void>;
}
