import fc from "fast-check";
import { expect, test } from "vitest";
import type { TariffSettings } from "#engine/grid/networkCost.ts";
import type { NetworkTables } from "#engine/grid/networkRecords.ts";
import { NodeTariff } from "#engine/grid/nodeTariff.ts";
import { PathTariff, TARIFF_SLACK_MICRO } from "#engine/grid/pathTariff.ts";
import { PowerFlow } from "#engine/grid/powerFlow.ts";
import { buildRadialNetwork } from "#engine/grid/radialNetwork.ts";
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
const lossesOnly = { ...allParts, congestionMicroEurPerKwh: 0, voltageMicroEurPerKwh: 0 };
const monitored = { branches: ["L2", "L6", "L14", "L26"], buses: ["18", "33"] };

/** A tariff on working flows beside the real thing: loads that the same trades are added to. */
function platform(
  tables: NetworkTables,
  loads: RandomNetwork["loads"],
  settings: TariffSettings,
  lossPrice = LOSS_PRICE,
) {
  const network = buildRadialNetwork(tables);
  const { pKw, qKvar } = gridLoads(network, loads);
  const powerFlow = new PowerFlow(network, { tolerancePu: 1e-12 });
  const nodeTariff = new NodeTariff(network, settings);
  const path = new PathTariff(network, settings);
  const cost = () => {
    powerFlow.solve(pKw, qKvar);
    nodeTariff.compute(powerFlow, lossPrice);
    return nodeTariff.cost();
  };
  const move = (seller: number, buyer: number, kw: number) => {
    pKw[seller]! -= kw;
    pKw[buyer]! += kw;
  };
  cost();
  path.reset(powerFlow, nodeTariff, lossPrice);
  return { network, powerFlow, nodeTariff, path, cost, move };
}

const trades = fc.array(
  fc.record({
    seller: fc.nat(1000),
    buyer: fc.nat(1000),
    kw: fc.double({ min: 0.5, max: 5, noNaN: true }),
  }),
  { minLength: 1, maxLength: 12 },
);

// Largest errors of the refined tariff on the 33-bus feeder; loading limits differ there.
test.each`
  parts          | kw     | largest
  ${"losses"}    | ${10}  | ${0.03}
  ${"losses"}    | ${50}  | ${0.14}
  ${"losses"}    | ${200} | ${0.61}
  ${"losses"}    | ${500} | ${1.9}
  ${"all parts"} | ${10}  | ${0.7}
  ${"all parts"} | ${50}  | ${4.5}
`("$kw kW on the 33-bus feeder, $parts: the error stays below $largest EUR/MWh", (row) => {
  const settings = row.parts === "losses" ? lossesOnly : allParts;
  const { network, path, cost, move } = platform(baranWu33(monitored), BARAN_WU_LOADS, settings);
  const before = cost();
  for (let seller = 1; seller < network.busCount; seller += 2) {
    for (let buyer = 2; buyer < network.busCount; buyer += 3) {
      if (seller === buyer) continue;
      move(seller, buyer, row.kw);
      const exact = ((cost() - before) / row.kw) * 1000;
      move(seller, buyer, -row.kw);
      const error = path.charge(seller, buyer, row.kw) / 1000 - exact;
      expect(Math.abs(error)).toBeLessThan(row.largest);
    }
  }
});

test("after trades were applied the charge is still that of the new state", () => {
  const feeder = baranWu33(monitored);
  const { network, path, cost, move } = platform(feeder, BARAN_WU_LOADS, allParts);
  const bus = (id: string) => network.busIndex.get(id)!;
  for (const [seller, buyer, kw] of [
    ["18", "2", 60],
    ["33", "25", 40],
    ["30", "22", 80],
    ["10", "14", 30],
  ] as const) {
    const before = cost();
    const charge = path.charge(bus(seller), bus(buyer), kw) / 1000;
    path.apply(bus(seller), bus(buyer), kw);
    move(bus(seller), bus(buyer), kw);
    const exact = ((cost() - before) / kw) * 1000;
    expect(Math.abs(charge - exact)).toBeLessThan(0.05 * Math.abs(exact) + 0.5);
  }
});

// Like the refined tariff itself, the shift leaves out how loads answer the new voltages; at the
// end of this feeder, at 0.91 pu, that is a quarter of the second order.
test("λ follows a trade: at every bus most of the change is there", () => {
  const feeder = baranWu33(monitored);
  const { network, nodeTariff, path, cost, move } = platform(feeder, BARAN_WU_LOADS, allParts);
  const [seller, buyer] = [network.busIndex.get("17")!, network.busIndex.get("24")!];
  const before = nodeTariff.lambda.slice();
  path.apply(seller, buyer, 50);
  move(seller, buyer, 50);
  cost();
  const change = nodeTariff.lambda.map((lambda, i) => lambda - before[i]!);
  const largest = Math.max(...change.map(Math.abs));
  expect(largest).toBeGreaterThan(5);
  for (let i = 1; i < before.length; i++) {
    const shifted = path.lambdaMicro[i]! / 1000 - before[i]!;
    expect(Math.abs(shifted - change[i]!)).toBeLessThan(0.4 * Math.abs(change[i]!) + 0.25);
  }
});

test("what trades are charged sums to what the network cost changes", () => {
  fc.assert(
    fc.property(randomNetwork, trades, ({ tables, loads }, drawn) => {
      const { network, path, cost, move } = platform(tables, loads, allParts);
      const before = cost();
      let charged = 0;
      let paid = 0;
      for (const { seller, buyer, kw } of drawn) {
        const s = seller % network.busCount;
        const b = buyer % network.busCount;
        const charge = path.charge(s, b, kw);
        charged += charge * kw * 1e-6;
        paid += Math.abs(charge) * kw * 1e-6;
        path.apply(s, b, kw);
        move(s, b, kw);
      }
      expect(Math.abs(charged - (cost() - before))).toBeLessThan(0.05 * paid + 1e-3);
    }),
    { numRuns: 60 },
  );
});

test("a trade in two halves costs what the whole costs", () => {
  fc.assert(
    fc.property(randomNetwork, trades, ({ tables, loads }, drawn) => {
      const { network, path } = platform(tables, loads, allParts);
      for (const { seller, buyer, kw } of drawn) {
        const s = seller % network.busCount;
        const b = buyer % network.busCount;
        const whole = path.charge(s, b, 2 * kw);
        const first = path.charge(s, b, kw);
        path.apply(s, b, kw);
        const second = path.charge(s, b, kw);
        path.apply(s, b, kw);
        expect(Math.abs(first + second - 2 * whole)).toBeLessThanOrEqual(2);
      }
    }),
  );
});

test("a trade and its reverse never earn money, and λ bounds every charge from below", () => {
  fc.assert(
    fc.property(randomNetwork, trades, ({ tables, loads }, drawn) => {
      const { network, path } = platform(tables, loads, allParts);
      for (const { seller, buyer, kw } of drawn) {
        const s = seller % network.busCount;
        const b = buyer % network.busCount;
        const charge = path.charge(s, b, kw);
        expect(Number.isInteger(charge)).toBe(true);
        expect(charge + path.charge(b, s, kw)).toBeGreaterThanOrEqual(0);
        const bound = path.lambdaMicro[s]! - path.lambdaMicro[b]! - TARIFF_SLACK_MICRO;
        expect(charge).toBeGreaterThanOrEqual(bound);
        path.apply(s, b, kw);
      }
    }),
  );
});

test("exact tariffs stay above λ_s − λ_b less the slack", () => {
  fc.assert(
    fc.property(randomNetwork, trades, ({ tables, loads }, drawn) => {
      const { network, path, cost, move } = platform(tables, loads, allParts);
      const before = cost();
      for (const { seller, buyer, kw } of drawn) {
        const s = seller % network.busCount;
        const b = buyer % network.busCount;
        move(s, b, kw);
        const exactMicro = ((cost() - before) / kw) * 1e6;
        move(s, b, -kw);
        const bound = path.lambdaMicro[s]! - path.lambdaMicro[b]! - TARIFF_SLACK_MICRO;
        expect(exactMicro).toBeGreaterThanOrEqual(bound);
      }
    }),
    { numRuns: 60 },
  );
});

test("trading at one bus is free and changes nothing", () => {
  const { path } = platform(baranWu33(monitored), BARAN_WU_LOADS, allParts);
  const before = path.lambdaMicro.slice();
  expect(path.charge(7, 7, 100)).toBe(0);
  path.apply(7, 7, 100);
  expect(path.lambdaMicro).toEqual(before);
  expect(path.driftMicro).toBe(0);
});

test("with the flow costs, against it earns; without losses and limits nothing is due", () => {
  const { network, path } = platform(baranWu33(), BARAN_WU_LOADS, lossesOnly);
  const bus = (id: string) => network.busIndex.get(id)!;
  expect(path.charge(bus("2"), bus("18"), 10)).toBeGreaterThan(0);
  expect(path.charge(bus("18"), bus("2"), 10)).toBeLessThan(0);
  const free = platform(baranWu33(), BARAN_WU_LOADS, lossesOnly, 0);
  expect(free.path.charge(bus("2"), bus("18"), 10)).toBe(0);
});

test("a trade that pushes a branch over its free loading pays, its reverse does not", () => {
  const tables = baranWu33({ branches: ["L30"] });
  const network = buildRadialNetwork(tables);
  const { pKw, qKvar } = gridLoads(network, BARAN_WU_LOADS);
  const powerFlow = new PowerFlow(network, { tolerancePu: 1e-12 });
  powerFlow.solve(pKw, qKvar);
  const [inside, outside] = [network.busIndex.get("31")!, network.busIndex.get("25")!];
  const branch = network.branchIndex.get("L30")!;
  const current = Math.hypot(
    powerFlow.branchCurrentRe[branch]!,
    powerFlow.branchCurrentIm[branch]!,
  );
  const loading = (network.sBaseKva * current) / network.ratedKva[branch]!;
  // Just below the limit, so that only a trade that loads the branch reaches it.
  const settings = {
    ...allParts,
    loadingFree: loading + 1e-4,
    voltageMicroEurPerKwh: 0,
  };
  const nodeTariff = new NodeTariff(network, settings);
  nodeTariff.compute(powerFlow, 0);
  const path = new PathTariff(network, settings);
  path.reset(powerFlow, nodeTariff, 0);
  expect(path.charge(inside, outside, 50)).toBe(0);
  const before = nodeTariff.cost();
  const charge = path.charge(outside, inside, 50);
  pKw[outside]! -= 50;
  pKw[inside]! += 50;
  powerFlow.solve(pKw, qKvar);
  nodeTariff.compute(powerFlow, 0);
  const exact = ((nodeTariff.cost() - before) / 50) * 1e6;
  expect(charge).toBeGreaterThan(100);
  expect(Math.abs(charge - exact)).toBeLessThan(0.2 * exact);
});

test("drift grows with what is applied until a refresh is due, and reset forgets all of it", () => {
  const feeder = baranWu33(monitored);
  const { powerFlow, nodeTariff, path } = platform(feeder, BARAN_WU_LOADS, allParts);
  const before = path.lambdaMicro.slice();
  const charge = path.charge(30, 20, 40);
  for (let trade = 0; !path.needsRefresh(); trade++) {
    expect(trade).toBeLessThan(1000);
    path.apply(30, 20, 1);
  }
  expect(path.lambdaMicro).not.toEqual(before);
  path.reset(powerFlow, nodeTariff, LOSS_PRICE);
  expect(path.needsRefresh()).toBe(false);
  expect(path.lambdaMicro).toEqual(before);
  expect(path.charge(30, 20, 40)).toBe(charge);
});
