import { loadScenario } from "#scenarios/loadScenario.ts";
import { adaptive } from "#sim/agents/strategies/adaptive.ts";
import { strategies } from "#sim/agents/strategies/strategies.ts";
import type { Strategy } from "#sim/agents/strategies/strategy.ts";
import type { RunResult } from "#sim/runRequest.ts";
import { simulate } from "#sim/simulate.ts";

/** Never yields, and orders less of what it wants the earlier it is. */
const stubborn: Strategy = {
  alikeAtPlace: true,
  limitMicro: (at) => adaptive.limitMicro({ ...at, patience: 1 }),
  quantityFactor: ({ patience }) => 1 - 0.3 * patience,
};
strategies.set("stubborn", stubborn);

/** A few days of the pilot in which the households are stubborn and the offices adaptive. */
export async function runStubborn(folder: string, days: number): Promise<RunResult> {
  const overrides = [`calendar.days=${days}`, "behaviour.strategy.household=stubborn"];
  const request = {
    scenario: loadScenario("pilot", overrides),
    variant: "lem-dnut",
    seed: 1,
    ledger: "memory",
    folder,
    force: true,
    twinFolder: null,
    historyFile: null,
    referenceOptimum: false,
  };
  return await simulate(request, () => {});
}

if (import.meta.main) console.log((await runStubborn("results/stubborn", 7)).indicators);
