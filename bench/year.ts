import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { measurePilotRun } from "#bench/pilotRun.ts";
import type { PerSize, Size } from "#bench/size.ts";
import type { Measurement } from "#bench/workload.ts";

const days: PerSize = { smoke: 1, small: 7, large: 30 };

const SPIN_UP_DAYS_SMOKE = 7;
const DAYS_PER_MONTH = 30;
const NS_PER_SECOND = 1e9;

/**
 * Whole runs of the pilot without and with a market, the second beside the first as its twin. A unit is
 * a settled day.
 */
export async function* measureYear(size: Size): AsyncGenerator<Measurement> {
  const folder = mkdtempSync(join(tmpdir(), "eflex-bench-"));
  const common = {
    part: "year",
    size,
    days: days[size],
    ...(size === "smoke" && { spinUpDays: SPIN_UP_DAYS_SMOKE }),
    facts: (nsPerDay: number) => ({
      secondsPerMonth: (nsPerDay * DAYS_PER_MONTH) / NS_PER_SECOND,
    }),
  };
  const at = (variant: string) => ({ variant, folder: join(folder, variant) });
  const twin = at("no-market");
  try {
    yield await measurePilotRun({ ...common, ...twin, twinFolder: null });
    yield await measurePilotRun({ ...common, ...at("1C"), twinFolder: twin.folder });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
