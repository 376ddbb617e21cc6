import { expect, test } from "vitest";
import { loadScenario } from "#scenarios/loadScenario.ts";
import { type Finding, ScenarioError } from "#scenarios/scenarioError.ts";
import { copyScenario, type Edit } from "#test/scenarios/copyScenario.ts";

/** What the shipped table of the suburb was drawn from, as a scenario says it. */
const SUBURB = `population:
      seed: pilot/suburb
      prefix: SUB
      feeders:
        SUB-F1: { homes: 48, pvRoofs: 3 }
        SUB-F2: { homes: 48, pvRoofs: 3 }
        SUB-F3:
          homes: 34
          pvRoofs: 26
          buildings: { houseOld: 50 %, houseRenovated: 25 %, houseNew: 25 % }
      buildings:
        { houseOld: 28 %, houseRenovated: 12 %, houseNew: 12 %, flatOld: 30 %, flatRenovated: 18 % }
      baseUse: { mean: 2300 kWh/year }
      share:
        { boiler: 70 %, nightBoiler: 50 %, stove: 12 %, split: 40 %, heatPump: 12 %,
          vehicle: 20 %, cooling: 45 %, battery: 30 %,
          washingMachine: 20 %, dishwasher: 10 %, dryer: 3 % }
      aggregators: { AGG-A: 60 %, AGG-B: 40 % }
      offices:
        SUB-OFFICE-1:
          bus: SUB-O1-LV
          aggregator: AGG-B
          baseUse: 1000 MWh/year
          floor: 10000 m^2
          pv: 200 kWp
          battery: 200 kW
          batteryStore: 400 kWh
`;

/** The pilot with a population in place of the suburb's table, and with other edits. */
function populated(...edits: Edit[]): string {
  const from = "prosumers: suburb/prosumers.csv\n";
  return copyScenario("pilot", [{ file: "scenario.yaml", from, to: SUBURB }, ...edits]);
}

function findingsOf(path: string, overrides: readonly string[]): readonly Finding[] {
  try {
    loadScenario(path, overrides);
  } catch (error) {
    if (error instanceof ScenarioError) return error.issues;
    throw error;
  }
  return [];
}

test("a population is the same scenario as the table that would be drawn from it", () => {
  expect(loadScenario(populated()).hash).toBe(loadScenario("pilot").hash);
});

const at = "areas.SUB.population";

test.each([
  ["a feeder of the buses", `${at}.feeders.SUB-F9={homes: 3}`, "SUB-F9"],
  ["a bus on a feeder", `${at}.offices.SUB-OFFICE-1.bus=SUB-20`, "SUB-20"],
  ["homes on at least one feeder", `${at}.feeders={SUB-F1: {homes: 0}, SUB-F2: {homes: 0}}`, "0"],
  ["at least 10 kWh/year", `${at}.baseUse.mean=0 kWh/year`, "0 kWh/year"],
  ["energy per time", `${at}.baseUse.mean=2300 kW`, "2300 kW"],
  ["energy per time", `${at}.baseUse.emptyUse=120 W`, "120 W"],
  ["energy per time", `${at}.offices.SUB-OFFICE-1.baseUse=114 kW`, "114 kW"],
  ["a quantity in kWh/year", `${at}.baseUse.mean=3 km/h`, "3 km/h"],
  ["at most 360 deg", `${at}.offices.SUB-OFFICE-1.azimuth=400 deg`, "400 deg"],
  ["at most 90 deg", `${at}.offices.SUB-OFFICE-1.tilt=91 deg`, "91 deg"],
  ["boilers (share.boiler)", `${at}.share.boiler=0 %`, "none"],
  ["one of AGG-A, AGG-B", `${at}.aggregators={AGG-C: 100 %}`, "AGG-C"],
  ["shares that sum to 100 %", `${at}.aggregators={AGG-A: 70 %}`, "70 %"],
  ["which sum to 100 %", `${at}.pv.size={4 kWp: 50 %}`, "4 kWp"],
  ["a quantity in kWp", `${at}.pv.size=5 bananas`, "5 bananas"],
  ["at most 100 %", `${at}.share.boiler=170 %`, "170 %"],
  ["at most the 117 homes that can", `${at}.share.vehicle=99 %`, "129 homes"],
  ["either homes or feeders", `${at}.homes=100`, "both"],
  ["one of flatOld", `${at}.buildings={tower: 100 %}`, "tower"],
  ["a known field", `${at}.share.boilers=3 %`, "boilers"],
  ["both zero or both above", `${at}.offices.SUB-OFFICE-1.batteryStore=0 kWh`, ""],
  ["size times powerPerSize", `${at}.battery={size: 1 kWh, powerPerSize: 0.01}`, ""],
  ["with their shares", `${at}.boiler.size=0 kWh`, "0 kWh"],
  ["of at least 0.1 kWp, or such sizes", `${at}.pv.size=0 kWp`, "0 kWp"],
  ["of at least 0.1 kWp, or such sizes", `${at}.pv.size={0 kWp: 50 %, 5 kWp: 50 %}`, "0 kWp"],
  ["of at least 0.1 kW, or such sizes", `${at}.vehicle.charger={0 kW: 50 %, 7 kW: 50 %}`, "0 kW"],
  ["of at most 90 deg, or such sizes", `${at}.pv.tilt=120 deg`, "120 deg"],
  ["of at most 90 deg, or such sizes", `${at}.pv.tilt={120 deg: 50 %, 30 deg: 50 %}`, "120 deg"],
  ["from 1 to 99", `${at}.persons={0: 50 %, 2: 50 %}`, "0"],
  ["either prosumers, a table, or a population", "areas.SUB.prosumers=x.csv", "both"],
])("%s is expected of %s", (expected, override, found) => {
  const issues = findingsOf(populated(), [override]);
  expect(issues).toHaveLength(1);
  expect(issues[0]!.expected).toContain(expected);
  expect(issues[0]!.found).toContain(found);
});

test.each([100, 99.7])("where %d %% stand empty nobody lives, which is found", (percent) => {
  const issues = findingsOf(populated(), [`${at}.baseUse.empty=${percent} %`]);
  expect(issues).toContainEqual(
    expect.objectContaining({
      field: "areas.SUB.population.baseUse.empty",
      expected: "homes in which somebody lives",
      found: '"all 130 empty"',
    }),
  );
});

test("two areas whose uids would be the same are found once", () => {
  const to = `population:
      { prefix: SUB, homes: 50, buildings: { flatOld: 100 % }, baseUse: { mean: 2000 kWh/year },
        aggregators: { AGG-A: 100 % } }
`;
  const from = "prosumers: city/prosumers.csv\n";
  const issues = findingsOf(populated({ file: "scenario.yaml", from, to }), []);
  expect(issues.map(({ field, found }) => [field, found])).toEqual([
    ["areas.CITY.population.prefix", '"SUB", which area SUB has already'],
  ]);
});

const noRoofs = "{SUB-F1: {homes: 48, pvRoofs: 0}, SUB-F2: {homes: 82}}";

test.each([
  ["are counted to none", [`${at}.feeders=${noRoofs}`]],
  [
    "are on feeders without homes",
    [`${at}.feeders={SUB-F1: {homes: 48, pvRoofs: 0}, SUB-F2: {homes: 0}}`, `${at}.share.pv=20 %`],
  ],
])("batteries have nowhere to stand where roofs %s, which is found", (_, overrides) => {
  const issues = findingsOf(populated(), overrides);
  expect(issues.map(({ field }) => field)).toEqual(["areas.SUB.population.share.battery"]);
  expect(issues[0]!.expected).toContain("roofs with PV");
  expect(findingsOf(populated(), [...overrides, `${at}.share.battery=0 %`])).toEqual([]);
});

test("a share of roofs is enough for batteries, and so is a single roof", () => {
  const share = [`${at}.feeders=${noRoofs}`, `${at}.share.pv=20 %`];
  expect(findingsOf(populated(), share)).toEqual([]);
  const one = "{SUB-F1: {homes: 48, pvRoofs: 1}, SUB-F2: {homes: 82}}";
  expect(findingsOf(populated(), [`${at}.feeders=${one}`])).toEqual([]);
});

/** The suburb's roofs at a latitude, as [uid, tilt, azimuth]. */
function roofsAt(latitude: number, ...overrides: string[]) {
  const { areas } = loadScenario(populated(), [`place.latitude=${latitude} deg`, ...overrides]);
  const suburb = areas.find(({ id }) => id === "SUB")!;
  return suburb.prosumers
    .filter(({ pvKwp }) => pvKwp > 0)
    .map(({ uid, pvTiltDegree, pvAzimuthDegree }) => [uid, pvTiltDegree, pvAzimuthDegree] as const);
}

test("behind the equator the same roofs face north: east stays east, west stays west", () => {
  const north = roofsAt(42);
  const mirrored = north.map(([uid, tilt, azimuth]) => [uid, tilt, (540 - azimuth) % 360]);
  expect(roofsAt(-34)).toEqual(mirrored);
  const azimuths = new Set(north.map(([, , azimuth]) => azimuth));
  expect([...azimuths].sort((a, b) => a - b)).toEqual([150, 165, 180, 195, 210]);
});

test("roofs that somebody turned stay so behind the equator, of homes and of offices", () => {
  const office = `${at}.offices.SUB-OFFICE-1`;
  const turned = [`${at}.pv.azimuth=90 deg`, `${office}.azimuth=270 deg`, `${office}.tilt=5 deg`];
  const south = roofsAt(-34, ...turned);
  expect(south).toEqual(roofsAt(42, ...turned));
  for (const [uid, tilt, azimuth] of south)
    if (uid === "SUB-OFFICE-1") expect([tilt, azimuth]).toEqual([5, 270]);
    else expect(azimuth).toBe(90);
});
