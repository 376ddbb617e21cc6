import fc from "fast-check";
import { expect, test } from "vitest";
import { ExactTariff } from "#engine/grid/exactTariff.ts";
import type { TariffSettings } from "#engine/grid/networkCost.ts";
import type { NetworkTables } from "#engine/grid/networkRecords.ts";
import { NodeTariff } from "#engine/grid/nodeTariff.ts";
import { PathTariff } from "#engine/grid/pathTariff.ts";
import { PowerFlow } from "#engine/grid/powerFlow.ts";
import { buildRadialNetwork, type RadialNetwork } from "#engine/grid/radialNetwork.ts";
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

interface Trade {
  readonly seller: number;
  readonly buyer: number;
  readonly kw: number;
}

const trades: fc.Arbitrary<Trade[]> = fc.array(
  fc.record({
    seller: fc.nat(1000),
    buyer: fc.nat(1000),
    kw: fc.double({ min: 0.5, max: 5, noNaN: true }),
  }),
  { minLength: 1, maxLength: 10 },
);

function opened(
  tables: NetworkTables,
  loads: RandomNetwork["loads"],
  settings = allParts,
  price = LOSS_PRICE,
): ExactTariff {
  const network = buildRadialNetwork(tables);
  const { pKw, qKvar } = gridLoads(network, loads);
  const tariff = new ExactTariff(network, settings);
  tariff.reset(pKw, qKvar, price);
  return tariff;
}

/** What a sequence of trades is charged, EUR/h. */
function chargeAll(tariff: ExactTariff, drawn: readonly Trade[]): number {
  let charged = 0;
  for (const { seller, buyer, kw } of drawn) {
    const [s, b] = [seller % tariff.network.busCount, buyer % tariff.network.busCount];
    charged += (tariff.charge(s, b, kw).total * kw) / 1000;
    tariff.apply(s, b, kw);
  }
  return charged;
}

test("exact tariffs add up to the change of the network cost, in whatever order trades come", () => {
  fc.assert(
    fc.property(randomNetwork, trades, ({ tables, loads }, drawn) => {
      const forth = opened(tables, loads);
      const before = forth.cost();
      const charged = chargeAll(forth, drawn);
      const scale = 1e-9 * Math.max(1, before);
      expect(Math.abs(charged - (forth.cost() - before))).toBeLessThan(scale);
      const back = opened(tables, loads);
      expect(Math.abs(chargeAll(back, [...drawn].reverse()) - charged)).toBeLessThan(scale);
    }),
    { numRuns: 60 },
  );
});

// The largest error of 2.5 on this feeder with all three parts is 4.5 EUR/MWh at 50 kW.
test("refined tariffs of a sequence add up to the same within the stated errors", () => {
  const feeder = baranWu33({ branches: ["L2", "L6", "L14", "L26"], buses: ["18", "33"] });
  const exact = opened(feeder, BARAN_WU_LOADS);
  const network = exact.network;
  const { pKw, qKvar } = gridLoads(network, BARAN_WU_LOADS);
  const powerFlow = new PowerFlow(network, { tolerancePu: 1e-12 });
  powerFlow.solve(pKw, qKvar);
  const nodeTariff = new NodeTariff(network, allParts);
  nodeTariff.compute(powerFlow, LOSS_PRICE);
  const before = exact.cost();
  fc.assert(
    fc.property(trades, (drawn) => {
      const refined = new PathTariff(network, allParts);
      refined.reset(powerFlow, nodeTariff, LOSS_PRICE);
      const real = new ExactTariff(network, allParts);
      real.reset(pKw, qKvar, LOSS_PRICE);
      let charged = 0;
      let tradedMwh = 0;
      for (const { seller, buyer, kw } of drawn) {
        const [s, b] = [seller % network.busCount, buyer % network.busCount];
        charged += refined.unroundedCharge(s, b, 10 * kw) * 10 * kw * 1e-6;
        refined.apply(s, b, 10 * kw);
        real.apply(s, b, 10 * kw);
        tradedMwh += (10 * kw) / 1000;
      }
      const error = Math.abs(charged - (real.cost() - before));
      expect(error).toBeLessThan(4.5 * tradedMwh * Math.max(1, tradedMwh / 0.05));
    }),
    { numRuns: 60 },
  );
});

/** Violations of convexity where power flows back stay below this, EUR/MWh at 10 kW (2.3). */
const SLACK = 0.71;

test("a trade and its reverse from the same state never earn money", () => {
  fc.assert(
    fc.property(randomNetwork, trades, ({ tables, loads }, drawn) => {
      const tariff = opened(tables, loads);
      for (const { seller, buyer, kw } of drawn) {
        const [s, b] = [seller % tariff.network.busCount, buyer % tariff.network.busCount];
        const both = tariff.charge(s, b, kw).total + tariff.charge(b, s, kw).total;
        expect(both).toBeGreaterThanOrEqual(-SLACK);
        const tiny = tariff.charge(s, b, 1e-3).total + tariff.charge(b, s, 1e-3).total;
        expect(Math.abs(tiny)).toBeLessThan(0.2);
      }
    }),
    { numRuns: 60 },
  );
});

test("the parts add up, and are those of the cost", () => {
  fc.assert(
    fc.property(randomNetwork, trades, ({ tables, loads }, [first]) => {
      const { seller, buyer, kw } = first!;
      const tariff = opened(tables, loads);
      const [s, b] = [seller % tariff.network.busCount, buyer % tariff.network.busCount];
      const { loss, congestion, voltage, total } = tariff.charge(s, b, kw);
      expect(loss + congestion + voltage).toBeCloseTo(total, 12);
      const only = (settings: Partial<TariffSettings>, price: number) =>
        opened(tables, loads, { ...allParts, ...settings }, price).charge(s, b, kw).total;
      const none = { congestionMicroEurPerKwh: 0, voltageMicroEurPerKwh: 0 };
      expect(only(none, LOSS_PRICE)).toBeCloseTo(loss, 6);
      expect(only({ voltageMicroEurPerKwh: 0 }, 0)).toBeCloseTo(congestion, 6);
      expect(only({ congestionMicroEurPerKwh: 0 }, 0)).toBeCloseTo(voltage, 6);
    }),
    { numRuns: 60 },
  );
});

test("without resistance and without active limits trading is free", () => {
  fc.assert(
    fc.property(randomNetwork, trades, ({ tables, loads }, drawn) => {
      const lossless = {
        ...tables,
        lineTypes: tables.lineTypes.map((type) => ({ ...type, rOhmPerKm: 0 })),
        transformerTypes: tables.transformerTypes.map((type) => ({
          ...type,
          shortCircuitResistivePercent: 0,
          noLoadKw: 0,
        })),
      };
      const wide = { ...allParts, loadingFree: 0.99, voltageMicroEurPerKwh: 0 };
      const watched = { ...lossless, monitoredBranches: [] };
      const tariff = opened(watched, loads, wide);
      const { pKw, qKvar } = gridLoads(tariff.network, loads);
      const powerFlow = new PowerFlow(tariff.network);
      powerFlow.solve(pKw, qKvar);
      const nodeTariff = new NodeTariff(tariff.network, wide);
      nodeTariff.compute(powerFlow, LOSS_PRICE);
      const path = new PathTariff(tariff.network, wide);
      path.reset(powerFlow, nodeTariff, LOSS_PRICE);
      for (const { seller, buyer, kw } of drawn) {
        const [s, b] = [seller % tariff.network.busCount, buyer % tariff.network.busCount];
        expect(Math.abs(tariff.charge(s, b, kw).total)).toBeLessThan(1e-6);
        expect(path.charge(s, b, kw)).toBe(0);
      }
    }),
    { numRuns: 60 },
  );
});

/** All loads turned the same way, active only. */
function oneWay({ tables, loads }: RandomNetwork, sign: 1 | -1): RandomNetwork {
  const turned = [...loads].map(
    ([id, [kw]]) => [id, [sign * (Math.abs(kw) + 5), 0] as const] as const,
  );
  return { tables, loads: new Map(turned) };
}

function ancestorOf({ parent }: RadialNetwork, bus: number, levels: number): number {
  for (let n = 0; n < levels && parent[bus]! >= 0; n++) bus = parent[bus]!;
  return bus;
}

test.each([
  ["consumption", 1],
  ["feed-in", -1],
] as const)("under %s a trade with the flow pays for losses, one against it is paid", (_, sign) => {
  fc.assert(
    fc.property(randomNetwork, fc.nat(1000), fc.integer({ min: 1, max: 5 }), (drawn, n, levels) => {
      const { tables, loads } = oneWay(drawn, sign);
      const tariff = opened(tables, loads);
      const below = 1 + (n % (tariff.network.busCount - 1));
      const above = ancestorOf(tariff.network, below, levels);
      const along = sign === 1 ? [above, below] : [below, above];
      const kw = 0.1;
      expect(tariff.charge(along[0]!, along[1]!, kw).loss).toBeGreaterThan(0);
      expect(tariff.charge(along[1]!, along[0]!, kw).loss).toBeLessThan(0);
    }),
  );
});

test("what a charge asks is not done", () => {
  const tariff = opened(baranWu33(), BARAN_WU_LOADS);
  const before = tariff.cost();
  const once = tariff.charge(5, 17, 0.3);
  expect(tariff.cost()).toBe(before);
  expect(tariff.charge(5, 17, 0.3)).toEqual(once);
});
