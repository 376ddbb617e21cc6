import { expect, test } from "vitest";
import { GridState } from "#engine/grid/gridState.ts";
import { PowerFlow } from "#engine/grid/powerFlow.ts";
import { buildRadialNetwork } from "#engine/grid/radialNetwork.ts";
import { loadScenario } from "#scenarios/loadScenario.ts";
import type { Area } from "#scenarios/scenario.ts";

/** Reactive power at a power factor of 0.97. */
const TAN_PHI = 0.2506;

interface Moment {
  readonly backgroundShare: number;
  readonly homeKw: number;
  readonly officeKw: number;
  readonly pvShare: number;
}

const coldEvening = { backgroundShare: 1, homeKw: 2.9, officeKw: 120, pvShare: 0 };
const sunnyNoon = { backgroundShare: 0.5, homeKw: 0.35, officeKw: 250, pvShare: 0.8 };
const springNight = { backgroundShare: 0.3, homeKw: 0.25, officeKw: 60, pvShare: 0 };

function solve({ network: tables, prosumers }: Area, moment: Moment) {
  const network = buildRadialNetwork(tables);
  const kw = new Float64Array(network.busCount);
  const kvar = new Float64Array(network.busCount);
  const add = (bus: string, powerKw: number, tanPhi: number) => {
    const index = network.busIndex.get(bus)!;
    kw[index]! += powerKw;
    kvar[index]! += powerKw * tanPhi;
  };
  for (const { id, backgroundKwPeak } of tables.buses)
    add(id, backgroundKwPeak * moment.backgroundShare, TAN_PHI);
  for (const { bus, kind, pvKwp } of prosumers) {
    add(bus, kind === "office" ? moment.officeKw : moment.homeKw, TAN_PHI);
    add(bus, -pvKwp * moment.pvShare, 0);
  }
  const powerFlow = new PowerFlow(network);
  powerFlow.solve(kw, kvar);
  const state = new GridState(network);
  state.evaluate(powerFlow);
  return {
    mainPercent: state.mainLoadingPercent,
    loadingPercent: (branch: string) => state.loadingPercent[network.branchIndex.get(branch)!]!,
    voltagePu: (bus: string) => state.voltagePu[network.busIndex.get(bus)!]!,
  };
}

const [suburb, city] = loadScenario("pilot").areas as [Area, Area];
const [ilfov] = loadScenario("bucharest").areas as [Area];

test("on a cold evening the suburb's station is overloaded, its cables and the 20 kV grid not", () => {
  // 2.9 kW a home is the highest hour of the fifth year.
  const { loadingPercent, mainPercent } = solve(suburb, coldEvening);
  expect(loadingPercent("SUB-T1")).toBeGreaterThan(140);
  for (const head of ["SUB-F1-L1", "SUB-F2-L1", "SUB-F3-L1"])
    expect(loadingPercent(head)).toBeLessThan(100);
  for (const percent of [mainPercent, loadingPercent("SUB-ML1")])
    expect(percent).toSatisfy((value: number) => value >= 70 && value <= 95);
});

test("at a sunny noon the far end of the suburb's bundle line is above 1.10, its cables are not", () => {
  const { voltagePu, loadingPercent } = solve(suburb, sunnyNoon);
  expect(voltagePu("SUB-F3-17")).toBeGreaterThan(1.1);
  expect(voltagePu("SUB-F3-17")).toBeLessThan(1.14);
  expect(voltagePu("SUB-F1-12")).toBeLessThan(1.06);
  expect(loadingPercent("SUB-T1")).toBeLessThan(100);
});

test("in a spring night the suburb's low-voltage busbar stands near 1.03", () => {
  expect(Math.abs(solve(suburb, springNight).voltagePu("SUB-LV") - 1.03)).toBeLessThan(0.01);
});

test("the city block has room to spare on the same evening", () => {
  // District heat: about 1.1 kW a home.
  const { loadingPercent, mainPercent, voltagePu } = solve(city, { ...coldEvening, homeKw: 1.1 });
  for (const branch of ["CTY-T1", "CTY-TO1", "CTY-F1-L1"])
    expect(loadingPercent(branch)).toBeLessThan(60);
  expect(voltagePu("CTY-F1-6")).toBeGreaterThan(0.98);
  for (const percent of [mainPercent, loadingPercent("CTY-ML1")])
    expect(percent).toSatisfy((value: number) => value >= 70 && value <= 95);
});

test("Ilfov is overloaded on cold evenings and above 1.10 at noon", () => {
  const evening = solve(ilfov, { ...coldEvening, homeKw: 2.2 });
  expect(evening.loadingPercent("ILF-T1")).toBeGreaterThan(130);
  expect(evening.loadingPercent("ILF-F1-L1")).toBeLessThan(100);
  const noon = solve(ilfov, sunnyNoon);
  expect(noon.voltagePu("ILF-F3-18")).toBeGreaterThan(1.1);
  expect(noon.voltagePu("ILF-F1-16")).toBeLessThan(1.1);
});
