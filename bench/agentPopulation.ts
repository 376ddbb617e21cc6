import { Checksum } from "#bench/checksum.ts";
import type { PerSize, Size } from "#bench/size.ts";
import type { Workload } from "#bench/workload.ts";
import { loadScenario } from "#scenarios/loadScenario.ts";
import { drawProsumers } from "#scenarios/population/drawProsumers.ts";
import type { Population } from "#scenarios/population/population.ts";
import type { Scenario } from "#scenarios/scenario.ts";
import { scenarioHash } from "#scenarios/scenarioHash.ts";
import { populations } from "#scenarios/tools/populations.ts";
import { buildCommunity } from "#sim/run/community.ts";
import { buildWorld, type World } from "#sim/world/world.ts";

const homes: PerSize = { smoke: 200, small: 10_000, large: 10_000 };

/**
 * Ten thousand customers from a population of the suburb's kind on the suburb's buses: the attribute
 * table with the scenario's hash, a world of one day with their series, and the agents with their
 * devices and units. Together it is what a run does with them before its first period.
 */
export function populationWorkloads(size: Size): Workload[] {
  const pilot = loadScenario("pilot");
  const population: Population = {
    ...populations[0]!,
    placement: "random",
    homes: homes[size],
    share: { ...populations[0]!.share, pv: 0.25 },
  };
  const count = homes[size] + population.offices.length;
  const day = { ...pilot, calendar: { ...pilot.calendar, days: 1, spinUpDays: 0 } };
  let world: World | undefined;
  const worldOf = () => {
    world ??= buildWorld(populated(day, population), { seed: 1 });
    return world;
  };
  const workload = (name: string, run: (checksum: Checksum) => void): Workload => ({
    name: `agents/population/${name}`,
    unit: "agent",
    batches: 1,
    unitsPerBatch: count,
    open: () => {
      const checksum = new Checksum();
      if (name === "build") worldOf();
      return { run: () => run(checksum), checksum: () => checksum.text() };
    },
  });
  return [
    workload("draw", (checksum) => {
      const { hash } = populated(day, population);
      checksum.add(Number.parseInt(hash.slice(0, 12), 16));
    }),
    workload("world", (checksum) => {
      world = undefined;
      checksum.add(Number.parseInt(worldOf().hash.slice(0, 12), 16));
    }),
    workload("build", (checksum) => {
      const { prosumers, units } = buildCommunity(worldOf());
      checksum.add(prosumers.length).add(units.length);
      for (const { devices } of prosumers) for (const { kind } of devices) checksum.add(kind);
    }),
  ];
}

/** The scenario with a drawn table in place of its first area's. */
function populated(scenario: Scenario, population: Population): Scenario {
  const [first, ...others] = scenario.areas;
  const { prosumers } = drawProsumers(population, first!.network.buses);
  const drawn = { ...scenario, areas: [{ ...first!, prosumers }, ...others] };
  return { ...drawn, hash: scenarioHash(drawn) };
}
