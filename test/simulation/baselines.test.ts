import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { readManifest } from "#datasets/readDataset.ts";
import { agents } from "#datasets/tables/actors.ts";
import { activations, settlements } from "#datasets/tables/market.ts";
import { unitMeters } from "#datasets/tables/unitMeters.ts";
import { statementOf } from "#reports/statement/statementOf.ts";
import { runBinary } from "#test/cli/runBinary.ts";
import { rowsOf, run, runFolder, sumOf } from "#test/support/simulationRuns.ts";
import { workedScenario } from "#test/support/workedScenario.ts";

const folder = runFolder();
const noted = join(folder, "noted");
const plain = join(folder, "plain");
const results = join(folder, "results");
const DAYS = 2;
const UNITS = 2;
const TIMEOUT_MS = 300_000;

beforeAll(async () => {
  const scenario = {
    ...workedScenario(),
    calendar: { start: "2025-06-02", days: DAYS, spinUpDays: 5 },
  };
  await run({ scenario, variant: "1C", folder: noted, unitMeters: true });
  await run({ scenario, variant: "1C", folder: plain });
}, TIMEOUT_MS);

test("meters are noted for every unit and period, and agree with what was verified", () => {
  const rows = rowsOf(noted, unitMeters);
  expect(rows).toHaveLength(DAYS * 96 * UNITS);
  expect(new Set(rows.map(({ workingDay }) => workingDay))).toEqual(new Set([1]));
  const orders = rowsOf(noted, activations);
  expect(orders.length).toBeGreaterThan(5);
  const at = new Map(rows.map((row) => [`${row.unit}/${row.period}`, row]));
  for (const { unit, period, baselineWh, meteredWh, truthWh } of orders) {
    const row = at.get(`${unit}/${period}`)!;
    expect(row).toMatchObject({ nominatedWh: baselineWh, meteredWh, truthWh });
  }
});

test("what is noted changes nothing else", () => {
  const { tables: more } = readManifest(noted);
  const { tables } = readManifest(plain);
  expect(Object.keys(more).filter((name) => !(name in tables))).toEqual(["unitMeters"]);
  for (const [name, { sha256 }] of Object.entries(tables)) {
    expect(more[name]!.sha256, name).toBe(sha256);
  }
});

test("statements add up to the balances, for everyone", () => {
  const postings = rowsOf(noted, settlements);
  for (const { agent, uid, balanceMicroEur } of rowsOf(noted, agents)) {
    const { kinds, days, balanceMicroEur: found } = statementOf(noted, uid);
    const own = postings.filter(({ from, to }) => from === agent || to === agent);
    expect(found, uid).toBe(balanceMicroEur);
    expect(sumOf(kinds, (kind) => kind.receivedMicroEur - kind.paidMicroEur)).toBe(found);
    expect(sumOf(days, ({ netMicroEur }) => netMicroEur)).toBe(found);
    expect(days.flatMap(({ lines }) => lines)).toHaveLength(own.length);
  }
});

test("the program prints a statement, and knows who takes part", async () => {
  const account = rowsOf(noted, agents).find(({ kind }) => kind === "aggregator")!;
  const { exitCode, stderr, json } = await runBinary(["statement", noted, account.uid, "--json"], {
    results,
  });
  expect([exitCode, stderr]).toEqual([0, ""]);
  expect(json().at(-1)).toMatchObject({
    uid: account.uid,
    role: "aggregator",
    balanceMicroEur: account.balanceMicroEur,
    eurPerEth: 2500,
    balanceEth: account.balanceMicroEur / 1e6 / 2500,
  });
  const { stdout } = await runBinary(["statement", noted, account.uid], { results });
  expect(stdout).toMatch(/Balance -?\d+\.\d{6} EUR \(-?\d\.\d{9} ETH at 2500 EUR\)/);
  const unknown = await runBinary(["statement", noted, "nobody"], { results });
  expect([unknown.exitCode, unknown.stdout]).toEqual([2, ""]);
  expect(unknown.stderr).toContain('no participant "nobody"');
});

test("the program prints baselines where meters were noted, and else says how to note them", async () => {
  const table = await runBinary(["baselines", noted], { results });
  expect([table.exitCode, table.stderr]).toEqual([0, ""]);
  expect(table.stdout).toContain("others lack history");
  const without = await runBinary(["baselines", plain], { results });
  expect(without.exitCode).toBe(2);
  expect(without.stderr).toContain("--unit-meters");
});
