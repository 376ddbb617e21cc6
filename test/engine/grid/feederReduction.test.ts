import fc from "fast-check";
import { expect, test } from "vitest";
import { reduceFeeder } from "#engine/grid/feederReduction.ts";
import { GridState } from "#engine/grid/gridState.ts";
import { NodeTariff } from "#engine/grid/nodeTariff.ts";
import { PowerFlow } from "#engine/grid/powerFlow.ts";
import { buildRadialNetwork, type RadialNetwork } from "#engine/grid/radialNetwork.ts";
import { busScale, sweepColumns } from "#engine/grid/sweepColumns.ts";
import { BARAN_WU_LOADS, baranWu33 } from "#test/support/baranWu33.ts";
import { gridLoads } from "#test/support/gridLoads.ts";
import { randomNetwork } from "#test/support/randomNetwork.ts";

const settings = {
  congestionMicroEurPerKwh: 200_000,
  loadingFree: 0.3,
  voltageMicroEurPerKwh: 100_000,
  voltageFreePu: 0.02,
  voltageFullPu: 0.1,
};

/** All that is known of a solved network, losses and tariffs of merged branches included. */
function figuresOf(network: RadialNetwork, powerFlow: PowerFlow): Float64Array[] {
  const state = new GridState(network);
  state.evaluate(powerFlow);
  const tariff = new NodeTariff(network, settings);
  tariff.compute(powerFlow, 100_000);
  return [
    powerFlow.e,
    powerFlow.f,
    powerFlow.branchCurrentRe,
    powerFlow.branchCurrentIm,
    state.voltagePu,
    state.loadingPercent,
    state.apparentKva,
    Float64Array.of(state.stationAndBelowLossesKw, state.mediumVoltageLossesKw),
    Float64Array.of(state.importKw, state.importKvar, state.mainLoadingPercent),
    tariff.lambda,
  ];
}

function expectSame(found: Float64Array[], expected: Float64Array[]): void {
  for (const [which, column] of expected.entries()) {
    for (const [i, value] of column.entries()) {
      const error = Math.abs(found[which]![i]! - value);
      expect(error).toBeLessThan(1e-9 * Math.max(1, Math.abs(value)));
    }
  }
}

test("with any buses loaded, a cut feeder has the state of the whole one", () => {
  fc.assert(
    fc.property(
      randomNetwork,
      fc.array(fc.boolean(), { minLength: 1, maxLength: 40 }),
      ({ tables, loads }, draws) => {
        const network = buildRadialNetwork(tables);
        const { pKw, qKvar } = gridLoads(network, loads);
        const loadedBuses: number[] = [];
        for (let bus = 1; bus < network.busCount; bus++) {
          if (draws[bus % draws.length]) loadedBuses.push(bus);
          else [pKw[bus], qKvar[bus]] = [0, 0];
        }
        const whole = new PowerFlow(network, { tolerancePu: 1e-13 });
        const cut = new PowerFlow(network, { tolerancePu: 1e-13, loadedBuses });
        whole.solve(pKw, qKvar);
        // What stood there before must not matter.
        for (const bus of loadedBuses) [pKw[bus], qKvar[bus]] = [-pKw[bus]!, -qKvar[bus]!];
        cut.solve(pKw, qKvar);
        for (const bus of loadedBuses) [pKw[bus], qKvar[bus]] = [-pKw[bus]!, -qKvar[bus]!];
        cut.solve(pKw, qKvar);
        expect(cut.sweptBusCount).toBeLessThanOrEqual(2 * loadedBuses.length + 1);
        expectSame(figuresOf(network, cut), figuresOf(network, whole));
      },
    ),
    { numRuns: 200 },
  );
});

test("a chain of unloaded cable becomes one branch, a stub a shunt", () => {
  // 0 – 1 – 2 – 3 (load), stub 1 – 4
  const columns = {
    busCount: 5,
    parent: Int32Array.of(-1, 0, 1, 1, 2),
    r: Float64Array.of(0, 0.1, 0.2, 0.5, 0.4),
    x: Float64Array.of(0, 0, 0, 0, 0),
    g: Float64Array.of(0, 0, 0, 2, 0),
    b: Float64Array.of(0, 0, 0, 0, 0),
  };
  const { columns: cut, kept, dropped } = reduceFeeder(columns, Uint8Array.of(0, 0, 0, 0, 1));
  expect([...kept]).toEqual([0, 4]);
  expect([...dropped]).toEqual([1, 2, 3]);
  expect([...cut.parent]).toEqual([-1, 0]);
  // The stub is 1/(0.5 + 1/2) = 1 S between 0.1 and 0.6 ohm: star to delta.
  expect(cut.r[1]).toBeCloseTo(0.1 + 0.6 + 0.1 * 0.6 * 1, 12);
  expect(cut.g[0]).toBeCloseTo(0.6 / 0.76, 12);
  expect(cut.g[1]).toBeCloseTo(0.1 / 0.76, 12);
});

test("a bridge of no impedance does not stop the cut", () => {
  const columns = {
    busCount: 4,
    parent: Int32Array.of(-1, 0, 1, 2),
    r: Float64Array.of(0, 0, 0, 0.3),
    x: Float64Array.of(0, 0, 0, 0.1),
    g: Float64Array.of(0, 0, 0, 0),
    b: Float64Array.of(0, 0.01, 0.02, 0.03),
  };
  const cut = reduceFeeder(columns, Uint8Array.of(0, 0, 0, 1));
  expect([cut.columns.r[1], cut.columns.x[1]]).toEqual([0.3, 0.1]);
  expect(cut.columns.b[0]! + cut.columns.b[1]!).toBeCloseTo(0.06, 12);
});

test("where every bus is loaded nothing is cut", () => {
  const network = buildRadialNetwork(baranWu33());
  const isLoaded = new Uint8Array(network.busCount).fill(1);
  const { kept, dropped, columns } = reduceFeeder(
    sweepColumns(network, busScale(network)),
    isLoaded,
  );
  expect([kept.length, dropped.length]).toEqual([33, 0]);
  expect(columns.parent).toEqual(network.parent);
  expect(new PowerFlow(network, { loadedBuses: kept }).sweptBusCount).toBe(33);
});

test("a load where none was announced stops the run", () => {
  const network = buildRadialNetwork(baranWu33());
  const { pKw, qKvar } = gridLoads(network, BARAN_WU_LOADS);
  const powerFlow = new PowerFlow(network, { loadedBuses: [5, 9] });
  expect(() => powerFlow.solve(pKw, qKvar)).toThrow("load at a bus said to have none");
});
