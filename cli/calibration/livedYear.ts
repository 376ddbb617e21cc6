import { horizonAt } from "#sim/phases/horizon.ts";
import { deliverAndMeter } from "#sim/phases/meter.ts";
import { planRound } from "#sim/phases/trade/planRound.ts";
import { buildCommunity } from "#sim/run/community.ts";
import { Meters } from "#sim/run/meters.ts";
import type { World } from "#sim/world/world.ts";

const PERIODS_PER_HOUR = 4;

/** What each customer took in the run without a market, kWh: all its devices, PV not subtracted. */
export function livedYear(world: World): Float64Array {
  const community = buildCommunity(world);
  const { prosumers, units } = community;
  const meters = new Meters(prosumers.length);
  const orders = new Float64Array(units.length);
  const kwh = new Float64Array(prosumers.length);
  const { firstRun, endRun } = world.calendar;
  for (let i = 0; i < endRun; i++) {
    if (i % PERIODS_PER_HOUR === 0) {
      planRound(community, horizonAt(world, i), i / PERIODS_PER_HOUR, () => null);
    }
    deliverAndMeter(community, i, orders, meters);
    if (i < firstRun) continue;
    for (const { agent, consumptionWh } of prosumers) kwh[agent]! += consumptionWh / 1000;
  }
  return kwh;
}
