import { beforeAll, expect, test } from "vitest";
import { AreaGrid } from "#sim/market/grid/areaGrid.ts";
import { lossPriceMicro } from "#sim/market/grid/lossPrice.ts";
import type { World } from "#sim/world/world.ts";
import { EVE, homesAt, NOON, nominate, tradingPlace } from "#test/support/tradingPlace.ts";

let world: World;
beforeAll(() => {
  world = homesAt(["LV", "F1-1", "F1-2"]);
});

function solvedGrid() {
  const place = tradingPlace(world);
  nominate(place, NOON, [500, 2_000, 8_000]);
  place.area.solveNominated(NOON, NOON - EVE);
  const grid = new AreaGrid(place.area);
  grid.start(lossPriceMicro(world, NOON));
  const [near, , far] = place.agents.map(({ bus }) => bus) as [number, number, number];
  return { grid, near, far, busCount: place.area.normal.busCount };
}

test("λ after trades is that of flows with the trades in them, and the working flows stay", () => {
  const { grid, near, far, busCount } = solvedGrid();
  const before = grid.lambdaMicro.slice();
  const costBefore = grid.cost();
  const injectionWh = new Float64Array(busCount);
  injectionWh[near] = -3_000;
  injectionWh[far] = 3_000;
  const after = grid.lambdaAfter(injectionWh);
  expect(grid.lambdaMicro).toEqual(before);
  expect(grid.cost()).toBeCloseTo(costBefore, 9);

  const other = solvedGrid();
  other.grid.shift(far, near, 3_000);
  other.grid.refresh();
  expect(after).toEqual(other.grid.lambdaMicro);
  // Feeding in at the far end relieves the feeder: what the next kWh there saves is less.
  expect(before[far]!).toBeLessThan(0);
  expect(after[far]!).toBeGreaterThan(before[far]!);
});

test("what is charged half way between is what the trades cost", () => {
  const { grid, near, far, busCount } = solvedGrid();
  const before = grid.lambdaMicro.slice();
  const costBefore = grid.cost();
  const injectionWh = new Float64Array(busCount);
  injectionWh[near] = -3_000;
  injectionWh[far] = 3_000;
  const after = grid.lambdaAfter(injectionWh);
  const middle = (bus: number) => (before[bus]! + after[bus]!) / 2;
  const chargedEur = ((middle(far) - middle(near)) * 3_000) / 1e9;
  grid.shift(far, near, 3_000);
  // EUR/h over a quarter of an hour.
  const costEur = (grid.cost() - costBefore) / 4;
  expect(chargedEur).toBeLessThan(0);
  expect(Math.abs(chargedEur / costEur - 1)).toBeLessThan(0.03);
});
