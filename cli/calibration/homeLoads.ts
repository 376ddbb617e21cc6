import type { ApplianceRuns } from "#sim/world/applianceRuns.ts";
import type { World } from "#sim/world/world.ts";

const SHARE_MIN = 0.05;
/** Homes that stand nearly empty say nothing about how homes live. */
const EMPTY_KWH = 600;
const WH_PER_KW = 250;

/**
 * Load without heat, hot water and car of every inhabited home over the run, kW by quarter hour.
 * Machines run when they are ready, as everywhere measured.
 */
export function homeLoads(world: World): Float64Array[] {
  const { firstRun, endRun } = world.calendar;
  return world.prosumers
    .filter(({ prosumer: { kind, baseKwhPerYear } }) => {
      return kind === "household" && baseKwhPerYear > EMPTY_KWH;
    })
    .map(({ scaleKw, shape, noise, appliances }) => {
      const load = Float64Array.from({ length: endRun - firstRun }, (_, k) => {
        const i = firstRun + k;
        return scaleKw * shape[i]! * Math.max(SHARE_MIN, 1 + noise[i]!);
      });
      for (const runs of appliances) addRuns(load, runs, firstRun);
      return load;
    });
}

function addRuns(load: Float64Array, { earliest, profileWh }: ApplianceRuns, firstRun: number) {
  for (const start of earliest) {
    for (const [k, wh] of profileWh.entries()) {
      const at = start + k - firstRun;
      if (at >= 0 && at < load.length) load[at]! += wh / WH_PER_KW;
    }
  }
}
