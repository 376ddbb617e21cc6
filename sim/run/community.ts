import { ScenarioError } from "#scenarios/scenarioError.ts";
import { buildProsumer, nightPeriods } from "#sim/agents/buildProsumer.ts";
import { buildUnits } from "#sim/agents/buildUnits.ts";
import type { Prosumer } from "#sim/agents/prosumer.ts";
import { strategyFindings } from "#sim/agents/strategies/assignStrategies.ts";
import type { Unit } from "#sim/agents/unit.ts";
import { AreaModel, areaNetwork } from "#sim/market/grid/areaModel.ts";
import type { Accounts } from "#sim/run/accounts.ts";
import { openAccounts } from "#sim/run/accounts.ts";
import type { World } from "#sim/world/world.ts";

/** Who lives in a world, and the networks they live on: the state that a run moves. */
export interface Community {
  readonly world: World;
  readonly accounts: Accounts;
  readonly prosumers: readonly Prosumer[];
  readonly areas: readonly AreaModel[];
  readonly units: readonly Unit[];
}

/** @throws ScenarioError where customers follow strategies that nobody registered. */
export function buildCommunity(world: World): Community {
  const unknown = strategyFindings(world.scenario);
  if (unknown.length > 0) throw new ScenarioError("unknown strategies", unknown);
  const accounts = openAccounts(world.scenario);
  const networks = world.scenario.areas.map((_, index) => areaNetwork(world, index));
  const isNight = nightPeriods(world);
  const prosumers = world.prosumers.map((series, agent) => {
    const bus = networks[series.area]!.busIndex.get(series.prosumer.bus)!;
    return buildProsumer(agent, bus, series, world, isNight);
  });
  const areas = networks.map((network, index) => {
    const residents = prosumers.filter(({ area }) => area === index);
    return new AreaModel(world, index, network, residents);
  });
  return { world, accounts, prosumers, areas, units: buildUnits(world, prosumers, accounts) };
}
