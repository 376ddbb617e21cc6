import fc from "fast-check";
import { expect, test } from "vitest";
import { GridState } from "#engine/grid/gridState.ts";
import type { TariffSettings } from "#engine/grid/networkCost.ts";
import type { NetworkTables } from "#engine/grid/networkRecords.ts";
import { NodeTariff } from "#engine/grid/nodeTariff.ts";
import { PowerFlow } from "#engine/grid/powerFlow.ts";
import { buildRadialNetwork } from "#engine/grid/radialNetwork.ts";
import { loadingSensitivity, voltageSensitivity } from "#engine/grid/sensitivity.ts";
import { BARAN_WU_LOADS, baranWu33 } from "#test/support/baranWu33.ts";
import { gridLoads } from "#test/support/gridLoads.ts";
import { type RandomNetwork, randomNetwork } from "#test/support/randomNetwork.ts";

const LOSS_PRICE = 100_000;
const allParts: TariffSettings = {
  congestionMicroEurPerKwh: 200_000,
  loadingFree: 0.3,
  voltageMicroEurPerKwh: 100_000,
  voltageFreePu: 0.02,
  voltageFullPu: 0.1,
};

function solve(tables: NetworkTables, loads: RandomNetwork["loads"]) {
  const network = buildRadialNetwork(tables);
  const { pKw, qKvar } = gridLoads(network, loads);
  const powerFlow = new PowerFlow(network, { tolerancePu: 1e-12 });
  powerFlow.solve(pKw, qKvar);
  return { network, powerFlow, pKw, qKvar };
}

/** Central differences of any figure of the solved state by the consumption at each bus, per kW or kvar. */
function differences(
  { powerFlow, pKw, qKvar }: ReturnType<typeof solve>,
  step: number,
  figure: () => number,
  loads = pKw,
): number[] {
  const slopes = Array.from(loads, (before, bus) => {
    const at = (load: number) => {
      loads[bus] = load;
      powerFlow.solve(pKw, qKvar);
      return figure();
    };
    const slope = (at(before + step) - at(before - step)) / (2 * step);
    loads[bus] = before;
    return slope;
  });
  powerFlow.solve(pKw, qKvar);
  return slopes;
}

function expectGradient(tables: NetworkTables, loads: RandomNetwork["loads"]): NodeTariff {
  const solved = solve(tables, loads);
  const tariff = new NodeTariff(solved.network, allParts);
  tariff.compute(solved.powerFlow, LOSS_PRICE);
  const lambda = tariff.lambda.slice();
  const lambdaReactive = tariff.lambdaReactive.slice();
  const cost = () => {
    tariff.computeCost(solved.powerFlow, LOSS_PRICE);
    return tariff.cost();
  };
  const slopes = differences(solved, 0.01, cost);
  const reactiveSlopes = differences(solved, 0.01, cost, solved.qKvar);
  for (let bus = 1; bus < lambda.length; bus++) {
    expect(Math.abs(lambda[bus]! + 1000 * slopes[bus]!)).toBeLessThan(1e-3);
    expect(Math.abs(lambdaReactive[bus]! + 1000 * reactiveSlopes[bus]!)).toBeLessThan(1e-3);
  }
  tariff.compute(solved.powerFlow, LOSS_PRICE);
  expect(tariff.lambda).toEqual(lambda);
  expect(tariff.lambdaReactive).toEqual(lambdaReactive);
  return tariff;
}

const station: NetworkTables = {
  sourceBus: "S",
  sourceVoltagePu: 1.04,
  buses: [
    { id: "S", voltageKvRated: 20, feeder: "" },
    { id: "M", voltageKvRated: 20, feeder: "" },
    { id: "B", voltageKvRated: 0.4, feeder: "" },
    { id: "A1", voltageKvRated: 0.4, feeder: "A" },
    { id: "A2", voltageKvRated: 0.4, feeder: "A" },
    { id: "C1", voltageKvRated: 0.4, feeder: "C" },
  ],
  lines: [
    { id: "mv", busFrom: "M", busTo: "S", type: "mv", lengthM: 8000 },
    { id: "a1", busFrom: "B", busTo: "A1", type: "lv", lengthM: 200 },
    { id: "a2", busFrom: "A1", busTo: "A2", type: "lv", lengthM: 150 },
    { id: "c1", busFrom: "B", busTo: "C1", type: "lv", lengthM: 300 },
  ],
  transformers: [{ id: "T", busHv: "M", busLv: "B", type: "250", ratio: 0.975 }],
  lineTypes: [
    { id: "mv", rOhmPerKm: 0.206, xOhmPerKm: 0.116, cNfPerKm: 250, ratedA: 319 },
    { id: "lv", rOhmPerKm: 0.225, xOhmPerKm: 0.08, cNfPerKm: 264, ratedA: 242 },
  ],
  transformerTypes: [
    {
      id: "250",
      ratedKva: 250,
      hvKv: 20,
      lvKv: 0.4,
      shortCircuitPercent: 6,
      shortCircuitResistivePercent: 1.44,
      noLoadKw: 0.8,
      noLoadCurrentPercent: 0.4,
    },
  ],
  mainTransformerType: "250",
  monitoredBranches: ["T", "a1"],
  monitoredBuses: ["A2", "C1"],
};

test("λ is the slope of the cost: 33-bus feeder, all parts", () => {
  const tables = baranWu33({ branches: ["L2", "L6", "L26"], buses: ["18", "33"] });
  const tariff = expectGradient(tables, BARAN_WU_LOADS);
  expect(tariff.lossCost).toBeCloseTo(20.2677, 3);
  expect(tariff.congestionCost).toBeGreaterThan(0);
  expect(tariff.voltageCost).toBeGreaterThan(0);
});

test.each([
  ["evening load", [90, 25], [60, 15], [70, 20]],
  ["noon feed-in", [-120, 0], [-80, -20], [-40, 10]],
] as [string, [number, number], [number, number], [number, number]][])(
  "λ is the slope of the cost: transformer with tap, charging and no-load losses, %s",
  (_, a1, a2, c1) => {
    const loads = new Map([
      ["A1", a1],
      ["A2", a2],
      ["C1", c1],
    ] as const);
    const tariff = expectGradient(station, loads);
    expect(tariff.congestionCost).toBeGreaterThan(0);
    expect(tariff.voltageCost).toBeGreaterThan(0);
    const { lambda, lambdaLoss, lambdaCongestion, lambdaVoltage } = tariff;
    for (let i = 0; i < lambda.length; i++) {
      const sum = lambdaLoss[i]! + lambdaCongestion[i]! + lambdaVoltage[i]!;
      expect(lambda[i]).toBeCloseTo(sum, 12);
    }
  },
);

test("λ is the slope of the cost in any network", () => {
  fc.assert(
    fc.property(randomNetwork, ({ tables, loads }) => {
      expectGradient(tables, loads);
    }),
    { numRuns: 40 },
  );
});

test("the loss cost prices every loss of the modelled network", () => {
  fc.assert(
    fc.property(randomNetwork, ({ tables, loads }) => {
      const { network, powerFlow } = solve(tables, loads);
      const tariff = new NodeTariff(network, allParts);
      tariff.compute(powerFlow, LOSS_PRICE);
      const state = new GridState(network);
      state.evaluate(powerFlow);
      expect(tariff.lossCost).toBeCloseTo(0.1 * state.lossesKw, 9);
    }),
  );
});

test("the marginal congestion tariff at full loading is the price of the remedy", () => {
  const tables: NetworkTables = {
    ...station,
    sourceVoltagePu: 1,
    buses: station.buses.slice(0, 2),
    lines: [{ id: "mv", busFrom: "S", busTo: "M", type: "mv", lengthM: 1 }],
    transformers: [],
    monitoredBranches: ["mv"],
    monitoredBuses: [],
  };
  const rated = Math.sqrt(3) * 20 * 319;
  const { network, powerFlow } = solve(tables, new Map([["M", [rated, 0]]]));
  const tariff = new NodeTariff(network, { ...allParts, loadingFree: 0.8 });
  tariff.compute(powerFlow, 0);
  expect(tariff.lambda[1]).toBeCloseTo(-200, 1);
  // κ S (1 − u0) / 2
  expect(tariff.congestionCost).toBeCloseTo(0.2 * rated * 0.1, 0);
});

test("the most influential bus pays the full voltage tariff at full deviation", () => {
  const tables = {
    ...station,
    sourceVoltagePu: 0.97,
    monitoredBranches: [],
    monitoredBuses: ["A2"],
  };
  const { network, powerFlow } = solve(tables, new Map([["A2", [60, 0]]]));
  const deep = 1 - Math.hypot(...at(powerFlow, network.busIndex.get("A2")!));
  expect(deep).toBeGreaterThan(0);
  const settings = { ...allParts, voltageFreePu: deep / 2, voltageFullPu: deep };
  const tariff = new NodeTariff(network, settings);
  tariff.compute(powerFlow, 0);
  const lambda = tariff.lambda[network.busIndex.get("A2")!]!;
  expect(lambda).toBeLessThan(-100);
  expect(lambda).toBeGreaterThan(-115);
});

function at({ e, f }: PowerFlow, bus: number): [number, number] {
  return [e[bus]!, f[bus]!];
}

test("nothing to pay where nothing is lost and nothing is tight", () => {
  const { network, powerFlow } = solve(station, new Map([["A2", [20, 5]]]));
  const wide = { ...allParts, loadingFree: 0.99, voltageFreePu: 0.5, voltageFullPu: 0.6 };
  const tariff = new NodeTariff(network, wide);
  tariff.compute(powerFlow, 0);
  expect(tariff.cost()).toBe(0);
  expect([...tariff.lambda].every((lambda) => lambda === 0)).toBe(true);
});

test("loading sensitivities are the slopes of apparent power and current", () => {
  const loads = new Map([
    ["A1", [90, 25]],
    ["A2", [60, 15]],
    ["C1", [-30, 5]],
  ] as const);
  const solved = solve(station, loads);
  const { network, powerFlow } = solved;
  const state = new GridState(network);
  for (const id of ["T", "a1", "a2", "c1"]) {
    const branch = network.branchIndex.get(id)!;
    const sensitivity = loadingSensitivity(network, powerFlow, branch);
    const slopes = differences(solved, 0.01, () => {
      state.evaluate(powerFlow);
      return (state.loadingPercent[branch]! * network.ratedKva[branch]!) / 100;
    });
    for (let bus = 1; bus < slopes.length; bus++) {
      expect(Math.abs(sensitivity[bus]! - slopes[bus]!)).toBeLessThan(5e-3);
    }
  }
});

test("voltage sensitivities are the slopes of the voltage", () => {
  fc.assert(
    fc.property(randomNetwork, ({ tables, loads }) => {
      const solved = solve(tables, loads);
      const { network, powerFlow } = solved;
      const bus = network.busCount - 1;
      const sensitivity = voltageSensitivity(network, powerFlow, bus);
      const slopes = differences(solved, 0.1, () => Math.hypot(...at(powerFlow, bus)));
      for (let i = 1; i < slopes.length; i++) {
        expect(Math.abs(sensitivity[i]! - slopes[i]!)).toBeLessThan(1e-8);
      }
    }),
    { numRuns: 40 },
  );
});

test("λ of all parts at once is the sum of the parts, far within a µEUR/kWh", () => {
  fc.assert(
    fc.property(randomNetwork, ({ tables, loads }) => {
      const { network, powerFlow } = solve(tables, loads);
      const [parts, total] = [new NodeTariff(network, allParts), new NodeTariff(network, allParts)];
      parts.compute(powerFlow, LOSS_PRICE);
      total.computeTotal(powerFlow, LOSS_PRICE);
      expect(total.cost()).toBe(parts.cost());
      const length = Math.hypot(...parts.lambda);
      for (const [bus, lambda] of parts.lambda.entries()) {
        expect(Math.abs(total.lambda[bus]! - lambda)).toBeLessThan(1e-7 * (1 + length));
      }
    }),
  );
});
