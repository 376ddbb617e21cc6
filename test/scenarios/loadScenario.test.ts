import { join } from "node:path";
import { expect, test } from "vitest";
import { listScenarios } from "#scenarios/listScenarios.ts";
import { loadScenario } from "#scenarios/loadScenario.ts";
import type { Area, Scenario } from "#scenarios/scenario.ts";
import { ScenarioError } from "#scenarios/scenarioError.ts";
import { copyScenario } from "#test/scenarios/copyScenario.ts";

test("the shipped scenarios are listed with their titles", () => {
  expect(listScenarios().map(({ name }) => name)).toEqual(["bucharest", "pilot"]);
  for (const { title } of listScenarios()) expect(title.length).toBeGreaterThan(10);
});

test("a copy at another path loads as the same scenario, by folder and by file", () => {
  const folder = copyScenario("pilot");
  const shipped = loadScenario("pilot");
  expect(loadScenario(folder)).toEqual(shipped);
  expect(loadScenario(join(folder, "scenario.yaml"))).toEqual(shipped);
});

test("overrides change what they name, and nothing else", () => {
  const scenario = loadScenario("pilot", [
    "calendar.days=7",
    "seed=5",
    "prices.retail.day=18 ct/kWh",
    "historySeeds=[7, 8]",
    "flexibility.priceCap.DSO_CM=300 EUR/MWh",
    "transmission.lines.SOFW-BLAG.limit=600 MW",
  ]);
  const shipped = loadScenario("pilot");
  expect(scenario.calendar).toEqual({ ...shipped.calendar, days: 7 });
  expect(scenario.seed).toBe(5);
  expect(scenario.prices.retail.dayMicroEurPerKwh).toBe(180_000);
  expect(scenario.historySeeds).toEqual([7, 8]);
  expect(scenario.flexibility.priceCapMicroEurPerKwh.DSO_CM).toBe(300_000);
  expect(scenario.transmission.lines.at(-1)).toMatchObject({ id: "SOFW-BLAG", limitMw: 1200 });
  expect(scenario.climate).toEqual(shipped.climate);
});

test("the hash leaves out name, seed, first day and days, and sees everything else", () => {
  const { hash } = loadScenario("pilot");
  expect(hash).toMatch(/^[0-9a-f]{64}$/);
  const same = ["seed=9", "calendar.days=3", "calendar.start=2025-07-01"];
  expect(loadScenario("pilot", same).hash).toBe(hash);
  const edits = [{ file: "suburb/lines.csv", from: ",1112", to: ",1113" }];
  const others = [
    loadScenario("pilot", ["calendar.spinUpDays=30"]).hash,
    loadScenario("pilot", ["localMarket.deadBand=200 Wh"]).hash,
    loadScenario("bucharest").hash,
    loadScenario(copyScenario("pilot", edits)).hash,
  ];
  expect(new Set([hash, ...others]).size).toBe(5);
});

test("what a scenario leaves out of the market rules takes the default of the rules", () => {
  const written = loadScenario("pilot");
  const bare = loadScenario("pilot", ["localMarket={}", "flexibility={}", "chain={}"]);
  expect(bare.localMarket).toEqual(written.localMarket);
  expect(bare.flexibility).toEqual(written.flexibility);
  expect(bare.chain).toEqual(written.chain);
});

test("a name that is nowhere is answered with the shipped names", () => {
  expect(() => loadScenario("pilto")).toThrow(ScenarioError);
  expect(() => loadScenario("pilto")).toThrow(/one of bucharest, pilot/);
});

test.each(["pilot", "bucharest"])("%s has two areas of two operators on one node", (name) => {
  const { areas, aggregators } = loadScenario(name);
  expect(areas).toHaveLength(2);
  expect(new Set(areas.map(({ dso }) => dso)).size).toBe(2);
  expect(new Set(areas.map(({ transmissionNode }) => transmissionNode)).size).toBe(1);
  expect(aggregators).toHaveLength(2);
});

test.each(["pilot", "bucharest"])("%s loads its 20 kV grid to 70 to 95 percent", (name) => {
  for (const { network, prosumers } of loadScenario(name).areas) {
    const type = network.transformerTypes.find(({ id }) => id === network.mainTransformerType)!;
    // A home of these areas adds 1 to 2.9 kW to the peak of its station.
    const stationKw = 2 * prosumers.length + 200;
    const allKw = network.buses.reduce((sum, { backgroundKwPeak }) => sum + backgroundKwPeak, 0);
    const atBusbar = network.buses.find(({ id }) => id === network.sourceBus)!.backgroundKwPeak;
    const loadingPercent = (kw: number, kva: number) => (100 * kw) / 0.97 / kva;
    const feederKva = Math.sqrt(3) * 20 * 319;
    expect(loadingPercent(allKw + stationKw, type.ratedKva)).toSatisfy(isWithin(70, 95));
    expect(loadingPercent(allKw - atBusbar + stationKw, feederKva)).toSatisfy(isWithin(70, 95));
  }
});

test("the suburb of Sofia is that of the fifth year: 130 homes behind 250 kVA", () => {
  const suburb = areaOf(loadScenario("pilot"), "SUB");
  const homes = suburb.prosumers.filter(({ kind }) => kind === "household");
  const feeders = new Map(suburb.network.buses.map(({ id, feeder }) => [id, feeder]));
  const count = (having: (home: (typeof homes)[number]) => boolean) => homes.filter(having).length;
  expect(homes).toHaveLength(130);
  expect(count(({ bus }) => feeders.get(bus) === "SUB-F3")).toBe(34);
  expect(count(({ bus, pvKwp }) => feeders.get(bus) === "SUB-F3" && pvKwp === 5)).toBe(26);
  expect(count(({ pvKwp }) => pvKwp > 0)).toBe(32);
  expect(count(({ batteryKwh }) => batteryKwh === 8)).toBe(10);
  expect(count(({ boilerKw }) => boilerKw > 0)).toBe(91);
  expect(count(({ heating }) => heating === "split")).toBe(52);
  expect(count(({ heating }) => heating === "heatPump")).toBe(16);
  expect(count(({ heating }) => heating === "stove")).toBe(16);
  expect(count(({ chargerKw }) => chargerKw > 0)).toBe(26);
  const used = homes.filter(({ persons }) => persons > 0);
  expect(used).toHaveLength(117);
  expect(mean(used.map(({ baseKwhPerYear }) => baseKwhPerYear))).toBeCloseTo(2300, -1);
  expect(mean(used.map(({ persons }) => persons))).toBeCloseTo(2.4, 1);
  const line = suburb.network.lines.filter(({ id }) => id.startsWith("SUB-F3-"));
  expect(line.reduce((sum, { lengthM }) => sum + lengthM, 0)).toBe(750);
});

test.each(["pilot", "bucharest"])("flexible homes of %s are split 60 to 40", (name) => {
  for (const { prosumers } of loadScenario(name).areas) {
    const flexible = prosumers.filter(({ kind, flexible }) => kind === "household" && flexible);
    const first = flexible.filter(({ aggregator }) => aggregator === "AGG-A").length;
    expect(Math.abs(first - 0.6 * flexible.length)).toBeLessThanOrEqual(1);
    for (const { kind, aggregator, flexible } of prosumers) {
      if (kind === "office") expect(aggregator).toBe("AGG-B");
      else expect(aggregator !== "").toBe(flexible);
    }
  }
});

test("the corridor out of Sofia has the reactance and the limit of both circuits", () => {
  const line = loadScenario("pilot").transmission.lines.find(({ id }) => id === "KOZL-SOFW");
  // 125 km × 0.32 Ω/km over two circuits, each of 840 MW.
  expect(line).toEqual({
    id: "KOZL-SOFW",
    nodeFrom: "KOZL",
    nodeTo: "SOFW",
    voltageKv: 400,
    reactanceOhm: 20,
    limitMw: 1680,
  });
});

function areaOf({ areas }: Scenario, id: string): Area {
  return areas.find((area) => area.id === id)!;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function isWithin(low: number, high: number) {
  return (value: number) => value >= low && value <= high;
}
