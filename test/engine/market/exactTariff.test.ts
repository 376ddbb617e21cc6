import { expect, test } from "vitest";
import type { TariffSettings } from "#engine/grid/networkCost.ts";
import { LocalMarket } from "#engine/market/localMarket.ts";
import { BID, OFFER, type Side } from "#engine/market/side.ts";
import { type TariffUpdate, UpdatingTariff } from "#engine/market/updatingTariff.ts";
import { KW_PER_WH, WorkingFeeder } from "#test/support/workingFeeder.ts";

const allParts: TariffSettings = {
  congestionMicroEurPerKwh: 200_000,
  loadingFree: 0.3,
  voltageMicroEurPerKwh: 100_000,
  voltageFreePu: 0.02,
  voltageFullPu: 0.1,
};
const lossesOnly = { ...allParts, congestionMicroEurPerKwh: 0, voltageMicroEurPerKwh: 0 };

/** Numbers below `below`, the same in every run. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 8) % below;
  };
}

// Largest errors of the refined tariff, as the tests of the tariff have them. A pair chosen by charges
// that are off by at most e has at most 2 e less surplus than the best one.
test.each`
  parts          | kw     | errorMicro
  ${"losses"}    | ${10}  | ${30}
  ${"losses"}    | ${50}  | ${140}
  ${"losses"}    | ${200} | ${610}
  ${"all parts"} | ${10}  | ${700}
  ${"all parts"} | ${50}  | ${4500}
`("$kw kW, $parts: matching by refined charges loses at most 2 × $errorMicro µEUR/kWh", (row) => {
  const { parts, kw, errorMicro } = row as { parts: string; kw: number; errorMicro: number };
  const feeder = new WorkingFeeder(parts === "losses" ? lossesOnly : allParts);
  const { busCount } = feeder.network;
  const draw = numbers(kw);
  const energyWh = kw / KW_PER_WH;
  let differing = 0;
  let worst = 0;
  for (let round = 0; round < 60; round++) {
    const tariff = new UpdatingTariff(feeder, { kind: "trades", every: 1 });
    const frozen = {
      lambdaMicro: tariff.lambdaMicro,
      epoch: round,
      slackMicro: tariff.slackMicro,
      charge: tariff.charge.bind(tariff),
      onTrade() {},
    };
    const market = new LocalMarket({ busCount, capacity: 40, networkMicroEurPerKwh: 0 });
    market.open(0);
    // One offer at a bus, prices close to each other: the charge decides.
    const offers = Array.from({ length: 12 }, (_, i) => ({
      bus: 1 + ((i * 5 + round) % (busCount - 1)),
      price: 50_000 + 100 * draw(60),
    }));
    for (const [i, { bus, price }] of offers.entries()) {
      market.submit(0, OFFER, i, bus, price, energyWh, frozen);
    }
    const buyer = 1 + draw(busCount - 1);
    market.submit(0, BID, 99, buyer, 1_500_000, energyWh, frozen);
    const allIn = (bus: number, price: number) =>
      price + (bus === buyer ? 0 : feeder.exactCharge(bus, buyer, energyWh));
    const best = Math.min(...offers.map(({ bus, price }) => allIn(bus, price)));
    const chosen = allIn(market.trades.sellerBus[0]!, market.trades.priceMicro[0]!);
    feeder.refresh();
    const loss = chosen - best;
    if (loss > 0) differing++;
    worst = Math.max(worst, loss);
  }
  expect(worst).toBeLessThanOrEqual(2 * errorMicro);
  console.info(`${parts}, ${kw} kW: worst ${worst.toFixed(1)} µEUR/kWh, ${differing} of 60 differ`);
});

test.each<{ rule: string; update: TariffUpdate; boundMicro: number }>([
  { rule: "every trade", update: { kind: "trades", every: 1 }, boundMicro: 700 },
  { rule: "every 10 trades", update: { kind: "trades", every: 10 }, boundMicro: 2000 },
  { rule: "a drift of 5 EUR/MWh", update: { kind: "drift", limitMicro: 5000 }, boundMicro: 2000 },
])("refreshed after $rule, DNUT revenue is the cost change of the working flows", (row) => {
  const feeder = new WorkingFeeder(allParts);
  const tariff = new UpdatingTariff(feeder, row.update);
  const { busCount } = feeder.network;
  const market = new LocalMarket({ busCount, capacity: 400, networkMicroEurPerKwh: 0 });
  market.open(0);
  const draw = numbers(7);
  const before = feeder.cost();
  for (let n = 0; n < 400; n++) {
    const side = draw(2) as Side;
    const price = (side === BID ? 600 : 400) * 100 + 100 * draw(100);
    market.submit(0, side, n, 1 + draw(busCount - 1), price, 250 * (1 + draw(40)), tariff);
  }
  const { trades } = market;
  let revenueMicroEur = 0;
  let energyWh = 0;
  for (let row = 0; row < trades.count; row++) {
    revenueMicroEur += (trades.dnutMicro[row]! * trades.energyWh[row]!) / 1000;
    energyWh += trades.energyWh[row]!;
  }
  const costMicroEur = (feeder.cost() - before) * 0.25 * 1e6;
  const gapMicro = ((revenueMicroEur - costMicroEur) * 1000) / energyWh;
  expect(trades.count).toBeGreaterThan(100);
  expect(Math.abs(gapMicro)).toBeLessThan(row.boundMicro);
  expect(tariff.refreshes).toBeGreaterThan(0);
  console.info(`${row.rule}: ${tariff.refreshes} refreshes, gap ${gapMicro.toFixed(1)} µEUR/kWh`);
});

test("the rule says when the grid is asked, and its λ only counts from then on", () => {
  const asked: string[] = [];
  const grid = {
    lambdaMicro: Int32Array.of(0, 0),
    slackMicro: 0,
    charge: () => 0,
    apply: () => false,
    driftMicro: 0,
    refresh() {
      asked.push("refresh");
    },
  };
  const third = new UpdatingTariff(grid, { kind: "trades", every: 3 });
  const epochs = Array.from({ length: 7 }, () => {
    third.onTrade(0, 1, 1);
    return third.epoch;
  });
  expect(epochs).toEqual([0, 0, 1, 1, 1, 2, 2]);
  expect(asked).toHaveLength(2);
  const byDrift = new UpdatingTariff(grid, { kind: "drift", limitMicro: 10 });
  byDrift.onTrade(0, 1, 1);
  grid.driftMicro = 11;
  byDrift.onTrade(0, 1, 1);
  expect([byDrift.refreshes, byDrift.epoch]).toEqual([1, 1]);
  expect(() => new UpdatingTariff(grid, { kind: "trades", every: 0 })).toThrow();
});
