import { beforeAll, expect, test } from "vitest";
import { DOWN, DSO_CM, type Need, UP } from "#engine/coordination/needs.ts";
import type { NetworkTables } from "#scenarios/scenario.ts";
import { RING_MASK } from "#sim/agents/devices/device.ts";
import { Unit } from "#sim/agents/unit.ts";
import { distributionNeeds } from "#sim/operators/distributionNeeds.ts";
import { GridGuard } from "#sim/operators/gridGuard.ts";
import { buildWorld, type World } from "#sim/world/world.ts";
import { smallHome, smallScenario } from "#test/support/smallScenario.ts";
import { nominate, type TradingPlace, tradingPlace } from "#test/support/tradingPlace.ts";

const PERIOD = 240;
const LEAD = 8;
const RATED_KVA = 400;
const WH_PER_KW = 250;

/** Two buses and a transformer; with `lineM` a third bus at the end of a cable. */
function worldOf(lineM: number, homes: readonly string[], tables: Partial<NetworkTables>): World {
  const base = smallScenario();
  const area = base.areas[0]!;
  const lines =
    lineM === 0
      ? []
      : [{ id: "L1", busFrom: "LV", busTo: "F1-1", type: "NAYY 4x150", lengthM: lineM }];
  const buses = area.network.buses
    .filter(({ id }) => id !== "F1-2" && (lineM > 0 || id !== "F1-1"))
    .map((bus) => ({ ...bus, backgroundKwPeak: 0 }));
  const network = {
    ...area.network,
    buses,
    lines,
    monitoredBranches: ["T1"],
    monitoredBuses: ["LV"],
    ...tables,
  };
  const prosumers = homes.map((bus, k) => smallHome(`H${k}`, { bus }));
  return buildWorld(
    smallScenario({
      calendar: { start: "2025-05-05", days: 2, spinUpDays: 2 },
      areas: [{ ...area, network, prosumers }],
    }),
    { seed: 1 },
  );
}

function unitsOf(world: World, { agents }: TradingPlace, members: readonly number[][]): Unit[] {
  return members.map((ks, index) => {
    const place = { name: `U${index}`, area: 0, feeder: "F1", aggregator: 0 };
    return new Unit(
      world,
      index,
      place,
      ks.map((k) => agents[k]!),
    );
  });
}

const needsOf = (world: World, place: TradingPlace, units: readonly Unit[]): Need[] =>
  distributionNeeds(place.area, units, world.scenario.flexibility, PERIOD, LEAD);

/** Purely active load at a bus, so that powers are easy to follow. */
function load(place: TradingPlace, kw: readonly number[]): void {
  nominate(
    place,
    PERIOD,
    kw.map((power) => power * WH_PER_KW),
  );
  for (const agent of place.agents) agent.nominatedLoadWh[PERIOD & RING_MASK] = 0;
}

let station: World;
let feeder: World;
beforeAll(() => {
  station = worldOf(0, ["LV", "LV"], {});
  feeder = worldOf(800, ["LV", "F1-1"], {
    monitoredBranches: ["T1", "L1"],
    monitoredBuses: ["F1-1"],
  });
});

test("a station within its rating needs nothing", () => {
  const place = tradingPlace(station);
  load(place, [190, 190]);
  expect(needsOf(station, place, unitsOf(station, place, [[0], [1]]))).toEqual([]);
});

test.each([
  ["in import asks for less consumption", 220, UP],
  ["in reverse asks for more consumption", -225, DOWN],
])("a transformer above 110 % %s, down to the target loading", (_, kw, direction) => {
  const place = tradingPlace(station);
  load(place, [kw, kw]);
  const units = unitsOf(station, place, [[0], [1]]);
  const [need, ...others] = needsOf(station, place, units);
  expect(others).toEqual([]);
  expect(need).toMatchObject({ kind: DSO_CM, operator: 0, area: 0, element: "T1", direction });
  expect(need!.shown).toBeGreaterThan(109);
  expect(need!.shown).toBeLessThan(115);
  const excessKva = ((need!.shown - 98) / 100) * RATED_KVA;
  expect(need!.quantityWh).toBe(Math.ceil(excessKva * WH_PER_KW));
  for (const effect of need!.effectiveness) expect(Math.abs(effect - 1)).toBeLessThan(0.04);

  const relievedKw = need!.quantityWh / WH_PER_KW / need!.effectiveness[0]!;
  load(place, [kw + (direction === UP ? -relievedKw : relievedKw), kw]);
  place.area.solveNominated(PERIOD, LEAD);
  place.area.state.evaluate(place.area.powerFlow);
  const branch = place.area.network.monitoredBranches[0]!;
  expect(place.area.state.loadingPercent[branch]).toBeCloseTo(98, 0);
});

test.each([
  ["too high asks for more consumption", [-20, -140], DOWN, 1.1],
  ["too low asks for less consumption", [20, 115], UP, 0.9],
])("a voltage %s at the end of the cable", (_, kw, direction, limitPu) => {
  const place = tradingPlace(feeder);
  load(place, kw);
  const units = unitsOf(feeder, place, [[0], [1]]);
  const needs = needsOf(feeder, place, units).filter(({ element }) => element === "F1-1");
  expect(needs).toHaveLength(1);
  const need = needs[0]!;
  expect(need.direction).toBe(direction);
  expect(direction === DOWN ? need.shown - limitPu : limitPu - need.shown).toBeGreaterThan(0.005);
  // At the bus itself the quantity is whole, nearer to the station it helps less.
  expect(need.effectiveness[1]).toBeCloseTo(1, 9);
  expect(need.effectiveness[0]).toBeGreaterThan(0);
  expect(need.effectiveness[0]).toBeLessThan(0.3);

  const cured = (direction === UP ? -1 : 1) * (need.quantityWh / WH_PER_KW);
  load(place, [kw[0]!, kw[1]! + cured]);
  place.area.solveNominated(PERIOD, LEAD);
  place.area.state.evaluate(place.area.powerFlow);
  const bus = place.area.network.busIndex.get("F1-1")!;
  const left = Math.abs(place.area.state.voltagePu[bus]! - limitPu);
  // To first order: what is left is small against what was missing.
  expect(left).toBeLessThan(0.2 * Math.abs(need.shown - limitPu));
});

test("the effectiveness of a pool is the mean over its members' buses, of a unit elsewhere nothing", () => {
  const place = tradingPlace(feeder);
  load(place, [-20, -170]);
  const units = unitsOf(feeder, place, [[0], [1], [0, 1]]);
  const need = needsOf(feeder, place, units).find(({ element }) => element === "F1-1")!;
  const [near, far, both] = need.effectiveness;
  expect(both).toBeCloseTo((near! + far!) / 2, 9);
  const elsewhere = units.map((unit) => ({ ...unit, area: 1, members: unit.members }) as Unit);
  const strange = distributionNeeds(
    place.area,
    elsewhere,
    feeder.scenario.flexibility,
    PERIOD,
    LEAD,
  );
  for (const { effectiveness } of strange) expect([...effectiveness]).toEqual([0, 0, 0]);
});

test("what the guard lets a unit take keeps the station at its rating", () => {
  const place = tradingPlace(station);
  load(place, [180, 180]);
  const units = unitsOf(station, place, [[0], [1]]);
  const guard = new GridGuard(place.area, units, station.scenario.flexibility, PERIOD, LEAD);
  const down = guard.safeWh(0, DOWN, []);
  expect(guard.safeWh(0, UP, [])).toBeGreaterThan(10 * down);
  load(place, [180 + down / WH_PER_KW, 180]);
  place.area.solveNominated(PERIOD, LEAD);
  place.area.state.evaluate(place.area.powerFlow);
  const branch = place.area.network.monitoredBranches[0]!;
  expect(place.area.state.loadingPercent[branch]).toBeCloseTo(100, 0);
});

test("what is granted to one unit is no longer safe for the next", () => {
  const place = tradingPlace(station);
  load(place, [180, 180]);
  const units = unitsOf(station, place, [[0], [1]]);
  const guard = new GridGuard(place.area, units, station.scenario.flexibility, PERIOD, LEAD);
  const before = guard.safeWh(1, DOWN, []);
  const claim = { unit: 0, direction: DOWN, grantedWh: 4000 } as const;
  const claims = [
    {
      ...claim,
      ledger: 0,
      need: 0,
      kind: DSO_CM,
      operator: 0,
      offeredWh: 0,
      requestedWh: 0,
      conflict: 0,
      priceMicro: 0,
      effectiveness: 1,
      marketMinute: 0,
    } as const,
  ];
  expect(guard.safeWh(1, DOWN, claims)).toBeCloseTo(before - 4000, -1);
});
