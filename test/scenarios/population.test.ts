import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { checkPopulation } from "#scenarios/checks/checkPopulation.ts";
import { buildings } from "#scenarios/population/buildings.ts";
import { drawProsumers } from "#scenarios/population/drawProsumers.ts";
import type { Population } from "#scenarios/population/population.ts";
import { officeRoof, populationDefaults } from "#scenarios/population/populationDefaults.ts";
import { prosumersCsv } from "#scenarios/population/prosumersCsv.ts";
import { readTable } from "#scenarios/readTable.ts";
import type { Finding } from "#scenarios/scenarioError.ts";
import { prosumerRow } from "#scenarios/schema/tableSchemas.ts";
import { populations } from "#scenarios/tools/populations.ts";

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
        ...officeRoof,
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
