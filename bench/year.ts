import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { summarise } from "#bench/harness.ts";
import type { PerSize, Size } from "#bench/size.ts";
import type { Measurement } from "#bench/workload.ts";
import { loadScenario } from "#scenarios/loadScenario.ts";
import type { Run } from "#sim/run/run.ts";
import { simulate } from "#sim/simulate.ts";

const days: PerSize = { smoke: 1, small: 7, large: 30 };

/** Instead of the scenario's, where no number is wanted. */
const SPIN_UP_DAYS_SMOKE = 7;
const DAYS_PER_MONTH = 30;
const MS_PER_SECOND = 1000;
const NS_PER_SECOND = 1e9;
const HASH_DIGITS = 16;

/**
 * Whole runs of the pilot with the ledger in memory, without and with a market, the second beside
 * the first as its twin. A unit is a settled day; `secondsInAll` has the
 * world, the spin-up and the last writing too. Each is run once: a run is long enough.
 */
export async function* measureYear(size: Size): AsyncGenerator<Measurement> {
  const folder = mkdtempSync(join(tmpdir(), "eflex-bench-"));
  try {
    const twin = join(folder, "no-market");
    yield await measureRun("no-market", size, twin, null);
    yield await measureRun("1C", size, join(folder, "1C"), twin);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measureRun(
  variant: string,
  size: Size,
  folder: string,
  twinFolder: string | null,
): Promise<Measurement> {
  const pilot = loadScenario("pilot");
  const spinUpDays = size === "smoke" ? SPIN_UP_DAYS_SMOKE : pilot.calendar.spinUpDays;
  const scenario = { ...pilot, calendar: { ...pilot.calendar, days: days[size], spinUpDays } };
  const request = { scenario, variant, seed: 1, ledger: "memory", folder, force: false };
  const startMs = performance.now();
  let beforeMs = startMs;
  const dayMs: number[] = [];
  const onDay = () => {
    const now = performance.now();
    dayMs.push(now - beforeMs);
    beforeMs = now;
  };
  const onInstant = ({ world }: Run, now: number) => {
    if (now === world.calendar.firstRun) beforeMs = performance.now();
  };
  const onlooker = { onInstant };
  const { hash } = await simulate(
    { ...request, twinFolder, historyFile: null, referenceOptimum: false },
    onDay,
    onlooker,
  );
  const secondsInAll = (performance.now() - startMs) / MS_PER_SECOND;
  const timed = summarise([dayMs], 1);
  return {
    name: `year/${variant}`,
    size,
    unit: "day",
    ...timed,
    count: days[size],
    unitsPerBatch: 1,
    checksum: hash.slice(0, HASH_DIGITS),
    facts: { secondsPerMonth: (timed.nsMedian * DAYS_PER_MONTH) / NS_PER_SECOND, secondsInAll },
  };
}
