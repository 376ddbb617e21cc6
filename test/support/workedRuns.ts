import { join } from "node:path";
import type { FlexibilitySettings, Scenario } from "#scenarios/scenario.ts";
import { run, runFolder } from "#test/support/simulationRuns.ts";
import { workedScenario } from "#test/support/workedScenario.ts";

/** The worked place over two days, with other rules of the flexibility market. */
export function worked(changes: Partial<FlexibilitySettings> = {}): Scenario {
  const scenario = workedScenario();
  return {
    ...scenario,
    calendar: { start: "2025-06-02", days: 2, spinUpDays: 6 },
    flexibility: { ...scenario.flexibility, ...changes },
  };
}

/** Makes a way to run scenarios to the end under a name, each into a folder of its own. */
export function livesIn(
  folder = runFolder(),
): (name: string, scenario: Scenario) => Promise<string> {
  return async (name, scenario) => {
    const into = join(folder, name);
    await run({ scenario, variant: "1C", folder: into });
    return into;
  };
}

/** Word of a row's column, which the helper types as a number. */
export const word = (value: unknown) => String(value);
