import { beforeAll, expect, test } from "vitest";
import { GridState } from "#engine/grid/gridState.ts";
import { PowerFlow } from "#engine/grid/powerFlow.ts";
import type { LoadCaseSettings } from "#scenarios/flexibilityRules.ts";
import type { Scenario } from "#scenarios/scenario.ts";
import { lightNote, lightOf, loadCaseOf, staticLights } from "#sim/operators/staticLight.ts";
import { buildCommunity, type Community } from "#sim/run/community.ts";
import { buildWorld } from "#sim/world/world.ts";
import { smallScenario } from "#test/support/smallScenario.ts";
import { workedScenario } from "#test/support/workedScenario.ts";

const NOTHING: LoadCaseSettings = {
  id: "nothing",
  householdLoad: 0,
  officeLoad: 0,
  heating: 0,
  boiler: 0,
  charger: 0,
  cooling: 0,
  pv: 0,
  background: 0,
};

function communityOf(scenario: Scenario, ...loadCases: LoadCaseSettings[]): Community {
  const { flexibility } = scenario;
  const calendar = { start: "2025-02-01", days: 1, spinUpDays: 1 };
  const qualification = { ...flexibility.qualification, loadCases };
  return buildCommunity(
    buildWorld(
      { ...scenario, calendar, flexibility: { ...flexibility, qualification } },
      { seed: 1 },
    ),
  );
}

let small: Community;
beforeAll(() => {
  small = communityOf(smallScenario(), NOTHING);
});

/** Sum over the buses of an area, kW. */
const totalKw = (changes: Partial<LoadCaseSettings>) => {
  const area = small.areas[0]!;
  const { pKw } = loadCaseOf(small.world.scenario, area, { ...NOTHING, ...changes });
  return pKw.reduce((sum, kw) => sum + kw, 0);
};

test.each<[string, Partial<LoadCaseSettings>, (community: Community) => number]>([
  [
    "base load of homes",
    { householdLoad: 2 },
    (c) => (2 * ratings(c, "household", "baseKwhPerYear")) / 8760,
  ],
  [
    "base load of offices",
    { officeLoad: 3 },
    (c) => (3 * ratings(c, "office", "baseKwhPerYear")) / 8760,
  ],
  ["heating", { heating: 0.5 }, (c) => 0.5 * ratings(c, null, "heatingKw")],
  ["boilers", { boiler: 0.1 }, (c) => 0.1 * ratings(c, null, "boilerKw")],
  ["chargers", { charger: 1 }, (c) => ratings(c, null, "chargerKw")],
  ["feed-in", { pv: 0.7 }, (c) => -0.7 * ratings(c, null, "pvKwp")],
])("a load case adds up the %s of everyone", (_, changes, expected) => {
  expect(totalKw(changes)).toBeCloseTo(expected(small), 9);
});

function ratings(
  { prosumers }: Community,
  kind: "household" | "office" | null,
  field: "baseKwhPerYear" | "heatingKw" | "boilerKw" | "chargerKw" | "pvKwp",
): number {
  return prosumers
    .map(({ series }) => series.prosumer)
    .filter((prosumer) => kind === null || prosumer.kind === kind)
    .reduce((sum, prosumer) => sum + prosumer[field], 0);
}

test("other load on the 20 kV buses is a share of its peak", () => {
  const peak = small.world.scenario.areas[0]!.network.buses.reduce(
    (sum, { backgroundKwPeak }) => sum + backgroundKwPeak,
    0,
  );
  expect(totalKw({ background: 0.5 })).toBeCloseTo(0.5 * peak, 9);
});

test("where nothing flows everything is green, and all that was registered is safe", () => {
  for (const [unit, light] of staticLights(small).entries()) {
    const { upWhMax, downWhMax } = small.units[unit]!.registeredWh();
    expect(lightOf(light)).toBe("green");
    expect([light.upWh, light.downWh]).toEqual([upWhMax, downWhMax]);
    expect(lightNote(light)).toBe("up green; down green");
  }
});

test("what is safe loads the station to its rating and no further, in the worst of the cases", () => {
  const evening: LoadCaseSettings = {
    ...NOTHING,
    id: "evening",
    householdLoad: 1.5,
    officeLoad: 1,
  };
  const night: LoadCaseSettings = { ...NOTHING, id: "night", householdLoad: 0.3 };
  const community = communityOf(workedScenario(), night, evening);
  const [pool] = staticLights(community);
  expect(pool!.down.light).toBe("yellow");
  expect(lightNote(pool!)).toMatch(/; down yellow at \d+ Wh: T1 in evening$/);
  const area = community.areas[0]!;
  const loading = (energyWh: number) => {
    const { pKw, qKvar } = loadCaseOf(community.world.scenario, area, evening);
    const { members } = community.units[0]!;
    const { powerFactor } = community.world.scenario.behaviour;
    const factor = powerFactor[members[0]!.series.prosumer.kind];
    const tangent = Math.sqrt(1 - factor * factor) / factor;
    for (const { bus } of members) {
      pKw[bus]! += energyWh / 250 / members.length;
      qKvar[bus]! += ((energyWh / 250) * tangent) / members.length;
    }
    const flow = new PowerFlow(area.normal);
    const state = new GridState(area.normal);
    flow.solve(pKw, qKvar);
    state.evaluate(flow);
    return Math.max(...Array.from(area.normal.monitoredBranches, (b) => state.loadingPercent[b]!));
  };
  const { downWh } = pool!;
  const { downWhMax } = community.units[0]!.registeredWh();
  expect(downWh).toBeLessThan(downWhMax);
  expect(loading(downWh)).toBeLessThanOrEqual(100);
  expect(loading(downWh + downWhMax / 256)).toBeGreaterThan(100);
});

test("a station that is overloaded already bears nothing more, and all relief", () => {
  const crush: LoadCaseSettings = { ...NOTHING, id: "crush", householdLoad: 30 };
  const [pool] = staticLights(communityOf(workedScenario(), crush));
  expect(pool!.down.light).toBe("red");
  expect(pool!.downWh).toBe(0);
  expect(pool!.up.light).not.toBe("red");
  expect(lightOf(pool!)).toBe("yellow");
});
