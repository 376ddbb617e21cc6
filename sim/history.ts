import { writeFileSync } from "node:fs";
import { NeedHistory } from "#sim/operators/needHistory.ts";
import { horizonAt } from "#sim/phases/horizon.ts";
import { deliverAndMeter } from "#sim/phases/meter.ts";
import { planRound } from "#sim/phases/trade/planRound.ts";
import { buildCommunity } from "#sim/run/community.ts";
import { Meters } from "#sim/run/meters.ts";
import type { HistoryRequest } from "#sim/runRequest.ts";
import { buildWorld } from "#sim/world/world.ts";

/**
 * Lives one year of a history seed on the retail contract alone (load, PV, devices, power flow; no
 * offers, no twin, no chain) and writes where and when the grids were congested. Events are those of
 * the year to be run, of which earlier years know nothing.
 */
export async function simulateHistory(
  request: HistoryRequest,
  onDay: (day: number, days: number) => void,
): Promise<void> {
  // Measured weather is that of the run to come: the years before had another.
  const climate = { ...request.scenario.climate, measured: null };
  const world = buildWorld({ ...request.scenario, climate, events: [] }, { seed: request.seed });
  const community = buildCommunity(world);
  const { calendar } = world;
  const meters = new Meters(community.accounts.prosumerCount);
  const orders = new Float64Array(community.units.length);
  const history = new NeedHistory(community);
  let round = 0;
  for (let now = 0; now < calendar.endRun; now++) {
    if (now > 0) {
      deliverAndMeter(community, now - 1, orders, meters);
      if (now > calendar.firstRun) history.watch(now - 1, meters.of(now - 1));
    }
    if (calendar.minuteOfDay[now]! % 60 === 0) {
      planRound(community, horizonAt(world, now), round++, () => null);
    }
    if (now % (96 * 8) === 0 && now >= calendar.firstRun) {
      onDay(calendar.day[now]! - calendar.firstRunDay, request.scenario.calendar.days);
      await new Promise(setImmediate);
    }
  }
  writeFileSync(request.file, `${JSON.stringify(history.summary())}\n`);
}
