import fc from "fast-check";
import { expect, test } from "vitest";
import { GridState } from "#engine/grid/gridState.ts";
import { PowerFlow } from "#engine/grid/powerFlow.ts";
import { buildRadialNetwork } from "#engine/grid/radialNetwork.ts";
import { solveBatch } from "#engine/grid/solveBatch.ts";
import { BARAN_WU_LOADS, baranWu33 } from "#test/support/baranWu33.ts";
import { gridLoads } from "#test/support/gridLoads.ts";
import { randomNetwork } from "#test/support/randomNetwork.ts";

function room(periodCount: number, busCount: number) {
  return {
    voltagePu: new Float64Array(periodCount * busCount),
    loadingPercent: new Float64Array(periodCount * busCount),
    lossesKw: new Float64Array(periodCount),
    importKw: new Float64Array(periodCount),
    importKvar: new Float64Array(periodCount),
    iterations: new Int32Array(periodCount),
  };
}

/** The loads of a network, scaled differently in each period. */
function table(factors: readonly number[], pKw: Float64Array, qKvar: Float64Array) {
  return {
    periodCount: factors.length,
    pKw: Float64Array.from(factors.flatMap((factor) => [...pKw].map((kw) => factor * kw))),
    qKvar: Float64Array.from(factors.flatMap((factor) => [...qKvar].map((kvar) => factor * kvar))),
  };
}

test("a batch is what single solves find, bit by bit", () => {
  const factor = fc.double({ min: -1, max: 1, noNaN: true });
  fc.assert(
    fc.property(
      randomNetwork,
      fc.array(factor, { minLength: 1, maxLength: 6 }),
      ({ tables, loads }, factors) => {
        const network = buildRadialNetwork(tables);
        const loaded = gridLoads(network, loads);
        const rows = table(factors, loaded.pKw, loaded.qKvar);
        const into = room(factors.length, network.busCount);
        const batch = new PowerFlow(network);
        expect(solveBatch(batch, new GridState(network), rows, into)).toBe(0);
        const { voltagePu, lossesKw, importKw } = room(factors.length, network.busCount);
        const less = { voltagePu, lossesKw, importKw };
        solveBatch(batch, new GridState(network), rows, less);
        expect(less).toEqual({
          voltagePu: into.voltagePu,
          lossesKw: into.lossesKw,
          importKw: into.importKw,
        });

        const powerFlow = new PowerFlow(network);
        const state = new GridState(network);
        for (let period = 0; period < factors.length; period++) {
          const row = [period * network.busCount, (period + 1) * network.busCount] as const;
          const iterations = powerFlow.solve(rows.pKw.slice(...row), rows.qKvar.slice(...row));
          state.evaluate(powerFlow);
          expect(into.iterations[period]).toBe(iterations);
          expect(into.voltagePu.slice(...row)).toEqual(state.voltagePu);
          expect(into.loadingPercent.slice(...row)).toEqual(state.loadingPercent);
          expect(Math.abs(into.lossesKw[period]! - state.lossesKw)).toBeLessThan(1e-4);
          expect(into.importKw[period]).toBe(state.importKw);
          expect(into.importKvar[period]).toBe(state.importKvar);
        }
      },
    ),
    { numRuns: 60 },
  );
});

test("a period without solution is marked and counted, the others are not touched", () => {
  const network = buildRadialNetwork(baranWu33());
  const { pKw, qKvar } = gridLoads(network, BARAN_WU_LOADS);
  const rows = table([1, 5, 1], pKw, qKvar);
  const into = room(3, network.busCount);
  expect(solveBatch(new PowerFlow(network), new GridState(network), rows, into)).toBe(1);
  expect(into.iterations[1]).toBeLessThan(0);
  expect([...into.lossesKw].map((kw) => kw.toFixed(3))).toEqual(["202.677", "NaN", "202.677"]);
  const { busCount } = network;
  for (const rows of [into.voltagePu, into.loadingPercent]) {
    expect(rows.slice(busCount, 2 * busCount).every(Number.isNaN)).toBe(true);
    expect(rows.slice(2 * busCount)).toEqual(rows.slice(0, busCount));
  }
});

test("room for another number of periods is refused", () => {
  const network = buildRadialNetwork(baranWu33());
  const { pKw, qKvar } = gridLoads(network, BARAN_WU_LOADS);
  const rows = table([1, 1], pKw, qKvar);
  const solve = () =>
    solveBatch(new PowerFlow(network), new GridState(network), rows, {
      lossesKw: new Float64Array(3),
    });
  expect(solve).toThrow();
});
