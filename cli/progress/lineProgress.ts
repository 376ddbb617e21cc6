import { durationText } from "#cli/durationText.ts";
import type { Progress } from "#cli/progress/progress.ts";

const QUARTERS = 4;

/** A few lines per task, for log files: its start, its quarters and its end. */
export function lineProgress(taskCount: number): Progress {
  const started = new Map<string, number>();
  const quarters = new Map<string, number>();
  let finished = 0;
  const print = (text: string) => process.stderr.write(`${text}\n`);
  return {
    show: (event) => {
      const { id, label } = event.task;
      if (event.kind === "started") {
        started.set(id, performance.now());
        print(`${label}: started`);
      } else if (event.kind === "progress") {
        const quarter = Math.floor((event.day / event.days) * QUARTERS);
        if (quarter > (quarters.get(id) ?? 0) && quarter < QUARTERS) {
          print(`${label}: ${(100 * quarter) / QUARTERS} %`);
        }
        quarters.set(id, quarter);
      } else {
        const seconds = (performance.now() - (started.get(id) ?? performance.now())) / 1000;
        print(`${label}: done in ${durationText(seconds)} (${++finished} of ${taskCount})`);
      }
    },
    stop: () => undefined,
  };
}
