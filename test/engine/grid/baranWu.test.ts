import { expect, test } from "vitest";
import { ExactTariff } from "#engine/grid/exactTariff.ts";
import { GridState } from "#engine/grid/gridState.ts";
import { NodeTariff } from "#engine/grid/nodeTariff.ts";
import { PathTariff } from "#engine/grid/pathTariff.ts";
import { PowerFlow } from "#engine/grid/powerFlow.ts";
import { buildRadialNetwork } from "#engine/grid/radialNetwork.ts";
import { BARAN_WU_LOADS, baranWu33 } from "#test/support/baranWu33.ts";
import { gridLoads } from "#test/support/gridLoads.ts";

const network = buildRadialNetwork(baranWu33());
const bus = (id: number) => network.busIndex.get(String(id))!;
const LOSS_PRICE = 100_000;
const lossesOnly = {
  congestionMicroEurPerKwh: 0,
  loadingFree: 0.8,
  voltageMicroEurPerKwh: 0,
  voltageFreePu: 0.03,
  voltageFullPu: 0.1,
};

function solved() {
  const { pKw, qKvar } = gridLoads(network, BARAN_WU_LOADS);
  const powerFlow = new PowerFlow(network, { tolerancePu: 1e-12 });
  powerFlow.solve(pKw, qKvar);
  const nodeTariff = new NodeTariff(network, lossesOnly);
  nodeTariff.compute(powerFlow, LOSS_PRICE);
  return { powerFlow, nodeTariff, pKw, qKvar };
}

// MATPOWER, case33bw; Baran and Wu 1989 give 202.7 kW, 135.1 kvar and 0.9131.
test("the 33-bus feeder has its published losses and lowest voltage", () => {
  const { powerFlow } = solved();
  const state = new GridState(network);
  state.evaluate(powerFlow);
  const low = state.voltagePu.indexOf(Math.min(...state.voltagePu));
  expect(network.busIds[low]).toBe("18");
  expect(state.voltagePu[low]).toBeCloseTo(0.91309, 5);
  expect(state.lossesKw).toBeCloseTo(202.677, 3);
  expect(state.importKvar - 2300).toBeCloseTo(135.141, 3);
  expect(state.importKw).toBeCloseTo(3715 + state.lossesKw, 8);
});

test.each([
  [2, -0.4791],
  [6, -7.9753],
  [18, -14.7192],
  [22, -1.2526],
  [25, -4.9559],
  [30, -11.7206],
  [33, -12.6539],
])("λ of bus %i is %f EUR/MWh at a loss price of 100", (id, lambda) => {
  expect(solved().nodeTariff.lambda[bus(id)]).toBeCloseTo(lambda, 4);
});

test.each`
  seller | buyer | kw     | exact       | additive    | refined
  ${18}  | ${25} | ${50}  | ${-9.1871}  | ${-9.7633}  | ${-9.3102}
  ${18}  | ${25} | ${200} | ${-7.5072}  | ${-9.7633}  | ${-7.951}
  ${25}  | ${18} | ${200} | ${12.1579}  | ${9.7633}   | ${11.5756}
  ${33}  | ${22} | ${100} | ${-10.6179} | ${-11.4013} | ${-10.7609}
  ${2}   | ${18} | ${500} | ${20.0542}  | ${14.2402}  | ${18.1899}
`("$kw kW from bus $seller to $buyer cost $exact EUR/MWh", (row) => {
  const { seller, buyer, kw, exact, additive, refined } = row;
  const { powerFlow, nodeTariff, pKw, qKvar } = solved();
  const before = nodeTariff.cost();
  const { lambda } = nodeTariff;
  const path = new PathTariff(network, lossesOnly);
  path.reset(powerFlow, nodeTariff, LOSS_PRICE);
  expect(lambda[bus(seller)]! - lambda[bus(buyer)]!).toBeCloseTo(additive, 4);
  expect(path.unroundedCharge(bus(seller), bus(buyer), kw) / 1000).toBeCloseTo(refined, 4);
  expect(path.charge(bus(seller), bus(buyer), kw) / 1000).toBeCloseTo(refined, 3);

  const definition = new ExactTariff(network, lossesOnly);
  definition.reset(pKw, qKvar, LOSS_PRICE);
  expect(definition.charge(bus(seller), bus(buyer), kw).total).toBeCloseTo(exact, 4);

  pKw[bus(seller)]! -= kw;
  pKw[bus(buyer)]! += kw;
  powerFlow.solve(pKw, qKvar);
  nodeTariff.compute(powerFlow, LOSS_PRICE);
  expect(((nodeTariff.cost() - before) / kw) * 1000).toBeCloseTo(exact, 4);
});

test("reactive λ is the slope of the losses by injected reactive power", () => {
  const { nodeTariff, pKw, qKvar } = solved();
  const definition = new ExactTariff(network, lossesOnly);
  const lossesWith = (id: number, kvar: number) => {
    qKvar[bus(id)]! -= kvar;
    definition.reset(pKw, qKvar, LOSS_PRICE);
    qKvar[bus(id)]! += kvar;
    return definition.cost();
  };
  for (const id of [2, 6, 18, 25, 30, 33]) {
    const slope = (lossesWith(id, 0.1) - lossesWith(id, -0.1)) / 0.2;
    expect(nodeTariff.lambdaReactive[bus(id)]).toBeCloseTo(1000 * slope, 3);
    expect(nodeTariff.lambdaReactive[bus(id)]).toBeLessThan(-0.1);
  }
});
