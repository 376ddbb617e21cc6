import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { readManifest } from "#datasets/readDataset.ts";
import { agents } from "#datasets/tables/actors.ts";
import { areas, periods } from "#datasets/tables/grid.ts";
import {
  activations,
  claims,
  conflicts,
  needs,
  offers,
  settlements,
  trades,
} from "#datasets/tables/market.ts";
import type { PostingKind } from "#datasets/words.ts";
import {
  pilotOver,
  type Row,
  rowsOf,
  run,
  runFolder,
  sumOf,
  writeEveningHistory,
} from "#test/support/simulationRuns.ts";

/** Ten winter days of the pilot, with twice the TSO's needs so that the operators do meet. */
const pilot = pilotOver({ start: "2025-01-20", days: 10, spinUpDays: 10 });
const { needScale } = pilot.transmission;
const scenario = { ...pilot, transmission: { ...pilot.transmission, needScale: 2 * needScale } };

const folder = runFolder();
const at = (variant: string) => join(folder, variant);
const number = (variant: string, name: string) => readManifest(at(variant)).indicators[name] ?? 0;
const TIMEOUT_MS = 300_000;
const coordinated = ["1C", "2A"];
const active = ["uncoordinated", ...coordinated];
const variants = ["no-market", "lem-dnut", ...active];

beforeAll(async () => {
  const historyFile = writeEveningHistory(folder, scenario.areas.length);
  for (const variant of variants) {
    const twinFolder = variant === "no-market" ? null : at("no-market");
    await run({ scenario, variant, folder: at(variant), twinFolder, historyFile });
  }
}, TIMEOUT_MS);

test("without a market nobody trades, claims or is activated, but operators have needs", () => {
  for (const table of [trades, claims, activations]) {
    expect(rowsOf(at("no-market"), table)).toEqual([]);
  }
  const bought = ["activatedMwh", "costDsoEur", "costTsoEur", "reservationEur"];
  for (const name of ["tradedMwh", "linkedSales", "repairOrders", ...bought]) {
    expect(number("no-market", name), name).toBe(0);
  }
  expect(number("no-market", "overloadHours")).toBeGreaterThan(1);
  expect(number("no-market", "needDsoMwh")).toBeGreaterThan(0);
  expect(number("no-market", "needTsoMwh")).toBeGreaterThan(0);
});

test("with the local market alone customers trade and no operator buys", () => {
  expect(rowsOf(at("lem-dnut"), trades).length).toBeGreaterThan(100);
  for (const table of [claims, activations]) expect(rowsOf(at("lem-dnut"), table)).toEqual([]);
});

test.each(["lem-dnut", ...active])("%s: sales that waited and repairs are counted", (variant) => {
  const [sent, arrived, ended] = ["linkedSales", "linkedSalesArrived", "linkedSalesEnded"].map(
    (name) => number(variant, name),
  ) as [number, number, number];
  expect(ended).toBeGreaterThan(0);
  expect(arrived + ended).toBeLessThanOrEqual(sent);
  if (arrived === 0) expect(number(variant, "linkedSalesMwh")).toBe(0);
  const { deadBandWh } = scenario.localMarket;
  const repairs = number(variant, "repairOrders");
  expect(repairs).toBeGreaterThan(0);
  expect(number(variant, "repairOrdersMwh")).toBeGreaterThanOrEqual((repairs * deadBandWh) / 1e6);
});

test("operators without coordination activate twice, with a scheme never", () => {
  expect(number("uncoordinated", "realisedDoubleActivations")).toBeGreaterThan(0);
  for (const variant of coordinated) {
    expect(number(variant, "latentConflicts"), variant).toBeGreaterThan(0);
    expect(number(variant, "realisedDoubleActivations"), variant).toBe(0);
  }
});

test("all variants live in one world, and their twin has the same latent conflicts", () => {
  const world = readManifest(at("no-market")).assumptions.at(-1);
  const twin = number("no-market", "latentConflicts");
  expect(twin).toBeGreaterThan(0);
  const exogenous = rowsOf(at("no-market"), periods).map(outside);
  for (const variant of variants) {
    expect(readManifest(at(variant)).assumptions.at(-1)).toBe(world);
    expect(number(variant, "latentConflictsTwin"), variant).toBe(twin);
    expect(rowsOf(at(variant), periods).map(outside), variant).toEqual(exogenous);
  }
});

/** What no variant may change. */
function outside(row: Row<typeof periods>) {
  const { temperatureC, ghiWPerM2, dayAheadMicroEurPerKwh, systemImbalanceKw } = row;
  return { temperatureC, ghiWPerM2, dayAheadMicroEurPerKwh, systemImbalanceKw };
}

/** How many of `one` are not in `other`. */
function without(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  return [...one].filter((key) => !other.has(key)).length;
}

test.each(["no-market", "lem-dnut"])(
  "%s: conflicts are latent, and nothing prevents them",
  (name) => {
    const rows = rowsOf(at(name), conflicts);
    expect(new Set(rows.map(({ set }) => set))).toEqual(new Set(["latent"]));
    expect(readManifest(at(name)).indicators).toMatchObject({
      latentConflicts: rows.filter(({ pair }) => pair !== "TSO_CM/BAL").length,
      attemptedConflicts: 0,
      realisedDoubleActivations: 0,
      avoidedDoubleActivations: 0,
    });
  },
);

test.each(active)("%s: sets of conflicts add up to the indicators", (variant) => {
  const rows = rowsOf(at(variant), conflicts).filter(({ pair }) => pair !== "TSO_CM/BAL");
  const keys = (set: string) =>
    new Set(
      rows
        .filter((row) => row.set === set)
        .map(({ period, unit, pair }) => `${period}/${unit}/${pair}`),
    );
  const latent = keys("latent");
  const attempted = keys("attempted");
  const realised = keys("realised");
  const prevented = without(latent, attempted);
  const avoided = without(attempted, realised);
  expect(without(realised, attempted)).toBe(0);
  expect(readManifest(at(variant)).indicators).toMatchObject({
    latentConflicts: latent.size,
    attemptedConflicts: attempted.size,
    realisedDoubleActivations: realised.size,
    preventedByDesign: prevented,
    avoidedAtClaim: avoided,
    inducedConflicts: without(attempted, latent),
    avoidedDoubleActivations: prevented + avoided,
  });
  const energyWh = sumOf(
    rows.filter(({ set }) => set === "realised"),
    (row) => row.overlapWh,
  );
  expect(number(variant, "realisedConflictsMwh")).toBeCloseTo(energyWh / 1e6, 9);
});

test.each(active)("%s: what was ordered is what was granted, at the price offered", (variant) => {
  type Key = { period: number; unit: number; need: string; direction: string };
  const keyOf = ({ period, unit, need, direction }: Key) =>
    `${period}/${unit}/${need}/${direction}`;
  const granted = new Map<string, number>();
  for (const claim of rowsOf(at(variant), claims)) {
    if (claim.grantedWh === 0) continue;
    granted.set(keyOf(claim), (granted.get(keyOf(claim)) ?? 0) + claim.grantedWh);
  }
  // What was reserved of an offer and the rest are two orders.
  const ordered = new Map<string, number>();
  const prices = new Set<string>();
  for (const row of rowsOf(at(variant), activations)) {
    ordered.set(keyOf(row), (ordered.get(keyOf(row)) ?? 0) + row.orderedWh);
    const key = `${keyOf(row)}/${row.priceMicroEurPerKwh}`;
    expect(prices).not.toContain(key);
    prices.add(key);
  }
  expect(ordered.size).toBeGreaterThan(0);
  expect(ordered).toEqual(granted);

  const asked = new Map(
    rowsOf(at(variant), offers).map((row) => [
      `${row.period}/${row.unit}/${row.direction}`,
      [row.priceMicroEurPerKwh, row.agreedMicroEurPerKwh],
    ]),
  );
  for (const row of rowsOf(at(variant), activations)) {
    const key = `${row.period}/${row.unit}/${row.direction}`;
    expect(asked.get(key), key).toContain(row.priceMicroEurPerKwh);
  }
});

test.each(active)("%s: nobody claims more of an offer than it holds in one ledger", (variant) => {
  const granted = new Map<string, { offeredWh: number; grantedWh: number }>();
  for (const { period, unit, direction, ledger, offeredWh, grantedWh } of rowsOf(
    at(variant),
    claims,
  )) {
    const key = `${ledger}/${period}/${unit}/${direction}`;
    const before = granted.get(key)?.grantedWh ?? 0;
    granted.set(key, { offeredWh, grantedWh: before + grantedWh });
  }
  for (const [key, { offeredWh, grantedWh }] of granted) {
    expect(grantedWh, key).toBeLessThanOrEqual(offeredWh);
  }
});

test.each(variants)("%s: every amount has two ends, and balances follow from them", (variant) => {
  const balances = new Map<number, number>();
  const days = new Set<number>();
  for (const { day, from, to, amountMicroEur } of rowsOf(at(variant), settlements)) {
    expect(Number.isInteger(amountMicroEur) && amountMicroEur > 0).toBe(true);
    balances.set(from, (balances.get(from) ?? 0) - amountMicroEur);
    balances.set(to, (balances.get(to) ?? 0) + amountMicroEur);
    days.add(day);
  }
  expect(days.size).toBe(scenario.calendar.days);
  expect(sumOf([...balances.values()], (balance) => balance)).toBe(0);
  for (const { agent, balanceMicroEur } of rowsOf(at(variant), agents)) {
    expect(balanceMicroEur).toBe(balances.get(agent) ?? 0);
  }
});

test.each(variants)("%s: the sums of the tables are the indicators", (variant) => {
  const grid = rowsOf(at(variant), areas);
  const needRows = rowsOf(at(variant), needs);
  const orders = rowsOf(at(variant), activations);
  const needWh = (isDso: boolean) =>
    sumOf(
      needRows.filter(({ need }) => (need === "DSO_CM") === isDso),
      ({ quantityWh }) => quantityWh,
    );
  const mwh: Record<string, number> = {
    lossesMwh: sumOf(grid, (row) => row.lossesWh),
    mediumVoltageLossesMwh: sumOf(grid, (row) => row.mediumVoltageLossesWh),
    mainLossesMwh: sumOf(grid, (row) => row.mainLossesWh),
    deliveredMwh: sumOf(grid, (row) => row.consumptionWh),
    pvMwh: sumOf(grid, (row) => row.pvWh),
    movedEnergyMwh: sumOf(grid, (row) => row.movedWh),
    tradedMwh: sumOf(rowsOf(at(variant), trades), (row) => row.energyWh),
    activatedMwh: sumOf(orders, (row) => row.orderedWh),
    deliveredFlexMwh: sumOf(orders, (row) => row.paidWh),
    needDsoMwh: needWh(true),
    needTsoMwh: needWh(false),
  };
  for (const [name, wh] of Object.entries(mwh)) {
    expect(number(variant, name), name).toBeCloseTo(wh / 1e6, 8);
  }
  expect(number(variant, "tradedMwh")).toBeCloseTo(sumOf(grid, (row) => row.tradedWh) / 1e6, 8);
  expect(number(variant, "overloadMvah")).toBeCloseTo(
    sumOf(grid, (row) => row.overloadKva) / 4e3,
    8,
  );
});

test.each(active)("%s: what operators pay is what units earn", (variant) => {
  const rows = rowsOf(at(variant), settlements);
  const accounts = rowsOf(at(variant), agents);
  const kindOf = (agent: number) => accounts[agent]!.kind;
  /** Paid by one kind of account to another for something, less what flows back, EUR. */
  const eur = (kind: PostingKind, from: string, to: string) =>
    sumOf(rows, (row) => {
      if (row.kind !== kind) return 0;
      const ends = `${kindOf(row.from)}/${kindOf(row.to)}`;
      if (ends === `${from}/${to}`) return row.amountMicroEur / 1e6;
      return ends === `${to}/${from}` ? -row.amountMicroEur / 1e6 : 0;
    });
  const orders = rowsOf(at(variant), activations);
  const paidEur = sumOf(orders, (row) => row.paidMicroEur) / 1e6;
  const penaltyEur = sumOf(orders, (row) => row.penaltyMicroEur) / 1e6;
  const activation =
    eur("activation", "dso", "aggregator") + eur("activation", "tso", "aggregator");
  const penalty = eur("penalty", "aggregator", "dso") + eur("penalty", "aggregator", "tso");
  expect(activation).toBeCloseTo(paidEur, 6);
  expect(penalty).toBeCloseTo(penaltyEur, 6);

  const ownersEur = sumOf(
    orders,
    (row) => Math.floor(scenario.flexibility.ownerShare * row.paidMicroEur) / 1e6,
  );
  const owners =
    eur("ownerShare", "aggregator", "household") + eur("ownerShare", "aggregator", "office");
  expect(owners).toBeCloseTo(ownersEur, 6);

  const costOf = (operator: string) =>
    sumOf(rows, ({ kind, from, to, amountMicroEur }) => {
      if (!["reservation", "activation", "penalty", "rebalancing"].includes(kind)) return 0;
      const paid = kindOf(from) === operator ? amountMicroEur : 0;
      return (paid - (kindOf(to) === operator ? amountMicroEur : 0)) / 1e6;
    });
  expect(number(variant, "costDsoEur")).toBeCloseTo(costOf("dso"), 6);
  expect(number(variant, "costTsoEur")).toBeCloseTo(costOf("tso"), 6);
  expect(number(variant, "reservationEur")).toBeGreaterThan(0);
});
