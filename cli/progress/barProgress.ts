import cliProgress, { type Options, type Params, type SingleBar } from "cli-progress";
import { durationText } from "#cli/durationText.ts";
import type { Progress } from "#cli/progress/progress.ts";
import type { Task } from "#sim/study/task.ts";

/** What a bar shows beside its length. */
interface BarLabel {
  readonly label: string;
  readonly state: "waiting" | "building the world" | "running" | "done";
}

/** One bar per task, with the time that is left for it. */
export function barProgress(tasks: readonly Task[]): Progress {
  const width = Math.max(...tasks.map(({ label }) => label.length));
  const bars = new cliProgress.MultiBar(
    { format: barText, barsize: 30, hideCursor: true, etaBuffer: 40, gracefulExit: false },
    cliProgress.Presets.shades_classic,
  );
  const labelled = (task: Task, state: BarLabel["state"]): BarLabel => ({
    label: task.label.padEnd(width),
    state,
  });
  const byId = new Map<string, SingleBar>();
  for (const task of tasks) {
    const { days } = task.request.scenario.calendar;
    byId.set(task.id, bars.create(days, 0, labelled(task, "waiting")));
  }
  return {
    show: (event) => {
      const { kind, task } = event;
      const bar = byId.get(task.id)!;
      if (kind === "progress") bar.update(event.day, labelled(task, "running"));
      if (kind === "finished") bar.update(bar.getTotal(), labelled(task, "done"));
      // Time left is measured from here on, not from when the bar was drawn.
      if (kind === "started") bar.start(bar.getTotal(), 0, labelled(task, "building the world"));
    },
    stop: () => bars.stop(),
  };
}

function barText(options: Options, params: Params, { label, state }: BarLabel): string {
  const percent = `${Math.floor(params.progress * 100)}`.padStart(3);
  const left = state === "running" ? timeLeft(params.eta) : state;
  return `${label} ${cliProgress.Format.BarFormat(params.progress, options)} ${percent} %  ${left}`;
}

/** The estimate is no number until two days are done. */
function timeLeft(seconds: unknown): string {
  return typeof seconds === "number" && Number.isFinite(seconds)
    ? `${durationText(seconds)} left`
    : "";
}
