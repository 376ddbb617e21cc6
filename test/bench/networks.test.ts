import { expect, test } from "vitest";
import { baranWu33 } from "#bench/networks/baranWu33.ts";
import { drawLoadDay } from "#bench/networks/loadDay.ts";
import { lowVoltage100 } from "#bench/networks/lowVoltage100.ts";
import { pilotSuburb } from "#bench/networks/pilotSuburb.ts";
import { GridState } from "#engine/grid/gridState.ts";
import { PowerFlow } from "#engine/grid/powerFlow.ts";
import { buildRadialNetwork } from "#engine/grid/radialNetwork.ts";
import { BARAN_WU_LOADS, baranWu33 as published } from "#test/support/baranWu33.ts";

test("the feeder of Baran and Wu is the one of the tests, and loses 202.68 kW", () => {
  const { network, loadKw, loadKvar } = baranWu33();
  const { r, x, parent, busIds } = buildRadialNetwork(published());
  expect(network).toMatchObject({ r, x, parent, busIds });
  for (const [bus, [kw, kvar]] of BARAN_WU_LOADS) {
    const index = network.busIndex.get(bus)!;
    expect([loadKw[index], loadKvar[index]]).toEqual([kw, kvar]);
  }
  const powerFlow = new PowerFlow(network);
  const state = new GridState(network);
  powerFlow.solve(loadKw, loadKvar);
  state.evaluate(powerFlow);
  expect(state.lossesKw).toBeCloseTo(202.68, 2);
});

test.each([
  ["lowVoltage100", lowVoltage100, 100],
  ["pilotSuburb", pilotSuburb, 50],
])("%s is loaded, feeds back at times and keeps its voltages", (name, make, busesMin) => {
  const bench = make();
  expect(bench.name).toBe(name);
  expect(bench.network.busCount).toBeGreaterThanOrEqual(busesMin);
  const { kw, kvar } = drawLoadDay(bench);
  const powerFlow = new PowerFlow(bench.network);
  const state = new GridState(bench.network);
  let isFedBack = false;
  for (const [period, load] of kw.entries()) {
    powerFlow.solve(load, kvar[period]!);
    state.evaluate(powerFlow);
    isFedBack ||= load.some((power) => power < 0);
    expect(state.importKw).toBeGreaterThan(0);
    expect(Math.min(...state.voltagePu)).toBeGreaterThan(0.9);
    expect(Math.max(...state.voltagePu)).toBeLessThan(1.1);
  }
  expect(isFedBack).toBe(true);
});
