import type { World } from "#sim/world/world.ts";

const SHARE_MIN = 0.05;
/** Homes that stand nearly empty say nothing about how homes live. */
const EMPTY_KWH = 600;

/** Load without heat, hot water and car of every inhabited home over the run, kW by quarter hour. */
export function homeLoads(world: World): Float64Array[] {
  const { firstRun, endRun } = world.calendar;
  return world.prosumers
    .filter(({ prosumer: { kind, baseKwhPerYear } }) => {
      return kind === "household" && baseKwhPerYear > EMPTY_KWH;
    })
    .map(({ scaleKw, shape, noise }) =>
      Float64Array.from({ length: endRun - firstRun }, (_, k) => {
        const i = firstRun + k;
        return scaleKw * shape[i]! * Math.max(SHARE_MIN, 1 + noise[i]!);
      }),
    );
}
