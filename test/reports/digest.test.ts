import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { readTable } from "#datasets/readDataset.ts";
import { POSTING_KINDS } from "#datasets/words.ts";
import { balancesByKind } from "#reports/digest/balances.ts";
import { CONFLICT_CLASSES, type ConflictDigest } from "#reports/digest/conflictDigest.ts";
import { digestCongestion } from "#reports/digest/congestionDigest.ts";
import { durationCurve, durationShares } from "#reports/digest/durationCurve.ts";
import { groupFlows } from "#reports/digest/flowGroups.ts";
import { digestMoney, type MoneyFlow } from "#reports/digest/moneyDigest.ts";
import { type NetFlow, netFlows } from "#reports/digest/netFlows.ts";
import { digestRun } from "#reports/digest/runDigest.ts";
import { writeSyntheticRun } from "#test/reports/syntheticRun.ts";

const root = mkdtempSync(join(tmpdir(), "eflex-digest-"));
afterAll(() => rmSync(root, { recursive: true }));
const folder = writeSyntheticRun(root, { variant: "1C", seed: 5, days: 40 });

test("a duration curve runs from one end of the values to the other", () => {
  const values = Float64Array.from({ length: 101 }, (_, k) => (k * 37) % 101);
  const falling = durationCurve(values, "highest");
  expect([falling[0], falling.at(-1)]).toEqual([100, 0]);
  expect(durationCurve(values, "lowest")[0]).toBe(0);
  const quarter = durationShares.indexOf(0.25);
  expect(falling[quarter]).toBe(75);
});

test("area curves agree with a row by row reading", () => {
  const { areas } = digestRun(folder);
  const rows = readTable(folder, "areas").toArray();
  for (const [index, { transformerLoadingPercent, voltagePuMin }] of areas.entries()) {
    const own = rows.filter((row) => row["area"] === index);
    const loading = own.map((row) => row["transformerLoadingPercentMax"]);
    expect(transformerLoadingPercent[0]).toBe(Math.max(...loading));
    expect(transformerLoadingPercent.at(-1)).toBe(Math.min(...loading));
    expect(voltagePuMin[0]).toBe(Math.min(...own.map((row) => row["voltagePuMin"])));
  }
});

test("congestion is counted once a period, by local month and hour", () => {
  const areas = readTable(folder, "areas");
  const periods = readTable(folder, "periods");
  const expected = new Float64Array(12 * 24);
  const overloaded = new Set(
    areas.toArray().flatMap((row) => (row["loadingPercentMax"] > 100 ? [row["period"]] : [])),
  );
  for (const row of periods) {
    if (!overloaded.has(row["period"])) continue;
    const month = row["day"] < 31 ? 0 : 1;
    expected[month * 24 + Math.floor(row["minuteOfDay"] / 60)]! += 0.25;
  }
  const hours = digestCongestion(periods, areas, "2023-01-01");
  expect(overloaded.size).toBeGreaterThan(0);
  expect(hours.slice(0, 48)).toEqual(expected.slice(0, 48));
  expect(hours.slice(48).every(Number.isNaN)).toBe(true);
});

test("money agrees with a row by row reading, and balances to zero", () => {
  const settlements = readTable(folder, "settlements");
  const flows = digestMoney(settlements, readTable(folder, "agents"));
  let total = 0;
  for (const row of settlements) total += row["amountMicroEur"];
  expect(flows.reduce((sum, { amountEur }) => sum + amountEur, 0)).toBeCloseTo(total / 1e6, 6);
  const balances = [...balancesByKind(flows).values()];
  expect(balances.reduce((sum, balance) => sum + balance, 0)).toBeCloseTo(0, 6);
  expect(flows.find(({ posting }) => posting === "wholesale")).toMatchObject({
    from: "retailer",
    to: "dayAheadMarket",
  });
});

test("flows are netted between kinds, not within one, and point where more was paid", () => {
  const flow = (from: "dso" | "household", to: "dso" | "household", amountEur: number) =>
    ({ posting: "dnut", from, to, amountEur }) satisfies MoneyFlow;
  expect(
    netFlows([
      [flow("household", "dso", 3), flow("dso", "household", 5), flow("dso", "dso", 1)],
      [flow("household", "dso", 1)],
    ]),
  ).toEqual([
    { posting: "dnut", from: "dso", to: "household", amountsEur: [2, -1] },
    { posting: "dnut", from: "dso", to: "dso", amountsEur: [1, 0] },
  ]);
});

test("needs are added up by purpose", () => {
  const { needs } = digestRun(folder);
  let neededWh = 0;
  for (const row of readTable(folder, "periods")) neededWh += row["needDsoWh"];
  expect(needs[0]!.neededMwh).toBeCloseTo(neededWh / 1e6, 9);
  expect(needs[0]!.metMwh / needs[0]!.neededMwh).toBeCloseTo(0.78, 9);
});

test("deliveries agree with a row by row reading", () => {
  const { deliveries } = digestRun(folder);
  for (const { need, orderedMwh, servedMwh } of deliveries) {
    const own = readTable(folder, "activations")
      .toArray()
      .filter((row) => row["need"] === need);
    const sumMwh = (name: string) => own.reduce((sum, row) => sum + row[name], 0) / 1e6;
    expect(orderedMwh).toBeGreaterThan(0);
    expect(orderedMwh).toBeCloseTo(sumMwh("orderedWh"), 9);
    expect(servedMwh).toBeCloseTo(sumMwh("servedWh"), 9);
  }
});

test("conflicts agree with a row by row reading; those within the TSO stand apart", () => {
  const uncoordinated = writeSyntheticRun(root, { variant: "uncoordinated", seed: 5, days: 40 });
  const digest = digestRun(uncoordinated).conflicts;
  const rows = readTable(uncoordinated, "conflicts").toArray();
  for (const key of Object.keys(digest) as (keyof ConflictDigest)[]) {
    const [set, group] = key.split(" ");
    const own = rows.filter((row) => {
      const isWithin = row["pair"] === "TSO_CM/BAL";
      return row["set"] === set && (isWithin ? "withinTso" : row["kind"]) === group;
    });
    const { count, mwh, eur } = digest[key];
    expect(count).toBe(own.length);
    expect(mwh).toBeCloseTo(own.reduce((sum, row) => sum + row["overlapWh"], 0) / 1e6, 9);
    expect(eur).toBeCloseTo(own.reduce((sum, row) => sum + row["costMicroEur"], 0) / 1e6, 9);
  }
  expect(Object.keys(digest).length).toBe(3 * CONFLICT_CLASSES.length);
  for (const group of CONFLICT_CLASSES) expect(digest[`latent ${group}`].count).toBeGreaterThan(0);
});

test("small flows are judged within their group, and none is lost", () => {
  const flow = (posting: NetFlow["posting"], amountEur: number): NetFlow => ({
    posting,
    from: "dso",
    to: "aggregator",
    amountsEur: [0, amountEur],
  });
  const flows = [
    flow("retail", 300_000),
    flow("feedIn", 299),
    flow("penalty", -0.3),
    flow("reservation", 100),
    flow("activation", -250),
  ];
  const { groups, smaller } = groupFlows(flows);
  expect(groups.map(({ flows }) => flows.map(({ posting }) => posting))).toEqual([
    ["retail"],
    ["activation", "reservation", "penalty"],
  ]);
  expect(smaller.map(({ posting }) => posting)).toEqual(["feedIn"]);
});

test("every kind of posting has its group", () => {
  const flows = POSTING_KINDS.map(
    (posting): NetFlow => ({ posting, from: "tso", to: "dso", amountsEur: [1] }),
  );
  const { groups } = groupFlows(flows);
  expect(groups.flatMap((group) => group.flows).length).toBe(POSTING_KINDS.length);
});
