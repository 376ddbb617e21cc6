import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Checksum } from "#bench/checksum.ts";
import { PeriodClearing } from "#bench/coordination/clearPeriod.ts";
import { drawPeriod, placeOf } from "#bench/coordination/drawPeriod.ts";
import { measure } from "#bench/harness.ts";
import { measurePilotRun } from "#bench/pilotRun.ts";
import type { PerSize, Size } from "#bench/size.ts";
import type { Job, Measurement, Workload } from "#bench/workload.ts";
import { assert } from "#engine/assert.ts";
import { type LinearSolver, loadLinearSolver } from "#engine/coordination/linearSolver.ts";
import type { Scheme } from "#engine/coordination/scheme.ts";
import { schemes } from "#engine/coordination/schemes.ts";

const OFFERS = [10, 100, 1000];
const periods: PerSize = { smoke: 8, small: 96, large: 960 };
/** Of many offers in a period fewer periods are enough. */
const PERIODS_MIN = 2;

const days: PerSize = { smoke: 1, small: 7, large: 30 };
const SPIN_UP_DAYS_SMOKE = 2;

/** The nine schemes; the controls differ from 1A in who may list and claim, not in what is computed. */
export const schemeIds: readonly string[] = Object.keys(schemes)
  .filter((id) => /^\d/.test(id))
  .sort();

/** The gates of a period by scheme and number of offers, then days of the pilot by scheme. */
export async function* measureCoordination(size: Size): AsyncGenerator<Measurement> {
  const solver = await loadLinearSolver();
  for (const workload of clearingWorkloads(size, solver)) yield measure(workload, size);
  yield* measureStudy(size);
}

/** From listing to orders, with needs and offers drawn: a unit is a period. */
export function clearingWorkloads(size: Size, solver: LinearSolver): Workload[] {
  return schemeIds.flatMap((id) =>
    OFFERS.map((offers): Workload => {
      const batches = Math.max(PERIODS_MIN, Math.ceil((periods[size] * OFFERS[0]!) / offers));
      const scheme = (schemes as Readonly<Record<string, Scheme>>)[id]!;
      return {
        name: `coordination/${id}/offers${offers}`,
        unit: "period",
        batches,
        unitsPerBatch: 1,
        open: () => openClearing(scheme, offers, batches, solver),
      };
    }),
  );
}

function openClearing(scheme: Scheme, offers: number, count: number, solver: LinearSolver): Job {
  const place = placeOf(offers / 2);
  const drawn = Array.from({ length: count }, (_, period) => drawPeriod(place, period));
  const clearing = new PeriodClearing(scheme, place, solver);
  const checksum = new Checksum();
  let ordered = 0;
  return {
    run(period) {
      for (const { unit, direction, kind, payer, orderedWh } of clearing.clear(
        period,
        drawn[period]!,
      )) {
        for (const value of [period, unit, direction, kind, payer, orderedWh]) checksum.add(value);
        ordered++;
      }
    },
    checksum: () => checksum.text(),
    facts: () => ({ ordersPerPeriod: ordered / count }),
  };
}

/**
 * What a scheme adds to matching alone: days of the pilot, `lem-dnut` first, all in one go. The run with
 * most to do is made once before, so that the first is not the one that warms up.
 */
async function* measureStudy(size: Size): AsyncGenerator<Measurement> {
  const folder = mkdtempSync(join(tmpdir(), "eflex-bench-"));
  const common = {
    part: "coordination/pilot",
    size,
    days: days[size],
    ...(size === "smoke" && { spinUpDays: SPIN_UP_DAYS_SMOKE }),
  };
  const at = (variant: string) => ({ ...common, variant, folder: join(folder, variant) });
  const twinFolder = join(folder, "no-market");
  try {
    await measurePilotRun({ ...at("no-market"), twinFolder: null });
    if (size !== "smoke") {
      await measurePilotRun({ ...at("3C"), folder: join(folder, "warm-up"), twinFolder });
    }
    const matching = await measurePilotRun({ ...at("lem-dnut"), twinFolder });
    yield matching;
    const { cpuMsPerDay: alone } = matching.facts;
    assert(alone !== undefined);
    const facts = (_nsPerDay: number, cpuMsPerDay: number) => ({
      extraCpuMsPerDay: cpuMsPerDay - alone,
      timesMatching: cpuMsPerDay / alone,
    });
    for (const id of size === "smoke" ? SMOKE_IDS : schemeIds)
      yield await measurePilotRun({ ...at(id), twinFolder, facts });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One that picks in merit order and one that clears jointly. */
const SMOKE_IDS: readonly string[] = ["2A", "3C"];
