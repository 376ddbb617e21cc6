import { expect, test } from "vitest";
import {
  Congestion,
  FREE,
  loadingLevel,
  NEAR_80,
  NEAR_90,
  OUTSIDE_10,
  OVERLOADED,
  voltageBand,
  WITHIN_5,
  WITHIN_10,
} from "#engine/grid/congestion.ts";
import { GridState } from "#engine/grid/gridState.ts";
import { PowerFlow } from "#engine/grid/powerFlow.ts";
import { buildRadialNetwork } from "#engine/grid/radialNetwork.ts";
import { BARAN_WU_LOADS, baranWu33 } from "#test/support/baranWu33.ts";
import { gridLoads } from "#test/support/gridLoads.ts";

test.each([
  [0, FREE],
  [80, FREE],
  [80.01, NEAR_80],
  [90, NEAR_80],
  [90.01, NEAR_90],
  [100, NEAR_90],
  [100.01, OVERLOADED],
])("a loading of %d %% is level %d", (percent, level) => {
  expect(loadingLevel(percent)).toBe(level);
});

test.each([
  [0.8999, OUTSIDE_10],
  [0.9, WITHIN_10],
  [0.9499, WITHIN_10],
  [0.95, WITHIN_5],
  [1.05, WITHIN_5],
  [1.0501, WITHIN_10],
  [1.1, WITHIN_10],
  [1.1001, OUTSIDE_10],
])("a voltage of %d pu is in band %d", (voltagePu, band) => {
  expect(voltageBand(voltagePu)).toBe(band);
});

test("a period's congestion names levels, bands and the extremes, and forgets the one before", () => {
  const monitored = { branches: ["L2", "L6", "L19"], buses: ["2", "18", "33"] };
  const network = buildRadialNetwork(baranWu33(monitored));
  const { pKw, qKvar } = gridLoads(network, BARAN_WU_LOADS);
  const powerFlow = new PowerFlow(network);
  const state = new GridState(network);
  const congestion = new Congestion(network);
  const observe = () => {
    powerFlow.solve(pKw, qKvar);
    state.evaluate(powerFlow);
    congestion.observe(state);
  };
  observe();
  const percent = (id: string) => state.loadingPercent[network.branchIndex.get(id)!]!;
  expect([...congestion.branchLevel]).toEqual(
    ["L2", "L6", "L19"].map((id) => loadingLevel(percent(id))),
  );
  expect(network.branchIds[congestion.worstBranch]).toBe("L2");
  expect(network.busIds[congestion.lowestBus]).toBe("18");
  expect(network.busIds[congestion.highestBus]).toBe("2");
  expect([...congestion.busBand]).toEqual([WITHIN_5, WITHIN_10, WITHIN_10]);
  expect([...congestion.busesInBand]).toEqual([1, 2, 0]);
  const over = ["L2", "L6", "L19"].reduce((sum, id) => {
    const rated = network.ratedKva[network.branchIndex.get(id)!]!;
    return sum + Math.max(0, percent(id) / 100 - 1) * rated;
  }, 0);
  expect(congestion.overloadKva).toBeCloseTo(over, 9);

  pKw.fill(0);
  qKvar.fill(0);
  observe();
  expect([...congestion.branchesAtLevel]).toEqual([3, 0, 0, 0]);
  expect([...congestion.busesInBand]).toEqual([3, 0, 0]);
  expect(congestion.overloadKva).toBe(0);
});

test("where nothing is monitored nothing is tight", () => {
  const network = buildRadialNetwork(baranWu33());
  const { pKw, qKvar } = gridLoads(network, BARAN_WU_LOADS);
  const powerFlow = new PowerFlow(network);
  const state = new GridState(network);
  powerFlow.solve(pKw, qKvar);
  state.evaluate(powerFlow);
  const congestion = new Congestion(network);
  congestion.observe(state);
  const { worstBranch, lowestBus, highestBus } = congestion;
  expect([worstBranch, lowestBus, highestBus]).toEqual([-1, -1, -1]);
});
