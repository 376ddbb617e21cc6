import { summarise } from "#bench/harness.ts";
import type { Size } from "#bench/size.ts";
import type { Facts, Measurement } from "#bench/workload.ts";
import { loadScenario } from "#scenarios/loadScenario.ts";
import type { Run } from "#sim/run/run.ts";
import { simulate } from "#sim/simulate.ts";

const MS_PER_SECOND = 1000;
const MICROSECONDS_PER_MS = 1000;
const HASH_DIGITS = 16;

/** One run of the pilot, seed 1, ledger in memory. */
export interface PilotRun {
  /** Part that measures it. */
  readonly part: string;
  readonly variant: string;
  readonly size: Size;
  readonly days: number;
  /** Instead of the scenario's, where no number is wanted. */
  readonly spinUpDays?: number;
  readonly folder: string;
  readonly twinFolder: string | null;
  /** What else is worth knowing, once it is known what a day took: by the clock, and of processors. */
  readonly facts?: (nsPerDay: number, cpuMsPerDay: number) => Facts;
}

/**
 * Measures the settled days of one run; `secondsInAll` has the world, the spin-up and the last writing
 * too. Once: a run is long enough. `cpuMsPerDay` is what the process computed, whatever else was running.
 */
export async function measurePilotRun({
  part,
  variant,
  size,
  ...run
}: PilotRun): Promise<Measurement> {
  const { days, folder, twinFolder } = run;
  const pilot = loadScenario("pilot");
  const spinUpDays = run.spinUpDays ?? pilot.calendar.spinUpDays;
  const scenario = { ...pilot, calendar: { ...pilot.calendar, days, spinUpDays } };
  const request = { scenario, variant, seed: 1, ledger: "memory", folder, force: false };
  const startMs = performance.now();
  let beforeMs = startMs;
  let cpuBefore = process.cpuUsage();
  let cpuMs = 0;
  const dayMs: number[] = [];
  const onDay = () => {
    const now = performance.now();
    const { user, system } = process.cpuUsage(cpuBefore);
    cpuMs = (user + system) / MICROSECONDS_PER_MS;
    dayMs.push(now - beforeMs);
    beforeMs = now;
  };
  const onInstant = ({ world }: Run, now: number) => {
    if (now !== world.calendar.firstRun) return;
    beforeMs = performance.now();
    cpuBefore = process.cpuUsage();
  };
  const { hash } = await simulate(
    { ...request, twinFolder, historyFile: null, referenceOptimum: false },
    onDay,
    { onInstant },
  );
  const secondsInAll = (performance.now() - startMs) / MS_PER_SECOND;
  const timed = summarise([dayMs], 1);
  return {
    name: `${part}/${variant}`,
    size,
    unit: "day",
    ...timed,
    count: days,
    unitsPerBatch: 1,
    checksum: hash.slice(0, HASH_DIGITS),
    facts: {
      ...run.facts?.(timed.nsMedian, cpuMs / days),
      cpuMsPerDay: cpuMs / days,
      secondsInAll,
    },
  };
}
