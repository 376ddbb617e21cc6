import type { Output } from "#cli/output.ts";
import { barProgress } from "#cli/progress/barProgress.ts";
import { eventProgress } from "#cli/progress/eventProgress.ts";
import { lineProgress } from "#cli/progress/lineProgress.ts";
import type { Task, TaskEvent } from "#sim/study/task.ts";

/** Shows how far tasks are. */
export interface Progress {
  show(event: TaskEvent): void;
  /** Ends the display, whether or not everything is done. */
  stop(): void;
}

/** Bars on a terminal, lines elsewhere, events for programs, nothing when asked for quiet. */
export function openProgress(tasks: readonly Task[], output: Output): Progress {
  if (output.json) return eventProgress(output);
  if (output.quiet) return { show: () => undefined, stop: () => undefined };
  return process.stderr.isTTY ? barProgress(tasks) : lineProgress(tasks.length);
}
