import { type AgentKind, agentKinds, kindOf } from "#bench/agentKind.ts";
import { Checksum } from "#bench/checksum.ts";
import type { PerSize, Size } from "#bench/size.ts";
import type { Job, Workload } from "#bench/workload.ts";
import { loadScenario } from "#scenarios/loadScenario.ts";
import type { PriceSource } from "#sim/agents/prosumer.ts";
import { tariffOf } from "#sim/market/grid/tariffOf.ts";
import { PlacePrices } from "#sim/market/placePrices.ts";
import { horizonAt } from "#sim/phases/horizon.ts";
import { deliverAndMeter } from "#sim/phases/meter.ts";
import { planRound } from "#sim/phases/trade/planRound.ts";
import { buildCommunity, type Community } from "#sim/run/community.ts";
import { Meters } from "#sim/run/meters.ts";
import { buildWorld, type World } from "#sim/world/world.ts";

const hours: PerSize = { smoke: 2, small: 48, large: 240 };

const PERIODS_PER_HOUR = 4;
/** Days around the hours that are lived: forecasts look ahead. */
const SPARE_DAYS = 3;

interface Life {
  readonly measured: "plan" | "live";
  /** Only these plan in the measured part. */
  readonly kind?: AgentKind;
  /** Whether they plan against prices of a local market beside the retail contract. */
  readonly market?: boolean;
}

/**
 * The customers of the pilot: planning at each hour, all and by kind, without and with prices of a
 * local market, and living each period. A unit is an agent in a period of 15 minutes.
 */
export function agentWorkloads(size: Size): Workload[] {
  const scenario = loadScenario("pilot");
  const days = Math.ceil(hours[size] / 24) + SPARE_DAYS;
  const calendar = { ...scenario.calendar, days, spinUpDays: 1 };
  let built: { world: World; counts: Record<AgentKind, number> } | undefined;
  const world = () => {
    if (built === undefined) {
      const made = buildWorld({ ...scenario, calendar }, { seed: 1 });
      built = { world: made, counts: countKinds(buildCommunity(made)) };
    }
    return built;
  };
  const all = scenario.areas.reduce((sum, { prosumers }) => sum + prosumers.length, 0);
  const workload = (name: string, agents: number, life: Life): Workload => ({
    name: `agents/${name}`,
    unit: "agentPeriod",
    batches: hours[size],
    unitsPerBatch: agents * PERIODS_PER_HOUR,
    open: () => openLife(world().world, life),
  });
  const markets = [
    { market: false, suffix: "" },
    { market: true, suffix: "/market" },
  ];
  const byKind = agentKinds.flatMap((kind) => {
    const agents = world().counts[kind];
    // Who steers nothing does not look at prices.
    const looked = kind === "passive" ? markets.slice(0, 1) : markets;
    return looked.map(({ market, suffix }) => {
      return workload(`plan/${kind}${suffix}`, agents, { measured: "plan", kind, market });
    });
  });
  return [
    ...markets.map(({ market, suffix }) => {
      return workload(`plan${suffix}`, all, { measured: "plan", market });
    }),
    ...byKind,
    workload("live", all, { measured: "live" }),
  ];
}

function countKinds({ prosumers }: Community): Record<AgentKind, number> {
  const counts = Object.fromEntries(agentKinds.map((kind) => [kind, 0]));
  for (const prosumer of prosumers) counts[kindOf(prosumer)]!++;
  return counts as Record<AgentKind, number>;
}

/** Plans and lives hour after hour; only one of the two is in the measured part. */
function openLife(world: World, { measured, kind, market = false }: Life): Job {
  const community = buildCommunity(world);
  const watched = community.prosumers.filter(
    (agent) => kind === undefined || kindOf(agent) === kind,
  );
  const others = community.prosumers.filter((agent) => !watched.includes(agent));
  const meters = new Meters(community.prosumers.length);
  const orders = new Float64Array(community.units.length);
  const tariff = tariffOf(world.scenario, "dnut");
  const prices = community.areas.map(({ normal }): PriceSource | null => {
    return market ? new PlacePrices(world, normal.feeder, tariff) : null;
  });
  let totalWh = 0;
  const plan = (prosumers: Community["prosumers"], hour: number) => {
    const horizon = horizonAt(world, hour * PERIODS_PER_HOUR);
    planRound({ ...community, prosumers }, horizon, hour, (area) => prices[area]!);
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
      if (measured === "plan" && hour > 0) live(hour - 1);
      plan(measured === "plan" ? others : community.prosumers, hour);
    },
    run: (hour) => (measured === "plan" ? plan(watched, hour) : live(hour)),
    checksum: () => {
      const checksum = new Checksum().add(totalWh);
      for (const { nominationWh } of watched) for (const wh of nominationWh) checksum.add(wh);
      return checksum.text();
    },
    facts: () => ({ agents: watched.length }),
  };
}
