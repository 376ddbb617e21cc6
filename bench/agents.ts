import { Checksum } from "#bench/checksum.ts";
import type { PerSize, Size } from "#bench/size.ts";
import type { Job, Workload } from "#bench/workload.ts";
import { loadScenario } from "#scenarios/loadScenario.ts";
import { horizonAt } from "#sim/phases/horizon.ts";
import { deliverAndMeter } from "#sim/phases/meter.ts";
import { planRound } from "#sim/phases/planRound.ts";
import { buildCommunity } from "#sim/run/community.ts";
import { Meters } from "#sim/run/meters.ts";
import { buildWorld, type World } from "#sim/world/world.ts";

const hours: PerSize = { smoke: 2, small: 48, large: 240 };

const PERIODS_PER_HOUR = 4;
/** Days around the hours that are lived: forecasts look ahead. */
const SPARE_DAYS = 3;

/** The customers of the pilot without a market: planning at each hour, and living each period. */
export function agentWorkloads(size: Size): Workload[] {
  const scenario = loadScenario("pilot");
  const days = Math.ceil(hours[size] / 24) + SPARE_DAYS;
  const calendar = { ...scenario.calendar, days, spinUpDays: 1 };
  const agents = scenario.areas.reduce((sum, { prosumers }) => sum + prosumers.length, 0);
  let built: World | undefined;
  const open = (measured: "plan" | "live") => () => {
    built ??= buildWorld({ ...scenario, calendar }, { seed: 1 });
    return openLife(built, measured);
  };
  const batches = hours[size];
  return [
    { name: "agents/plan", unit: "plan", batches, unitsPerBatch: agents, open: open("plan") },
    {
      name: "agents/live",
      unit: "agentPeriod",
      batches,
      unitsPerBatch: agents * PERIODS_PER_HOUR,
      open: open("live"),
    },
  ];
}

/** Plans and lives hour after hour; only one of the two is in the measured part. */
function openLife(world: World, measured: "plan" | "live"): Job {
  const community = buildCommunity(world);
  const meters = new Meters(community.prosumers.length);
  const orders = new Float64Array(community.units.length);
  let totalWh = 0;
  const plan = (hour: number) => {
    const horizon = horizonAt(world, hour * PERIODS_PER_HOUR);
    planRound(community, horizon, hour, () => null);
  };
  const live = (hour: number) => {
    for (let quarter = 0; quarter < PERIODS_PER_HOUR; quarter++) {
      const period = hour * PERIODS_PER_HOUR + quarter;
      deliverAndMeter(community, period, orders, meters);
      for (const wh of meters.of(period)) totalWh += wh;
    }
  };
  return {
    prepare(hour) {
      if (measured === "live") plan(hour);
      else if (hour > 0) live(hour - 1);
    },
    run: measured === "live" ? live : plan,
    checksum: () => {
      const checksum = new Checksum().add(totalWh);
      for (const { nominationWh } of community.prosumers) {
        for (const wh of nominationWh) checksum.add(wh);
      }
      return checksum.text();
    },
    facts: () => ({ agents: community.prosumers.length }),
  };
}
