import { join } from "node:path";
import { expect, test } from "vitest";
import { loadScenario } from "#scenarios/loadScenario.ts";
import { Appliance } from "#sim/agents/devices/appliance.ts";
import type { LocalMarketplace } from "#sim/market/localMarketplace.ts";
import type { Onlooker } from "#sim/run/onlooker.ts";
import type { Run } from "#sim/run/run.ts";
import { buildWorld } from "#sim/world/world.ts";
import { hiddenFuture } from "#test/support/hiddenFuture.ts";
import { run, runFolder } from "#test/support/simulationRuns.ts";

const folder = runFolder();
const shares = ["washingMachine", "dishwasher", "dryer"].map(
  (name) => `behaviour.appliances.${name}.share=60 %`,
);
const scenario = {
  ...loadScenario("pilot", shares),
  calendar: { start: "2025-06-11", days: 2, spinUpDays: 3 },
};

interface Seen {
  run: Run | undefined;
  places: LocalMarketplace | null;
}

function remember(seen: Seen): Onlooker {
  return {
    onInstant: (here, _now, places) => {
      seen.run = here;
      seen.places = places;
    },
  };
}

const machines = ({ community }: Run) =>
  community.prosumers.flatMap(({ devices }) =>
    devices.filter((device): device is Appliance => device instanceof Appliance),
  );

test("in a run with machines trades settle starts, and nothing of the future is known", async () => {
  const seen: Seen = { run: undefined, places: null };
  const request = { scenario, variant: "lem-dnut" };
  const open = await run({ ...request, folder: join(folder, "open") }, remember(seen));
  expect(machines(seen.run!).length).toBeGreaterThan(300);
  expect(seen.places!.settledStarts()).toBeGreaterThan(20);
  const blind = await run({ ...request, folder: join(folder, "blind") }, hiddenFuture());
  expect(blind.hash).toBe(open.hash);
});

test("machines take their energy out of the base use: what homes use in all stays", () => {
  const calendar = { start: "2025-01-01", days: 365, spinUpDays: 1 };
  const kwhOf = (overrides: readonly string[]) => {
    const { prosumers } = buildWorld(
      { ...loadScenario("pilot", overrides), calendar },
      { seed: 1 },
    );
    return prosumers
      .filter(({ prosumer }) => prosumer.kind === "household" && prosumer.baseKwhPerYear > 2000)
      .reduce((sum, { scaleKw, appliances }) => {
        const runs = appliances.map(
          ({ earliest, profileWh }) => earliest.length * profileWh.reduce((a, b) => a + b, 0),
        );
        return sum + 8760 * scaleKw + runs.reduce((a, b) => a + b, 0) / 1000;
      }, 0);
  };
  expect(Math.abs(kwhOf(shares) / kwhOf([]) - 1)).toBeLessThan(0.02);
});
