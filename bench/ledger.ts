import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { collectGarbage } from "#bench/collectGarbage.ts";
import { summarise } from "#bench/harness.ts";
import type { PerSize, Size } from "#bench/size.ts";
import type { Measurement } from "#bench/workload.ts";
import { loadScenario } from "#scenarios/loadScenario.ts";
import type { Scenario } from "#scenarios/scenario.ts";
import { simulateHistory } from "#sim/history.ts";
import type { DayQueue } from "#sim/ledger/dayQueue.ts";
import type { Run } from "#sim/run/run.ts";
import { simulate } from "#sim/simulate.ts";

const days: PerSize = { smoke: 1, small: 30, large: 365 };

const SPIN_UP_DAYS_SMOKE = 7;
const HISTORY_SEED = 1001;
const PERIODS_PER_DAY = 96;
const MS_PER_SECOND = 1000;
const MICROSECONDS_PER_MS = 1000;
const BYTES_PER_KB = 1000;
const HASH_DIGITS = 16;

/**
 * The same run of the pilot under 1C, reservation auctions included, with the ledger in memory and on the
 * chain in the process, one after the other. A unit is a settled day; `waitingMsPerDay` is how long
 * it waited for days to be closed, `residentKbPerDay` by how much the process grew from the first quarter of the days to the end.
 */
export async function* measureLedger(size: Size): AsyncGenerator<Measurement> {
  const folder = mkdtempSync(join(tmpdir(), "eflex-bench-"));
  const pilot = loadScenario("pilot");
  const spinUpDays = size === "smoke" ? SPIN_UP_DAYS_SMOKE : pilot.calendar.spinUpDays;
  const scenario = { ...pilot, calendar: { ...pilot.calendar, days: days[size], spinUpDays } };
  try {
    const historyFile = await writeHistory(scenario, folder);
    for (const ledger of ["memory", "hardhat"]) {
      yield await measureRun(scenario, size, { ledger, folder: join(folder, ledger), historyFile });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function writeHistory(scenario: Scenario, folder: string): Promise<string> {
  const file = join(folder, "history.json");
  await simulateHistory({ scenario, seed: HISTORY_SEED, file }, () => {});
  const list = join(folder, "history.list.json");
  writeFileSync(list, JSON.stringify({ files: [file] }));
  return list;
}

async function measureRun(
  scenario: Scenario,
  size: Size,
  { ledger, folder, historyFile }: { ledger: string; folder: string; historyFile: string },
): Promise<Measurement> {
  const dayMs: number[] = [];
  let beforeMs = performance.now();
  let cpuBefore = process.cpuUsage();
  let closing: { ms: number } = { ms: 0 };
  let resident = { day: 0, bytes: 0 };
  let participants = 0;
  const onDay = (day: number, count: number) => {
    const now = performance.now();
    dayMs.push(now - beforeMs);
    if (day === Math.ceil(count / 4)) resident = { day, bytes: residentBytes() };
    beforeMs = performance.now();
  };
  const onInstant = (run: Run, now: number) => {
    if (now !== run.world.calendar.firstRun) return;
    participants = run.community.accounts.all.length;
    closing = timeWaiting(run.openDays);
    beforeMs = performance.now();
    cpuBefore = process.cpuUsage();
  };
  const request = { scenario, variant: "1C", seed: 1, ledger, folder, historyFile };
  const options = { force: false, twinFolder: null, referenceOptimum: false };
  let grownBytes = 0;
  const { hash, indicators } = await simulate(
    { ...request, ...options },
    (day, count) => {
      onDay(day, count);
      if (day === count) grownBytes = residentBytes() - resident.bytes;
    },
    { onInstant },
  );
  const { user, system } = process.cpuUsage(cpuBefore);
  const { length } = dayMs;
  const gasPerDay = indicators["chainGas"]! / length;
  return {
    name: `ledger/${ledger}`,
    size,
    unit: "day",
    ...summarise([dayMs], 1),
    count: length,
    unitsPerBatch: 1,
    checksum: hash.slice(0, HASH_DIGITS),
    facts: {
      secondsOfDays: dayMs.reduce((sum, ms) => sum + ms, 0) / MS_PER_SECOND,
      cpuMsPerDay: (user + system) / MICROSECONDS_PER_MS / length,
      waitingMsPerDay: closing.ms / length,
      residentKbPerDay: grownBytes / BYTES_PER_KB / Math.max(1, length - resident.day),
      transactions: indicators["chainTransactions"]!,
      gasPerDay,
      gasPerParticipantPeriod: gasPerDay / participants / PERIODS_PER_DAY,
    },
  };
}

/** Adds up for how long the run waits from now on for its days to be closed. */
function timeWaiting(days: DayQueue): { ms: number } {
  const total = { ms: 0 };
  const add = days.add.bind(days);
  days.add = async (...day) => {
    const startMs = performance.now();
    await add(...day);
    total.ms += performance.now() - startMs;
  };
  return total;
}

/** What the process holds, after everything that nobody holds is gone. */
function residentBytes(): number {
  collectGarbage();
  return process.memoryUsage().rss;
}
