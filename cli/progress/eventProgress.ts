import type { Output } from "#cli/output.ts";
import type { Progress } from "#cli/progress/progress.ts";

/** One JSON object per start, day and end of a task. */
export function eventProgress(output: Output): Progress {
  return {
    show: (event) => {
      const { kind, task } = event;
      const { variant = null, seed } = { variant: undefined, ...task.request };
      const what = { event: kind, task: task.kind, variant, seed };
      if (kind === "progress") output.tell({ ...what, day: event.day, days: event.days });
      else if (kind === "finished") output.tell({ ...what, hash: event.result?.hash ?? null });
      else output.tell(what);
    },
    stop: () => undefined,
  };
}
