import { didYouMean } from "#scenarios/checks/didYouMean.ts";
import type { Prosumer, Scenario } from "#scenarios/scenario.ts";
import type { Finding } from "#scenarios/scenarioError.ts";
import { strategies } from "#sim/agents/strategies/strategies.ts";
import type { Strategy } from "#sim/agents/strategies/strategy.ts";
import { streamKey, uniform } from "#sim/random/randomStream.ts";

/**
 * Name of a customer's strategy: that of its row in the attribute table, or else one drawn by the
 * shares of its kind, from a stream of its own: who else lives there does not matter.
 */
export function strategyNameOf(scenario: Scenario, prosumer: Prosumer, seed: number): string {
  if (prosumer.strategy !== "") return prosumer.strategy;
  const shares = Object.entries(scenario.behaviour.strategies[prosumer.kind]);
  if (shares.length === 1) return shares[0]![0];
  const draw = uniform(streamKey(seed, `${prosumer.uid}/strategy-choice`), 0);
  let sum = 0;
  for (const [name, share] of shares) {
    sum += share;
    if (draw < sum) return name;
  }
  return shares.at(-1)![0];
}

/** The strategy of a customer; its name is registered (`strategyFindings`). */
export function strategyOf(scenario: Scenario, prosumer: Prosumer, seed: number): Strategy {
  return strategies.get(strategyNameOf(scenario, prosumer, seed))!;
}

/** Finds all names of strategies that nobody registered. */
export function strategyFindings({ behaviour, areas }: Scenario): Finding[] {
  const findings: Finding[] = [];
  const check = (file: string, field: string, strategy: string) => {
    if (strategies.has(strategy)) return;
    const expected = `one of ${[...strategies.keys()].join(", ")}`;
    const found = `"${strategy}"${didYouMean(strategy, strategies.keys())}`;
    findings.push({ file, field, expected, found });
  };
  for (const kind of ["household", "office"] as const)
    for (const strategy of Object.keys(behaviour.strategies[kind]))
      check("scenario.yaml", `behaviour.strategy.${kind}`, strategy);
  for (const { id, prosumers } of areas)
    for (const { uid, strategy } of prosumers)
      if (strategy !== "") check(`prosumers of ${id}`, `strategy of ${uid}`, strategy);
  return findings;
}
