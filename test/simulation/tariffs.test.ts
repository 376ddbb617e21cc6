import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { readManifest } from "#datasets/readDataset.ts";
import { areas } from "#datasets/tables/grid.ts";
import { settlements, trades } from "#datasets/tables/market.ts";
import { networkCosts } from "#datasets/tables/networkCost.ts";
import type { AvailabilityPrice } from "#engine/market/availability.ts";
import { BID, OFFER } from "#engine/market/side.ts";
import { pilotOver, rowsOf, run, runFolder, sumOf } from "#test/support/simulationRuns.ts";

/** Eight winter days, of which the last five are lived under what the first three have taught. */
const scenario = pilotOver({ start: "2025-01-20", days: 8, spinUpDays: 8 });
const folder = runFolder();
const at = (variant: string) => join(folder, variant);
const TIMEOUT_MS = 300_000;
const kinds = ["lem-none", "lem-flat", "lem-time-of-use", "lem-dnut", "lem-dnut-residual"];
const F0 = scenario.prices.retail.networkMicroEurPerKwh;

beforeAll(async () => {
  for (const variant of ["no-market", ...kinds]) {
    const twinFolder = variant === "no-market" ? null : at("no-market");
    await run({ scenario, variant, folder: at(variant), twinFolder, networkCost: true });
  }
}, TIMEOUT_MS);

const indicator = (variant: string, name: string) => readManifest(at(variant)).indicators[name]!;
const eurOf = (variant: string, kind: string) =>
  sumOf(rowsOf(at(variant), settlements), (row) =>
    (row.kind as string) === kind ? row.amountMicroEur / 1e6 : 0,
  );

test.each(kinds)("%s: the same world, and customers trade in it", (variant) => {
  expect(readManifest(at(variant)).assumptions.at(-1)).toBe(
    readManifest(at("no-market")).assumptions.at(-1),
  );
  expect(rowsOf(at(variant), trades).length).toBeGreaterThan(100);
});

test.each([
  ["lem-none", [0], false, false],
  ["lem-flat", [F0], false, false],
  ["lem-time-of-use", [0.75 * F0, 1.5 * F0], false, false],
  ["lem-dnut", [F0], true, false],
  ["lem-dnut-residual", [F0], true, true],
] as const)(
  "%s: trades pay f0 of %j; DNUT %s, on the residual %s",
  (variant, f0, dnut, residual) => {
    const rows = rowsOf(at(variant), trades);
    const seen = new Set(rows.map(({ networkMicroEurPerKwh }) => networkMicroEurPerKwh));
    expect([...seen].sort((a, b) => a - b)).toEqual(f0);
    expect(rows.some(({ dnutMicroEurPerKwh }) => dnutMicroEurPerKwh !== 0)).toBe(dnut);
    expect(eurOf(variant, "dnut") > 0).toBe(dnut);
    expect(eurOf(variant, "residualTariff") > 0).toBe(residual);
  },
);

test.each(kinds)("%s: money is conserved, and energy: what trades sell they buy", (variant) => {
  const balances = new Map<number, number>();
  for (const { from, to, amountMicroEur } of rowsOf(at(variant), settlements)) {
    balances.set(from, (balances.get(from) ?? 0) - amountMicroEur);
    balances.set(to, (balances.get(to) ?? 0) + amountMicroEur);
  }
  expect(sumOf([...balances.values()], (balance) => balance)).toBe(0);
  for (const row of rowsOf(at(variant), areas)) {
    const { netWh, backgroundWh, lossesWh, mediumVoltageLossesWh, importWh } = row;
    const inAll = netWh + backgroundWh + lossesWh + mediumVoltageLossesWh;
    expect(Math.abs(importWh - inAll)).toBeLessThan(1);
  }
});

test("charged on the residual too, the tariff moves consumption out of the hours it is made for", () => {
  const [before, after] = ["lem-dnut", "lem-dnut-residual"];
  expect(indicator(after, "overloadMvah")).toBeLessThan(0.9 * indicator(before, "overloadMvah"));
  const congestion = (variant: string) =>
    sumOf(rowsOf(at(variant), networkCosts), ({ congestionEur }) => congestionEur);
  expect(congestion(after)).toBeLessThan(0.95 * congestion(before));

  // Where areas were overloaded without the charge, once customers had learnt it, they take less.
  const rows = rowsOf(at(before), areas);
  const hot = rows.map(({ period, overloadKva }) => period >= 3 * 96 && overloadKva > 0);
  const takenWh = (variant: string) =>
    sumOf(
      rowsOf(at(variant), areas).filter((_, index) => hot[index]),
      ({ netWh }) => netWh,
    );
  expect(hot.filter(Boolean).length).toBeGreaterThan(4);
  expect(takenWh(after)).toBeLessThan(0.99 * takenWh(before));
});

test("what real flows cost is noted beside the tariff, and changes nothing else", async () => {
  const rows = rowsOf(at("lem-dnut"), networkCosts);
  expect(rows).toHaveLength(8 * 96 * scenario.areas.length);
  for (const { lossEur, congestionEur, voltageEur } of rows) {
    expect(lossEur).toBeGreaterThan(0);
    expect(Math.min(congestionEur, voltageEur)).toBeGreaterThanOrEqual(0);
  }
  const plain = join(folder, "plain");
  await run({ scenario, variant: "lem-dnut", folder: plain, twinFolder: at("no-market") });
  const { tables: noted } = readManifest(at("lem-dnut"));
  const { tables } = readManifest(plain);
  expect(Object.keys(noted).filter((name) => !(name in tables))).toEqual(["networkCosts"]);
  for (const [name, { sha256 }] of Object.entries(tables)) {
    expect(noted[name]!.sha256, name).toBe(sha256);
  }
});

test("at any instant a customer may see its availability prices, and nobody trades by it", async () => {
  const short = pilotOver({ start: "2025-05-10", days: 2, spinUpDays: 4 });
  const seen: AvailabilityPrice[][] = [];
  const plain = join(folder, "unseen");
  const looked = join(folder, "seen");
  const quiet = await run({ scenario: short, variant: "lem-dnut", folder: plain });
  const watched = await run(
    { scenario: short, variant: "lem-dnut", folder: looked },
    {
      onInstant({ community, world }, now, markets) {
        const { firstRun, endRun, minuteOfDay } = world.calendar;
        if (markets === null || minuteOfDay[now]! % 120 !== 15) return;
        for (
          let period = Math.max(now + 9, firstRun);
          period < Math.min(now + 50, endRun);
          period += 5
        ) {
          for (const customer of community.prosumers.slice(0, 12)) {
            seen.push(markets.availability(customer, period, now, BID));
            const bids = markets.availability(customer, period, now, OFFER);
            expect(bids).toEqual(bids.toSorted((a, b) => b.allInMicro - a.allInMicro));
          }
        }
      },
    },
  );
  expect(watched.hash).toBe(quiet.hash);
  const prices = seen.flat();
  expect(prices.length).toBeGreaterThan(200);
  expect(prices.some(({ dnutMicro }) => dnutMicro !== 0)).toBe(true);
  for (const list of seen) {
    expect(list).toEqual(list.toSorted((a, b) => a.allInMicro - b.allInMicro));
  }
  for (const { allInMicro, priceMicro, dnutMicro } of prices) {
    expect(allInMicro).toBe(priceMicro + dnutMicro + F0);
  }
});
