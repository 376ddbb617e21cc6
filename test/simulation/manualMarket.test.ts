import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { readManifest } from "#datasets/readDataset.ts";
import { trades } from "#datasets/tables/market.ts";
import { TAKEN } from "#engine/market/logs/eventLog.ts";
import { marketLogName } from "#sim/market/logs/marketLog.ts";
import { replayMarketLog } from "#sim/market/logs/replayMarketLog.ts";
import { pilotOver, rowsOf, run, runFolder, sumOf } from "#test/support/simulationRuns.ts";

const scenario = pilotOver({ start: "2025-01-20", days: 3, spinUpDays: 6 });
const root = runFolder();
const at = (name: string) => join(root, name);
const TIMEOUT_MS = 300_000;

const matched = (attention: number) => ({
  ...scenario,
  localMarket: { ...scenario.localMarket, manual: { attention, shown: 10 } },
});

beforeAll(async () => {
  const variant = "lem-dnut";
  await run({ scenario, variant, folder: at("automatic") });
  await run({ scenario: matched(0.7), variant, folder: at("manual"), marketLog: true });
  await run({ scenario: matched(0.7), variant, folder: at("again") });
  await run({ scenario: matched(0.05), variant, folder: at("rarely") });
}, TIMEOUT_MS);

const tradedMwh = (name: string) => readManifest(at(name)).indicators["tradedMwh"]!;

test("nothing trades but by a purchase of an order that rests, DNUT included", () => {
  for (const area of [0, 1]) {
    const path = join(at("manual"), marketLogName(area));
    let taken = 0;
    const report = replayMarketLog(path, {
      after({ market, event }) {
        if (event.kind === TAKEN) taken++;
        return market.trades.count === (event.kind === TAKEN ? 1 : 0) ? null : "another trade";
      },
    });
    expect(report.difference).toBeNull();
    expect(report.head.market.isManual).toBe(true);
    expect(taken).toBeGreaterThan(100);
  }
  const charged = rowsOf(at("manual"), trades).filter((row) => row.dnutMicroEurPerKwh !== 0);
  expect(charged.length).toBeGreaterThan(100);
});

test("customers trade where they look, and less where they seldom do", () => {
  expect(tradedMwh("manual")).toBeGreaterThan(tradedMwh("automatic") / 2);
  expect(tradedMwh("rarely")).toBeLessThan(tradedMwh("manual") / 1.5);
  expect(tradedMwh("rarely")).toBeGreaterThan(0);
});

test("the same seed looks at the same instants: the same bytes", () => {
  expect(readManifest(at("again")).hash).toBe(readManifest(at("manual")).hash);
  expect(readManifest(at("automatic")).hash).not.toBe(readManifest(at("manual")).hash);
});

test("what buyers pay for the network is what the grid gets", () => {
  const paid = sumOf(rowsOf(at("manual"), trades), (row) => row.energyWh * row.dnutMicroEurPerKwh);
  const { dnutRevenueEur } = readManifest(at("manual")).indicators;
  expect(dnutRevenueEur).toBeCloseTo(paid / 1e9, 6);
});
