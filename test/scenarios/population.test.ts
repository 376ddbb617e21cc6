import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { checkPopulation } from "#scenarios/checks/checkPopulation.ts";
import { loadScenario } from "#scenarios/loadScenario.ts";
import { buildings } from "#scenarios/population/buildings.ts";
import { drawProsumers } from "#scenarios/population/drawProsumers.ts";
import type { Population } from "#scenarios/population/population.ts";
import { populationDefaults } from "#scenarios/population/populationDefaults.ts";
import { prosumersCsv } from "#scenarios/population/prosumersCsv.ts";
import { readTable } from "#scenarios/readTable.ts";
import { type Finding, ScenarioError } from "#scenarios/scenarioError.ts";
import { prosumerRow } from "#scenarios/schema/tableSchemas.ts";
import { populations } from "#scenarios/tools/populations.ts";
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

const buses = Array.from({ length: 40 }, (_, k) => ({ id: `B${k}`, feeder: `F${k >> 3}` }));

/** A population of any size on these buses; shares small enough that nobody is missing. */
function anyPopulation(
  homes: number,
  { vehicles = 0.1, dryers = 0.05, placement = "random" as "even" | "random" } = {},
) {
  return {
    ...populationDefaults,
    seed: "any",
    prefix: "X",
    placement,
    homes,
    buildings: [
      ["houseOld", 0.6],
      ["flatOld", 0.4],
    ],
    pv: { ...populationDefaults.pv, kwp: [[4, 0.5] as const, [8, 0.5] as const] },
    share: {
      pv: 0.25,
      battery: 0.4,
      boiler: 0.3,
      nightBoiler: 0.5,
      stove: 0.1,
      split: 0.2,
      heatPump: 0.2,
      vehicle: vehicles,
      cooling: 0.3,
      washingMachine: 0.2,
      dishwasher: 0.1,
      dryer: dryers,
      flexible: 0.5,
    },
    aggregators: [["A", 1]],
    offices: [
      {
        uid: "OFFICE",
        count: 3,
        bus: null,
        aggregator: "A",
        baseKwhPerYear: 250_000,
        floorM2: 1000,
        pvKwp: 30,
        batteryKw: 0,
        batteryKwh: 0,
      },
    ],
  } satisfies Population;
}

/** Homes of a population with offices on these buses, by bus. */
function homesBeside(...officeBuses: string[]) {
  const small = anyPopulation(120);
  const offices = officeBuses.map((bus) => ({
    ...small.offices[0]!,
    uid: `O-${bus}`,
    count: 1,
    bus,
  }));
  const { prosumers } = drawProsumers({ ...small, offices }, buses);
  const homes = prosumers.filter(({ kind }) => kind === "household");
  expect(homes).toHaveLength(120);
  return Map.groupBy(homes, ({ bus }) => bus);
}

test("offices leave the other buses of their feeders to the homes", () => {
  const taken = ["B0", "B8", "B16", "B24", "B32"];
  const byBus = homesBeside(...taken);
  for (const bus of taken) expect([...byBus.keys()]).not.toContain(bus);
  expect(byBus.size).toBeGreaterThan(25);
  const wholeFeeder = homesBeside(...buses.slice(0, 8).map(({ id }) => id));
  expect(wholeFeeder.size).toBeGreaterThan(25);
});

test("offices on all buses leave none to the homes, which is found", () => {
  const rows = buses.map((bus) => ({ ...bus, voltageKvRated: 0.4, backgroundKwPeak: 0 }));
  const small = anyPopulation(120);
  const offices = buses.map(({ id }) => ({ ...small.offices[0]!, uid: `O-${id}`, bus: id }));
  expect(checkPopulation({ ...small, offices }, rows, new Set(["A"]))).toEqual([
    { field: "homes", expected: "a bus on a feeder that no office has", found: '"none"' },
  ]);
});

test("what is drawn reads the same from the table that is written of it", () => {
  const home = mkdtempSync(join(tmpdir(), "eflex-population-"));
  onTestFinished(() => rmSync(home, { recursive: true }));
  fc.assert(
    fc.property(fc.integer({ min: 20, max: 400 }), fc.constantFrom("even", "random"), (n, rule) => {
      const { prosumers, shortages } = drawProsumers(anyPopulation(n, { placement: rule }), buses);
      writeFileSync(join(home, "prosumers.csv"), prosumersCsv(prosumers));
      const columns = Object.keys(prosumerRow.in.shape);
      const optional = ["strategy", "appliances"];
      const table = { folder: home, file: "prosumers.csv", schema: prosumerRow, columns, optional };
      const findings: Finding[] = [];
      expect(readTable(table, findings).rows).toEqual(prosumers);
      expect(findings).toEqual([]);
      expect(shortages).toEqual([]);
      expect(new Set(prosumers.map(({ uid }) => uid)).size).toBe(n + 3);
      expect(new Set(prosumers.flatMap(({ mids }) => mids)).size).toBeGreaterThanOrEqual(n + 3);
    }),
    { numRuns: 25 },
  );
});

test("numbers, shares and sizes come true", () => {
  const { prosumers } = drawProsumers(anyPopulation(10_000), buses);
  const homes = prosumers.filter(({ kind }) => kind === "household");
  const count = (has: (home: (typeof homes)[number]) => boolean) => homes.filter(has).length;
  expect(homes).toHaveLength(10_000);
  expect(prosumers).toHaveLength(10_003);
  expect(count(({ persons }) => persons === 0)).toBe(1000);
  expect(count(({ boilerKw }) => boilerKw > 0)).toBe(3000);
  expect(count(({ boilerControl }) => boilerControl === "night")).toBe(1500);
  expect(count(({ chargerKw }) => chargerKw > 0)).toBe(1000);
  expect(count(({ heating }) => heating === "heatPump")).toBe(2000);
  expect(count(({ pvKwp }) => pvKwp === 4)).toBe(1250);
  expect(count(({ pvKwp }) => pvKwp === 8)).toBe(1250);
  expect(count(({ batteryKwh }) => batteryKwh > 0)).toBe(1000);
  // Of the 9000 that are inhabited.
  expect(count(({ appliances }) => appliances.includes("washingMachine"))).toBe(1800);
  expect(count(({ appliances }) => appliances.includes("dryer"))).toBe(450);
  const used = homes.filter(({ persons }) => persons > 0);
  const mean = used.reduce((sum, { baseKwhPerYear }) => sum + baseKwhPerYear, 0) / used.length;
  expect(mean).toBeCloseTo(populationDefaults.baseUse.kwhPerYearMean, -1);
  const spread = used.map(({ baseKwhPerYear }) => Math.log(baseKwhPerYear));
  const centre = spread.reduce((sum, x) => sum + x, 0) / spread.length;
  const sd = Math.sqrt(spread.reduce((sum, x) => sum + (x - centre) ** 2, 0) / spread.length);
  expect(sd).toBeCloseTo(populationDefaults.baseUse.logSd, 1);
  expect(count(({ floorM2 }) => floorM2 === buildings.houseOld.floorM2)).toBeGreaterThan(5900);
  // Five feeders of eight buses: a fifth of all on each, and a fortieth on each bus.
  const perBus = buses.map(({ id }) => count(({ bus }) => bus === id));
  expect(Math.min(...perBus)).toBeGreaterThan(190);
  expect(Math.max(...perBus)).toBeLessThan(310);
  const inOrder = drawProsumers(anyPopulation(400, { placement: "even" }), buses).prosumers;
  for (const { id } of buses) {
    const here = inOrder.filter(({ bus, kind }) => bus === id && kind === "household");
    expect(here).toHaveLength(10);
  }
});

test("another share of cars moves nothing but cars and who is steered", () => {
  const [few, many] = [0.1, 0.4].map((vehicles) =>
    drawProsumers(anyPopulation(300, { vehicles }), buses),
  );
  const still = few!.prosumers.map((home, k) => {
    const { chargerKw, vehicleKwh, flexible, aggregator } = many!.prosumers[k]!;
    return { ...home, chargerKw, vehicleKwh, flexible, aggregator };
  });
  expect(still).toEqual(many!.prosumers);
  expect(few).toEqual(drawProsumers(anyPopulation(300), buses));
});

test("another share of dryers moves nothing but dryers and homes that have only machines", () => {
  const [few, many] = [0.02, 0.3].map((dryers) =>
    drawProsumers(anyPopulation(300, { dryers }), buses),
  );
  let joined = 0;
  for (const [k, home] of few!.prosumers.entries()) {
    const { appliances, flexible, aggregator, ...rest } = many!.prosumers[k]!;
    expect(home).toMatchObject(rest);
    const without = (names: readonly string[]) => names.filter((name) => name !== "dryer");
    expect(without(home.appliances)).toEqual(without(appliances));
    const hasOther = rest.boilerKw > 0 || rest.chargerKw > 0 || rest.batteryKw > 0;
    const isHeated = rest.heating === "split" || rest.heating === "heatPump";
    if (hasOther || isHeated) expect(home).toMatchObject({ flexible, aggregator });
    else if (flexible && home.kind === "household") joined++;
  }
  expect(joined).toBeGreaterThan(5);
});

test("another seed is another table", () => {
  const [suburb] = populations;
  const feeders = ["SUB-F1", "SUB-F2", "SUB-F3"];
  const places = feeders.map((feeder) => ({ id: `${feeder}-1`, feeder }));
  const [one, other] = ["a", "b"].map((seed) => drawProsumers({ ...suburb!, seed }, places));
  expect(one!.prosumers.map(({ uid }) => uid)).toEqual(other!.prosumers.map(({ uid }) => uid));
  expect(one).not.toEqual(other);
});
