import fc from "fast-check";
import { expect, test } from "vitest";
import { GridState } from "#engine/grid/gridState.ts";
import type { NetworkTables } from "#engine/grid/networkRecords.ts";
import { PowerFlow, PowerFlowDivergedError } from "#engine/grid/powerFlow.ts";
import { buildRadialNetwork } from "#engine/grid/radialNetwork.ts";
import { BARAN_WU_LOADS, baranWu33 } from "#test/support/baranWu33.ts";
import { gridLoads } from "#test/support/gridLoads.ts";
import { type RandomNetwork, randomNetwork } from "#test/support/randomNetwork.ts";
import { referencePowerFlow } from "#test/support/referencePowerFlow.ts";

function expectLikeReference({ tables, loads }: RandomNetwork): void {
  const network = buildRadialNetwork(tables);
  const { pKw, qKvar } = gridLoads(network, loads);
  const powerFlow = new PowerFlow(network);
  powerFlow.solve(pKw, qKvar);
  const state = new GridState(network);
  state.evaluate(powerFlow);
  const reference = referencePowerFlow(tables, loads);
  for (const [id, [re, im]] of reference.voltage) {
    const bus = network.busIndex.get(id)!;
    expect(Math.hypot(powerFlow.e[bus]! - re, powerFlow.f[bus]! - im)).toBeLessThan(1e-8);
  }
  expect(Math.abs(state.importKw - reference.importKw)).toBeLessThan(1e-3);
  expect(Math.abs(state.importKvar - reference.importKvar)).toBeLessThan(1e-3);
}

test("every voltage agrees with a dense admittance matrix to 1e-8 pu", () => {
  fc.assert(fc.property(randomNetwork, expectLikeReference), { numRuns: 150 });
});

test("a transformer fed from its low-voltage side is the same transformer", () => {
  const tables: NetworkTables = {
    ...baranWu33(),
    sourceBus: "low",
    sourceVoltagePu: 1.01,
    buses: [
      { id: "low", voltageKvRated: 0.4, feeder: "" },
      { id: "high", voltageKvRated: 20, feeder: "" },
      { id: "end", voltageKvRated: 20, feeder: "" },
    ],
    lines: [{ id: "L", busFrom: "end", busTo: "high", type: "cable", lengthM: 4000 }],
    lineTypes: [{ id: "cable", rOhmPerKm: 0.4, xOhmPerKm: 0.1, cNfPerKm: 250, ratedA: 300 }],
    transformers: [{ id: "T", busHv: "high", busLv: "low", type: "up", ratio: 1.025 }],
    transformerTypes: [
      { ...baranWu33().transformerTypes[0]!, id: "up", ratedKva: 630, hvKv: 20, lvKv: 0.42 },
    ],
    mainTransformerType: "up",
  };
  expectLikeReference({ tables, loads: new Map([["end", [-200, 40]]]) });
});

test("import is load plus losses, split by where they arise", () => {
  fc.assert(
    fc.property(randomNetwork, ({ tables, loads }) => {
      const network = buildRadialNetwork(tables);
      const { pKw, qKvar } = gridLoads(network, loads);
      const powerFlow = new PowerFlow(network);
      powerFlow.solve(pKw, qKvar);
      const state = new GridState(network);
      state.evaluate(powerFlow);
      const loadKw = pKw.reduce((sum, kw) => sum + kw, 0);
      expect(Math.abs(state.importKw - loadKw - state.lossesKw)).toBeLessThan(1e-4);
      expect(state.stationAndBelowLossesKw > 0).toBe(tables.transformers.length > 0);
    }),
  );
});

test("a result does not depend on what was solved before", () => {
  const network = buildRadialNetwork(baranWu33());
  const { pKw, qKvar } = gridLoads(network, BARAN_WU_LOADS);
  const fresh = new PowerFlow(network);
  fresh.solve(pKw, qKvar);
  const used = new PowerFlow(network);
  used.solve(
    pKw.map((kw) => -2 * kw),
    qKvar,
  );
  used.solve(pKw, qKvar);
  expect(used.e).toEqual(fresh.e);
  expect(used.branchCurrentIm).toEqual(fresh.branchCurrentIm);
});

test("a load beyond the feeder's capability is an error that names a bus", () => {
  const network = buildRadialNetwork(baranWu33());
  const { pKw, qKvar } = gridLoads(network, BARAN_WU_LOADS);
  const powerFlow = new PowerFlow(network);
  const heavy = pKw.map((kw) => 5 * kw);
  const error = thrownBy(() => powerFlow.solve(heavy, qKvar));
  expect(error).toBeInstanceOf(PowerFlowDivergedError);
  const { iterations, worstBusId, message } = error as PowerFlowDivergedError;
  expect(iterations).toBeGreaterThan(1);
  expect(iterations).toBeLessThanOrEqual(100);
  expect(network.busIndex.has(worstBusId)).toBe(true);
  expect(message).toContain(`did not converge in ${iterations} iterations; worst at bus`);
  expect(powerFlow.trySweep(heavy, qKvar)).toBe(-iterations);
});

test("the worst bus is one that is cut to, also in a cut feeder", () => {
  const network = buildRadialNetwork(baranWu33());
  const pKw = new Float64Array(network.busCount);
  const qKvar = new Float64Array(network.busCount);
  const end = network.busIndex.get("18")!;
  pKw[end] = 50_000;
  const powerFlow = new PowerFlow(network, { loadedBuses: [end] });
  expect(powerFlow.sweptBusCount).toBe(2);
  const error = thrownBy(() => powerFlow.solve(pKw, qKvar));
  expect((error as PowerFlowDivergedError).worstBusId).toBe("18");
});

test("a load that is no number is an error that names its bus", () => {
  const network = buildRadialNetwork(baranWu33());
  const { pKw, qKvar } = gridLoads(network, BARAN_WU_LOADS);
  pKw[network.busIndex.get("30")!] = Number.NaN;
  expect(() => new PowerFlow(network).solve(pKw, qKvar)).toThrow("worst at bus 30");
});

test("a load that is no number stops at once", () => {
  const network = buildRadialNetwork(baranWu33());
  const { pKw, qKvar } = gridLoads(network, BARAN_WU_LOADS);
  qKvar[4] = Number.NaN;
  expect(new PowerFlow(network).trySweep(pKw, qKvar)).toBe(-1);
});

function thrownBy(action: () => void): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  return undefined;
}
