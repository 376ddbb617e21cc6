import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import type { GridCase } from "#engine/grid/gridCase.ts";
import { buildNetwork } from "#engine/grid/meshed/buildNetwork.ts";
import { CaseTariff } from "#engine/grid/meshed/caseTariff.ts";
import { SOURCE_NODE } from "#engine/grid/meshed/network.ts";
import { Newton } from "#engine/grid/meshed/newton.ts";
import { RadialSolver } from "#engine/grid/meshed/radialSolver.ts";
import { NodeTariff, type TariffSettings } from "#engine/grid/nodeTariff.ts";
import { PowerFlow } from "#engine/grid/powerFlow.ts";
import { buildRadialNetwork } from "#engine/grid/radialNetwork.ts";
import { readGrid } from "#scenarios/grids/readGrid.ts";
import { everything, feeder33 } from "#test/engine/grid/meshed/exampleCases.ts";
import { BARAN_WU_LOADS, baranWu33 } from "#test/support/baranWu33.ts";
import { gridLoads } from "#test/support/gridLoads.ts";

const PRICE = 100_000;

const settings: TariffSettings = {
  congestionMicroEurPerKwh: 200_000,
  loadingFree: 0.2,
  voltageMicroEurPerKwh: 100_000,
  voltageFreePu: 0.005,
  voltageFullPu: 0.1,
};

interface Question {
  readonly name: string;
  readonly grid: GridCase;
  readonly branches: readonly string[];
  readonly buses: readonly string[];
  /** Step of the central difference, kW. */
  readonly stepKw: number;
}

const questions: Question[] = [
  {
    name: "the radial 33-bus feeder",
    grid: feeder33(),
    branches: ["L2", "L6", "L26"],
    buses: ["18", "25", "33"],
    stepKw: 0.05,
  },
  {
    name: "the 33-bus feeder with its ties closed",
    grid: feeder33(true),
    branches: ["L2", "L6", "T25-29"],
    buses: ["18", "25", "33"],
    stepKw: 0.05,
  },
  {
    name: "a network with everything",
    grid: everything(),
    branches: ["AB", "CD", "ab", "T1", "T2"],
    buses: ["D", "b", "d"],
    stepKw: 0.01,
  },
];

const transmission = resolve("../shared/data/pf-matpower/case118.m");
if (existsSync(transmission)) {
  const { gridCase } = readGrid(transmission);
  questions.push({
    name: "118 transmission buses, half of them held",
    grid: {
      ...gridCase,
      lines: gridCase.lines.map((one) => ({ ...one, ratedA: one.ratedA ?? 1000 })),
    },
    branches: gridCase.lines.slice(0, 9).map(({ id }) => id),
    buses: gridCase.buses.slice(0, 10).map(({ id }) => id),
    stepKw: 50,
  });
} else console.info(`no ${transmission}: gradients are compared on small networks only`);

test.each(questions)(
  "λ and its reactive part are the central differences of the cost: $name",
  ({ grid, branches, buses, stepKw }) => {
    const network = buildNetwork(grid);
    const tariff = new CaseTariff(network, settings, {
      branches: Int32Array.from(branches, (id) => network.branchIndex.get(id)!),
      buses: Int32Array.from(buses, (id) => network.busIndex.get(id)!),
    });
    const newton = new Newton(network, { tolerancePu: 1e-12 });
    newton.solve();
    tariff.compute(newton, PRICE);
    const lambda = tariff.lambda.slice();
    const reactive = tariff.lambdaReactive.slice();
    expect(tariff.lossCost).toBeGreaterThan(0);
    expect(tariff.congestionCost).toBeGreaterThan(0);
    expect(tariff.voltageCost).toBeGreaterThan(0);

    const pKw = network.load.p.map((p) => 1000 * p);
    const qKvar = network.load.q.map((q) => 1000 * q);
    const costAt = (p: Float64Array, q: Float64Array) => {
      newton.solve(p, q);
      tariff.compute(newton, PRICE);
      return tariff.cost();
    };
    const shifted = (column: Float64Array, node: number, step: number) => {
      const moved = column.slice();
      moved[node]! += step;
      return moved;
    };
    let largest = 0;
    for (let bus = 0; bus < network.busIds.length; bus += network.busIds.length > 50 ? 7 : 1) {
      const node = network.nodeOfBus[bus]!;
      if (network.nodeKind[node] === SOURCE_NODE) {
        expect(lambda[bus]).toBe(0);
        continue;
      }
      const more = costAt(shifted(pKw, node, stepKw), qKvar);
      const less = costAt(shifted(pKw, node, -stepKw), qKvar);
      const difference = (-1000 * (more - less)) / (2 * stepKw);
      expect(Math.abs(lambda[bus]! - difference)).toBeLessThan(1e-3);
      const moreQ = costAt(pKw, shifted(qKvar, node, stepKw));
      const lessQ = costAt(pKw, shifted(qKvar, node, -stepKw));
      const differenceQ = (-1000 * (moreQ - lessQ)) / (2 * stepKw);
      expect(Math.abs(reactive[bus]! - differenceQ)).toBeLessThan(1e-3);
      largest = Math.max(largest, Math.abs(lambda[bus]!));
    }
    expect(largest).toBeGreaterThan(1);
  },
);

test("on a radial network it says what the radial adjoint says", () => {
  const radial = buildRadialNetwork(
    baranWu33({ branches: ["L2", "L6", "L26"], buses: ["18", "25", "33"] }),
  );
  const { pKw, qKvar } = gridLoads(radial, BARAN_WU_LOADS);
  const powerFlow = new PowerFlow(radial, { tolerancePu: 1e-12 });
  powerFlow.solve(pKw, qKvar);
  const reference = new NodeTariff(radial, settings);
  reference.compute(powerFlow, PRICE);

  const network = buildNetwork(feeder33());
  const tariff = new CaseTariff(network, settings, {
    branches: Int32Array.from(["L2", "L6", "L26"], (id) => network.branchIndex.get(id)!),
    buses: Int32Array.from(["18", "25", "33"], (id) => network.busIndex.get(id)!),
  });
  const sweep = new RadialSolver(network);
  sweep.solve();
  tariff.compute(sweep, PRICE);
  expect(tariff.lossCost).toBeCloseTo(reference.lossCost, 7);
  expect(tariff.congestionCost).toBeCloseTo(reference.congestionCost, 6);
  expect(tariff.voltageCost).toBeCloseTo(reference.voltageCost, 6);
  for (const [i, id] of radial.busIds.entries()) {
    const bus = network.busIndex.get(id)!;
    expect(tariff.lambdaLoss[bus]).toBeCloseTo(reference.lambdaLoss[i]!, 6);
    expect(tariff.lambdaCongestion[bus]).toBeCloseTo(reference.lambdaCongestion[i]!, 5);
    expect(tariff.lambdaVoltage[bus]).toBeCloseTo(reference.lambdaVoltage[i]!, 5);
    const sum =
      tariff.lambdaLoss[bus]! + tariff.lambdaCongestion[bus]! + tariff.lambdaVoltage[bus]!;
    expect(tariff.lambda[bus]).toBeCloseTo(sum, 10);
  }
});

test("the published loss gradient of the 33-bus feeder to four decimals", () => {
  const network = buildNetwork(feeder33());
  const none = { branches: new Int32Array(0), buses: new Int32Array(0) };
  const tariff = new CaseTariff(network, settings, none);
  const newton = new Newton(network);
  newton.solve();
  tariff.compute(newton, PRICE);
  const at = (bus: string) => Number(tariff.lambda[network.busIndex.get(bus)!]!.toFixed(4));
  expect(["2", "6", "18", "22", "25", "30", "33"].map(at)).toEqual([
    -0.4791, -7.9753, -14.7192, -1.2526, -4.9559, -11.7206, -12.6539,
  ]);
});
