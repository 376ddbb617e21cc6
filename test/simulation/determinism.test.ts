import { join } from "node:path";
import { expect, test } from "vitest";
import { agents } from "#datasets/tables/actors.ts";
import type { Prosumer, Scenario } from "#scenarios/scenario.ts";
import { buildWorld } from "#sim/world/world.ts";
import { pilotOver, rowsOf, run, runFolder } from "#test/support/simulationRuns.ts";
import { smallScenario } from "#test/support/smallScenario.ts";

const folder = runFolder();
const calendar = { start: "2025-01-13", days: 2, spinUpDays: 5 };

test("the same request leaves the same dataset, another seed another", async () => {
  const scenario = pilotOver(calendar);
  const hashOf = async (name: string, seed: number) =>
    (await run({ scenario, variant: "2A", seed, folder: join(folder, name) })).hash;
  const first = await hashOf("first", 7);
  expect(await hashOf("again", 7)).toBe(first);
  expect(await hashOf("other", 8)).not.toBe(first);
});

/** Totals by customer when everyone lives on the retail contract alone. */
async function livesIn(scenario: Scenario, name: string): Promise<Map<string, object>> {
  const at = join(folder, name);
  await run({ scenario, variant: "no-market", folder: at });
  const customers = rowsOf(at, agents).filter(({ kind }) => ["household", "office"].includes(kind));
  return new Map(
    customers.map(({ uid, consumptionWh, pvWh, importWh, exportWh, balanceMicroEur }) => [
      uid,
      { consumptionWh, pvWh, importWh, exportWh, balanceMicroEur },
    ]),
  );
}

/** The series of each customer of a world. */
function seriesIn(scenario: Scenario): Map<string, object> {
  const { prosumers } = buildWorld(scenario, { seed: 1 });
  return new Map(
    prosumers.map(({ prosumer, noise, drawWh, sessions }) => [
      prosumer.uid,
      { noise, drawWh, sessions },
    ]),
  );
}

function changed(change: (prosumers: readonly Prosumer[]) => Prosumer[]): Scenario {
  const scenario = smallScenario({ calendar });
  const areas = scenario.areas.map((area) => ({ ...area, prosumers: change(area.prosumers) }));
  return { ...scenario, areas };
}

const more = { boilerKw: 2, boilerKwh: 3.3, persons: 4, chargerKw: 11, vehicleKwh: 70 };
const equipped = (all: readonly Prosumer[]) =>
  all.map((one) => (one.uid === "H3" ? { ...one, ...more } : one));
const moved = ([first, second, third, ...rest]: readonly Prosumer[]) =>
  [third, first, second, ...rest] as Prosumer[];
const gone = (all: readonly Prosumer[]) => all.filter(({ uid }) => uid !== "H3");

test.each([
  ["draws from more streams of its own", equipped],
  ["moves to the front of the list", moved],
  ["is not there", gone],
])("when one customer %s, the series of all others stay", (_, change) => {
  const before = seriesIn(changed((all) => [...all]));
  const after = seriesIn(changed(change));
  before.delete("H3");
  after.delete("H3");
  expect(before.size).toBeGreaterThan(0);
  expect(after).toEqual(before);
});

test("when one customer draws more, the others live as before", async () => {
  const before = await livesIn(
    changed((all) => [...all]),
    "before",
  );
  const after = await livesIn(changed(equipped), "after");
  expect(after.get("H3")).not.toEqual(before.get("H3"));
  before.delete("H3");
  after.delete("H3");
  expect(before.size).toBeGreaterThan(0);
  expect(after).toEqual(before);
});
