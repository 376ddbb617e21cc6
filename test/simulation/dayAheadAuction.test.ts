import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { readManifest } from "#datasets/readDataset.ts";
import { dayAheadCalls } from "#datasets/tables/dayAheadCall.ts";
import { trades } from "#datasets/tables/market.ts";
import { CALL_ENDED, CALLED } from "#engine/market/logs/eventLog.ts";
import { marketLogName } from "#sim/market/logs/marketLog.ts";
import { replayMarketLog } from "#sim/market/logs/replayMarketLog.ts";
import { pilotOver, rowsOf, run, runFolder, sumOf } from "#test/support/simulationRuns.ts";

const scenario = pilotOver({ start: "2025-01-20", days: 3, spinUpDays: 6 });
const root = runFolder();
const at = (name: string) => join(root, name);
const TIMEOUT_MS = 300_000;

const opening = (dayAheadAuction: "uniform" | "payAsBid", byFeeder = false) => ({
  ...scenario,
  localMarket: { ...scenario.localMarket, dayAheadAuction, ...(byFeeder ? { byFeeder } : {}) },
});

beforeAll(async () => {
  const variant = "lem-dnut";
  await run({ scenario, variant, folder: at("continuous") });
  await run({ scenario: opening("uniform"), variant, folder: at("uniform"), marketLog: true });
  await run({ scenario: opening("uniform"), variant, folder: at("again") });
  await run({
    scenario: opening("payAsBid", true),
    variant,
    folder: at("feeders"),
    marketLog: true,
  });
}, TIMEOUT_MS);

const tradedMwh = (name: string) => readManifest(at(name)).indicators["tradedMwh"]!;

test("no order meets another while it is called, and the log leads to the same books", () => {
  for (const name of ["uniform", "feeders"]) {
    for (const area of [0, 1]) {
      const inCall = new Set<number | null>();
      let calls = 0;
      const report = replayMarketLog(join(at(name), marketLogName(area)), {
        after({ market, event, period }) {
          if (event.kind === CALLED) inCall.add(period);
          if (event.kind === CALL_ENDED) {
            calls++;
            inCall.delete(period);
          }
          return inCall.has(period) && market.trades.count > 0 ? "a trade within a call" : null;
        },
      });
      expect(report.difference).toBeNull();
      expect(calls).toBe(3 * 96);
    }
  }
});

test.each(["uniform", "feeders"])(
  "%s: the table of calls has the trades of their instant",
  (name) => {
    const calls = rowsOf(at(name), dayAheadCalls);
    const key = (row: { period: number; area: number; marketMinute: number }) =>
      `${row.period} ${row.area} ${row.marketMinute}`;
    const called = Map.groupBy(calls, key);
    const ofCalls = rowsOf(at(name), trades).filter((row) => called.has(key(row)));
    expect(ofCalls.length).toBeGreaterThan(200);
    for (const [at, rows] of Map.groupBy(ofCalls, key)) {
      expect(rows.length).toBe(sumOf(called.get(at)!, (row) => row.trades));
      const energyWh = sumOf(called.get(at)!, (row) => row.energyWh);
      expect(sumOf(rows, (row) => row.energyWh)).toBe(energyWh);
    }
    expect(ofCalls.length).toBe(sumOf(calls, (row) => row.trades));
    for (const { surplusEur, priceMicroEurPerKwh, trades: count } of calls) {
      expect(surplusEur).toBeGreaterThanOrEqual(0);
      expect(Number.isNaN(priceMicroEurPerKwh)).toBe(count === 0);
    }
  },
);

test("at one price what a seller gets and a buyer pays differs by bus alone", () => {
  // At the same instant the periods that are left of the day trade as orders come.
  const callOf = (row: { period: number; marketMinute: number }) =>
    `${row.period} ${row.marketMinute}`;
  const calls = new Set(rowsOf(at("uniform"), dayAheadCalls).map(callOf));
  const own = rowsOf(at("uniform"), trades).filter((row) => calls.has(callOf(row)));
  const book = (row: (typeof own)[number]) => `${row.area} ${row.period}`;
  for (const rows of Map.groupBy(own, book).values()) {
    const gets = Map.groupBy(rows, ({ seller }) => seller);
    for (const sales of gets.values()) {
      expect(new Set(sales.map((row) => row.priceMicroEurPerKwh)).size).toBe(1);
    }
    const pays = Map.groupBy(rows, ({ buyer }) => buyer);
    for (const purchases of pays.values()) {
      const prices = purchases.map((row) => row.priceMicroEurPerKwh + row.dnutMicroEurPerKwh);
      expect(new Set(prices).size).toBe(1);
    }
  }
});

test("an auction trades about as much as the hours that match as orders come", () => {
  expect(tradedMwh("uniform")).toBeGreaterThan(0.7 * tradedMwh("continuous"));
  expect(tradedMwh("uniform")).toBeLessThan(1.4 * tradedMwh("continuous"));
});

test("λ half way through a call charges what its trades cost the grid, to 0.3 EUR/MWh", () => {
  const { dnutRevenueEur, dnutWorkingCostEur } = readManifest(at("uniform")).indicators;
  const gap = Math.abs(dnutRevenueEur! - dnutWorkingCostEur!);
  expect(gap / tradedMwh("uniform")).toBeLessThan(0.3);
});

test("the same seed calls the same orders: the same bytes; without calls there is no table", () => {
  expect(readManifest(at("again")).hash).toBe(readManifest(at("uniform")).hash);
  expect(readManifest(at("continuous")).hash).not.toBe(readManifest(at("uniform")).hash);
  expect(readManifest(at("continuous")).tables).not.toHaveProperty("dayAheadCalls");
});
