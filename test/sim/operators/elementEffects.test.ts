import { beforeAll, expect, test } from "vitest";
import { GridState } from "#engine/grid/gridState.ts";
import { PowerFlow } from "#engine/grid/powerFlow.ts";
import { loadScenario } from "#scenarios/loadScenario.ts";
import { ElementEffects } from "#sim/operators/elementEffects.ts";
import { loadCaseOf } from "#sim/operators/staticLight.ts";
import { buildCommunity, type Community } from "#sim/run/community.ts";
import { buildWorld } from "#sim/world/world.ts";

const SUBURB = 0;
const WINTER = 0;

let community: Community;
let effects: ElementEffects;
beforeAll(() => {
  const scenario = loadScenario("pilot", ["calendar.days=1", "calendar.spinUpDays=1"]);
  community = buildCommunity(buildWorld(scenario, { seed: 1 }));
  effects = new ElementEffects(community);
});

const unitNamed = (name: string) => community.units.find((unit) => unit.name === name)!.index;
const permille = (branch: string, direction: 0 | 1, name: string) =>
  effects.permille(SUBURB, branch, direction, unitNamed(name));

test("pools behind the station relieve it, in full as far as kilowatts go, the office beside it does not", () => {
  expect(permille("SUB-T1", 0, "AGG-A@SUB-F1")).toBeGreaterThan(900);
  expect(permille("SUB-T1", 0, "SUB-OFFICE-1")).toBe(0);
  expect(permille("SUB-TO1", 0, "SUB-OFFICE-1")).toBeGreaterThan(900);
  expect(permille("SUB-T1", 0, "AGG-A@CTY-F1")).toBe(0);
});

test("on a feeder only its own pools count, and nobody counts for more than it gives", () => {
  for (const pool of ["AGG-A@SUB-F1", "AGG-A@SUB-F2", "AGG-A@SUB-F3"]) {
    const effect = permille("SUB-F2-L1", 0, pool);
    expect(effect).toBeLessThanOrEqual(1000);
    if (pool === "AGG-A@SUB-F2") expect(effect).toBeGreaterThan(700);
    else expect(Math.abs(effect)).toBeLessThan(50);
  }
});

test("an effect is what a power flow with a kilowatt less shows on the branch", () => {
  const area = community.areas[SUBURB]!;
  const { scenario } = community.world;
  const winter = scenario.flexibility.qualification.loadCases[WINTER]!;
  const unit = community.units[unitNamed("AGG-A@SUB-F3")]!;
  const branch = area.normal.branchIds.indexOf("SUB-F3-L1");
  const kva = (kwLess: number) => {
    const { pKw, qKvar } = loadCaseOf(scenario, area, winter);
    for (const { bus } of unit.members) pKw[bus]! -= kwLess / unit.members.length;
    const flow = new PowerFlow(area.normal);
    const state = new GridState(area.normal);
    flow.solve(pKw, qKvar);
    state.evaluate(flow);
    return (state.loadingPercent[branch]! / 100) * area.normal.ratedKva[branch]!;
  };
  const found = permille("SUB-F3-L1", 0, unit.name);
  expect(found).toBeCloseTo(Math.min(1000, (kva(-0.5) - kva(0.5)) * 1000), -1);
});

test("where a branch never flows that way nobody relieves it", () => {
  // The office's transformer feeds nothing back in any load case.
  expect(permille("SUB-TO1", 1, "SUB-OFFICE-1")).toBe(0);
});
