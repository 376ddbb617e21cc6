import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readTable } from "#datasets/readDataset.ts";
import { agents } from "#datasets/tables/actors.ts";
import { areas } from "#datasets/tables/grid.ts";
import { loadScenario } from "#scenarios/loadScenario.ts";
import type { RunResult } from "#sim/runRequest.ts";
import { simulate } from "#sim/simulate.ts";

// The shipped pilot is not a toy: what a year of it must show, and figures of the field that it
// has to stay inside (scenarios/pilot/SOURCES.md).

const scenario = loadScenario("pilot");
const folder = mkdtempSync(join(tmpdir(), "eflex-year-"));
const results = new Map<string, RunResult>();

async function year(variant: string): Promise<void> {
  const historyFile = join(folder, "history.json");
  writeFileSync(historyFile, JSON.stringify({ files: [] }));
  const result = await simulate(
    {
      scenario,
      variant,
      seed: scenario.seed,
      ledger: "memory",
      folder: join(folder, variant),
      force: false,
      twinFolder: variant === "no-market" ? null : join(folder, "no-market"),
      historyFile,
      referenceOptimum: false,
    },
    () => {},
  );
  results.set(variant, result);
}

const indicator = (variant: string, name: string) => results.get(variant)!.indicators[name]!;

beforeAll(async () => {
  await year("no-market");
  await year("1C");
}, 600_000);

afterAll(() => rmSync(folder, { recursive: true }));

test("without a market a station transformer is overloaded for some hundred hours", () => {
  expect(indicator("no-market", "overloadHours")).toBeGreaterThan(90);
  expect(indicator("no-market", "overloadHours")).toBeLessThan(400);
  expect(indicator("no-market", "transformerPeakPercent")).toBeGreaterThan(120);
});

test("PV lifts the voltage at noon above the band", () => {
  expect(indicator("no-market", "voltagePuMax")).toBeGreaterThan(1.1);
});

test("there are latent conflicts of each kind", () => {
  expect(indicator("no-market", "latentConflicts")).toBeGreaterThanOrEqual(100);
  expect(indicator("no-market", "latentSame")).toBeGreaterThan(0);
  expect(indicator("no-market", "latentOpposite")).toBeGreaterThan(0);
});

test("both operators activate", () => {
  expect(indicator("1C", "activationsDso")).toBeGreaterThanOrEqual(200);
  expect(indicator("1C", "activationsTso")).toBeGreaterThanOrEqual(200);
  expect(indicator("1C", "realisedDoubleActivations")).toBe(0);
});

test("the local market trades 2 to 30 % of consumption", () => {
  const share = indicator("1C", "tradedMwh") / indicator("1C", "deliveredMwh");
  expect(share).toBeGreaterThan(0.02);
  expect(share).toBeLessThan(0.3);
});

test("the corridor binds in 2 to 5 % of periods", () => {
  const share = indicator("no-market", "corridorOverloadHours") / 8760;
  expect(share).toBeGreaterThan(0.02);
  expect(share).toBeLessThan(0.05);
});

test("PV yields 1,200 to 1,400 kWh per kWp", () => {
  const kwp = scenario.areas.flatMap((a) => a.prosumers).reduce((sum, p) => sum + p.pvKwp, 0);
  const yieldKwh = (indicator("no-market", "pvMwh") * 1000) / kwp;
  expect(yieldKwh).toBeGreaterThan(1200);
  expect(yieldKwh).toBeLessThan(1400);
});

test("homes use what homes in Sofia use: 2,000 to 3,500 kWh without electric heat, up to twice with it", () => {
  const table = readTable(results.get("no-market")!.folder, agents);
  const mean = [0, 1].map((area) => {
    const rows = table
      .toArray()
      .filter((row) => row["kind"] === "household" && row["area"] === area)
      .map((row) => Number(row["consumptionWh"]) / 1000);
    return rows.reduce((sum, kwh) => sum + kwh, 0) / rows.length;
  });
  expect(mean[1]).toBeGreaterThan(2000);
  expect(mean[1]).toBeLessThan(3500);
  expect(mean[0]).toBeGreaterThan(3500);
  expect(mean[0]).toBeLessThan(7000);
});

test("losses of stations and below are 1 to 5 % of what is delivered", () => {
  expect(indicator("no-market", "lossesPerDeliveredPercent")).toBeGreaterThan(1);
  expect(indicator("no-market", "lossesPerDeliveredPercent")).toBeLessThan(5);
});

test("the 110/20 kV transformers peak at 70 to 95 %", () => {
  const table = readTable(results.get("no-market")!.folder, areas);
  const loading = table.getChild("mainLoadingPercent")!.toArray() as Float64Array;
  const area = table.getChild("area")!.toArray() as Int32Array;
  for (const index of [0, 1]) {
    let peak = 0;
    for (let i = 0; i < loading.length; i++)
      if (area[i] === index) peak = Math.max(peak, loading[i]!);
    expect(peak).toBeGreaterThan(70);
    expect(peak).toBeLessThan(95);
  }
});
