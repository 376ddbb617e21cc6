import type { HistoryRequest, RunRequest, RunResult } from "#sim/runRequest.ts";

interface TaskBase {
  /** Path of what it makes. */
  readonly id: string;
  /** For people: `2A seed 7`. */
  readonly label: string;
  /** Ids of tasks that have to be done before. */
  readonly after: readonly string[];
}

/** One year of a history seed. */
export interface HistoryTask extends TaskBase {
  readonly kind: "history";
  readonly request: HistoryRequest;
}

/** One run. */
export interface RunTask extends TaskBase {
  readonly kind: "run";
  readonly request: RunRequest;
  /** Result of the same key that this one has to equal; null where there is none. */
  readonly committed: string | null;
  /** What `request.historyFile` has to list; empty where there is none. */
  readonly historyFiles: readonly string[];
}

/** Plain data: crosses to a worker. */
export type Task = HistoryTask | RunTask;

/** What a task leaves: null for a history year, which is all in its file. */
export type TaskResult = RunResult | null;

/** What an executor tells about a task. */
export type TaskEvent =
  | { readonly kind: "started"; readonly task: Task }
  | { readonly kind: "progress"; readonly task: Task; readonly day: number; readonly days: number }
  | { readonly kind: "finished"; readonly task: Task; readonly result: TaskResult };
