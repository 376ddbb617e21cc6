import type { Prosumer } from "#sim/agents/prosumer.ts";
import { Unit } from "#sim/agents/unit.ts";
import type { Accounts } from "#sim/run/accounts.ts";
import type { World } from "#sim/world/world.ts";

/** Registers the units: each office, and each aggregator's pool on one low-voltage feeder. */
export function buildUnits(
  world: World,
  prosumers: readonly Prosumer[],
  accounts: Accounts,
): Unit[] {
  const pools = new Map<
    string,
    { area: number; feeder: string; aggregator: string; members: Prosumer[] }
  >();
  const feeders = world.scenario.areas.map(({ network }) => {
    return new Map(network.buses.map(({ id, feeder }) => [id, feeder]));
  });
  for (const member of prosumers) {
    if (!member.flexible) continue;
    const { prosumer, area } = member.series;
    const feeder = feeders[area]!.get(prosumer.bus)!;
    const name = prosumer.kind === "office" ? prosumer.uid : `${prosumer.aggregator}@${feeder}`;
    const pool = pools.get(name) ?? { area, feeder, aggregator: prosumer.aggregator, members: [] };
    pool.members.push(member);
    pools.set(name, pool);
  }
  return [...pools].map(([name, { area, feeder, aggregator, members }], index) => {
    const place = { name, area, feeder, aggregator: accounts.aggregators.get(aggregator)! };
    return new Unit(world, index, place, members);
  });
}
