import { beforeAll, expect, test } from "vitest";
import { loadScenario } from "#scenarios/loadScenario.ts";
import type { Transmission } from "#scenarios/scenario.ts";
import { Corridor } from "#sim/operators/corridor.ts";
import { buildWorld, type World } from "#sim/world/world.ts";
import { smallScenario } from "#test/support/smallScenario.ts";

const I = 250;

let transmission: Transmission;
beforeAll(() => {
  transmission = loadScenario("pilot").transmission;
});

/** A small area at Sofia West under the pilot's transmission system; changes to the latter. */
function worldWith(changes: Partial<Transmission> = {}): World {
  return buildWorld(
    smallScenario({
      calendar: { start: "2025-05-05", days: 1, spinUpDays: 2 },
      transmission: { ...transmission, ...changes },
    }),
    { seed: 1 },
  );
}

/** Says that load, PV and wind of period I are these, over their mean and installed power. */
function setSystem(world: World, load: number, pv: number, wind: number): void {
  const { system } = world;
  for (const factors of [system, ...system.forecast]) {
    factors.loadFactor[I] = load;
    factors.pvFactor[I] = pv;
    factors.windFactor[I] = wind;
  }
}

const LINES = ["KOZL-SOFW", "SOFW-BLAG", "PLOV-BLAG", "BURG-MARI", "GORN-KOZL"];

test.each([
  ["median", 1, 0.15, 0.2, 1200, [1195, 296, 153, -401, -475]],
  ["winter evening", 1.4, 0, 0.25, 1900, [788, -759, -315, -760, -770]],
  ["spring noon", 0.85, 0.62, 0.15, 400, [1701, 1522, 950, -1, -11]],
])("flows of the case '%s' (pilot-facts 7.2)", (_, load, pv, wind, coalMw, flows) => {
  // The cases state the coal that runs.
  const coal = { ...transmission.coal, baseMw: coalMw, perLoadMw: 0, perPvMw: 0, minMw: 0 };
  const world = worldWith({ coal });
  setSystem(world, load, pv, wind);
  const corridor = new Corridor(world);
  corridor.forecast(I, 4);
  const found = LINES.map((id) => corridor.flowMw[corridor.lineIds.indexOf(id)]!);
  for (const [k, flow] of flows.entries()) expect(Math.abs(found[k]! - flow)).toBeLessThan(4);
});

test.each([
  [1, 0.15, 990],
  [1.4, 0, 2000],
  [0.85, 0.62, 400],
])("at load %d and PV %d coal runs with %d MW", (load, pv, coalMw) => {
  const world = worldWith();
  setSystem(world, load, pv, 0.2);
  const stated = worldWith({
    coal: { ...transmission.coal, baseMw: coalMw, perLoadMw: 0, perPvMw: 0, minMw: 0 },
  });
  setSystem(stated, load, pv, 0.2);
  const [one, other] = [world, stated].map((each) => {
    const corridor = new Corridor(each);
    corridor.realise(I, new Float64Array(1));
    return [...corridor.flowMw];
  });
  for (const [k, flow] of one!.entries()) expect(flow).toBeCloseTo(other![k]!, 4);
});

test("a megawatt more consumption at Sofia relieves SOFW-BLAG by 0.86 MW (pilot-facts 7.2)", () => {
  const corridor = new Corridor(worldWith());
  const line = corridor.lineIds.indexOf("SOFW-BLAG");
  expect(corridor.ptdf(line, 0)).toBeCloseTo(0.86, 2);
  expect(corridor.effectMwPerKw(line, 0)).toBeCloseTo(
    (-corridor.ptdf(line, 0) * corridor.replica) / 1000,
    9,
  );
});

test("a kilowatt activated counts as often as the area stands for others", () => {
  const world = worldWith();
  setSystem(world, 0.85, 0.62, 0.15);
  const corridor = new Corridor(world);
  corridor.realise(I, Float64Array.of(0));
  const base = [...corridor.flowMw];
  corridor.realise(I, Float64Array.of(100));
  for (const [line, flow] of corridor.flowMw.entries()) {
    const expected = -0.1 * corridor.replica * corridor.ptdf(line, 0);
    expect(flow - base[line]!).toBeCloseTo(expected, 6);
  }
});

test("R is one over the area's share of the country's mean load times the scale of needs", () => {
  const world = worldWith({ needScale: 7 });
  const kwh = world.scenario.areas[0]!.prosumers.reduce((sum, one) => sum + one.baseKwhPerYear, 0);
  const share = kwh / 8760 / 1000 / transmission.meanLoadMw;
  expect(new Corridor(world).replica).toBe(Math.round(1 / (share * 7)));
});
