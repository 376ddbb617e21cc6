import type { Scenario } from "#scenarios/scenario.ts";

/** The scenario with its areas so many times that at least `agents` customers live in it. */
export function manyAgents(scenario: Scenario, agents: number): Scenario {
  const one = countAgents(scenario);
  const copies = Math.ceil(agents / one);
  const areas = Array.from({ length: copies }, (_, copy) =>
    scenario.areas.map((area) => ({
      ...area,
      prosumers: area.prosumers.map((prosumer) => ({
        ...prosumer,
        uid: copy === 0 ? prosumer.uid : `${prosumer.uid}/${copy}`,
      })),
    })),
  ).flat();
  return { ...scenario, areas };
}

export function countAgents({ areas }: Pick<Scenario, "areas">): number {
  return areas.reduce((sum, { prosumers }) => sum + prosumers.length, 0);
}
