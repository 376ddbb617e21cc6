import { expect, test } from "vitest";
import { GridState } from "#engine/grid/gridState.ts";
import type { NetworkTables } from "#engine/grid/networkRecords.ts";
import { PowerFlow } from "#engine/grid/powerFlow.ts";
import { buildRadialNetwork } from "#engine/grid/radialNetwork.ts";

const cable: NetworkTables = {
  sourceBus: "S",
  sourceVoltagePu: 1.02,
  buses: [
    { id: "S", voltageKvRated: 20, feeder: "" },
    { id: "E", voltageKvRated: 20, feeder: "" },
  ],
  lines: [{ id: "L", busFrom: "S", busTo: "E", type: "150", lengthM: 8000 }],
  transformers: [],
  lineTypes: [{ id: "150", rOhmPerKm: 0.206, xOhmPerKm: 0.116, cNfPerKm: 250, ratedA: 319 }],
  transformerTypes: [
    {
      id: "25 MVA",
      ratedKva: 25_000,
      hvKv: 110,
      lvKv: 20,
      shortCircuitPercent: 12,
      shortCircuitResistivePercent: 0.41,
      noLoadKw: 14,
      noLoadCurrentPercent: 0.07,
    },
  ],
  mainTransformerType: "25 MVA",
  monitoredBranches: [],
  monitoredBuses: [],
};

function stateOf(endKw: number, sourceKw = 0, sourceKvar = 0): GridState {
  const network = buildRadialNetwork(cable);
  const powerFlow = new PowerFlow(network, { tolerancePu: 1e-12 });
  powerFlow.solve(Float64Array.of(sourceKw, endKw), Float64Array.of(sourceKvar, 0));
  const state = new GridState(network);
  state.evaluate(powerFlow);
  return state;
}

test("an unloaded cable draws its charging current at the upper end", () => {
  const chargingA = (2 * Math.PI * 50 * 250e-9 * 8 * 20_000 * 1.02) / Math.sqrt(3);
  const state = stateOf(0);
  expect(state.loadingPercent[1]).toBeCloseTo((100 * chargingA) / 319, 2);
  expect(state.importKvar).toBeCloseTo(-(Math.sqrt(3) * 20 * 1.02 * chargingA), 0);
});

test("the power of a feeding cable is that of its lower end, where all of the feed-in enters", () => {
  expect(stateOf(-6000).apparentKva[1]).toBeCloseTo(6000, 6);
});

test("a cable on the medium voltage loses nothing in stations", () => {
  const state = stateOf(4000);
  expect(state.stationAndBelowLossesKw).toBe(0);
  expect(state.lossesKw).toBeCloseTo(state.importKw - 4000, 6);
});

test("the main transformer is loaded by what it takes from above, its own needs included", () => {
  const state = stateOf(0, 15_000, 4000);
  const { importKw, importKvar } = state;
  // Short-circuit data in percent of 25 MVA at rated voltage; the busbar stands at 1.02.
  const share2 = (importKw ** 2 + importKvar ** 2) / 1.02 ** 2 / 25_000 ** 2;
  const copperKw = 0.0041 * 25_000 * share2;
  const strayKvar = Math.sqrt(0.12 ** 2 - 0.0041 ** 2) * 25_000 * share2;
  const magnetisingKvar = Math.sqrt((0.0007 * 25_000) ** 2 - 14 ** 2);
  expect(state.mainTransformerLossesKw).toBeCloseTo(14 + copperKw, 6);
  const upperKva = Math.hypot(importKw + 14 + copperKw, importKvar + strayKvar + magnetisingKvar);
  expect(state.mainLoadingPercent).toBeCloseTo(upperKva / 250, 6);
});

test("each end has its own loading: a cable that feeds back reactive power, a transformer by power", () => {
  const chargingA = (2 * Math.PI * 50 * 250e-9 * 8 * 20_000 * 1.02) / Math.sqrt(3);
  const idle = stateOf(0);
  expect(idle.upperLoadingPercent[1]).toBeCloseTo((100 * chargingA) / 319, 2);
  expect(idle.lowerLoadingPercent[1]).toBeCloseTo(0, 9);
  const feeding = stateOf(-6000);
  const ampereAtEnd = 6000 / (Math.sqrt(3) * 20 * feeding.voltagePu[1]!);
  expect(feeding.lowerLoadingPercent[1]).toBeCloseTo((100 * ampereAtEnd) / 319, 9);
  expect(feeding.loadingPercent[1]).toBe(
    Math.max(feeding.upperLoadingPercent[1]!, feeding.lowerLoadingPercent[1]!),
  );
});

test("a transformer delivers at its lower end what is drawn there, and takes its losses above", () => {
  const network = buildRadialNetwork({
    ...cable,
    buses: [...cable.buses, { id: "B", voltageKvRated: 0.4, feeder: "" }],
    transformers: [{ id: "T", busHv: "E", busLv: "B", type: "station", ratio: 0.975 }],
    transformerTypes: [
      ...cable.transformerTypes,
      {
        id: "station",
        ratedKva: 400,
        hvKv: 20,
        lvKv: 0.4,
        shortCircuitPercent: 6,
        shortCircuitResistivePercent: 1.4,
        noLoadKw: 12,
        noLoadCurrentPercent: 4,
      },
    ],
  });
  const powerFlow = new PowerFlow(network, { tolerancePu: 1e-12 });
  powerFlow.solve(Float64Array.of(0, 0, 300), Float64Array.of(0, 0, 80));
  const state = new GridState(network);
  state.evaluate(powerFlow);
  const transformer = network.branchIndex.get("T")!;
  expect(state.lowerLoadingPercent[transformer]).toBeCloseTo(Math.hypot(300, 80) / 4, 6);
  expect(state.upperLoadingPercent[transformer]).toBeGreaterThan(
    Math.hypot(300 + state.stationAndBelowLossesKw, 80) / 4,
  );
  expect(state.loadingPercent[transformer]).toBe(state.upperLoadingPercent[transformer]);
});
