import { existsSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { readManifest, verifyDataset } from "#datasets/readDataset.ts";
import { activations, claims, conflicts, offers } from "#datasets/tables/market.ts";
import { assert } from "#engine/assert.ts";
import { type AuditReport, auditChainLog, type RebuiltDay } from "#sim/audit/auditChainLog.ts";
import type { DecidedClaim } from "#sim/audit/decidedClaims.ts";
import type { ClaimRecord } from "#sim/ledger/ledgerPort.ts";
import { decided, type LogLine, readLog, writeLog } from "#test/support/chainLog.ts";
import { pilotOver, type Row, rowsOf, run, runFolder } from "#test/support/simulationRuns.ts";

const folder = runFolder();
const NEEDS = ["DSO_CM", "TSO_CM", "BAL"];
const DIRECTIONS = ["up", "down"];
const RUNS_MS = 300_000;
const DAY_MINUTES = 24 * 60;
const LOG = "chain-log.jsonl";
const scenario = pilotOver({ start: "2025-01-10", days: 2, spinUpDays: 10 });

interface Audited {
  readonly at: string;
  readonly report: AuditReport;
  readonly days: readonly RebuiltDay[];
}

async function runAndAudit(variant: string, some = scenario): Promise<Audited> {
  const at = join(folder, variant);
  await run({ scenario: some, variant, ledger: "hardhat", folder: at });
  const days: RebuiltDay[] = [];
  return { at, days, report: auditChainLog(join(at, LOG), (day) => days.push(day)) };
}

let uncoordinated: Audited;
let coordinated: Audited;
beforeAll(async () => {
  uncoordinated = await runAndAudit("uncoordinated");
  coordinated = await runAndAudit("1C");
}, RUNS_MS);

const doubleOf = ({ findings }: AuditReport) =>
  findings.filter(({ check }) => check === "doubleActivation");

/** Claims of a table and of a chain in the same words; the chain counts market time from a day before. */
function claimRow(row: Row<typeof claims>): string {
  const { ledger, period, marketMinute, need, area, unit, direction } = row;
  const energies = [row.offeredWh, row.requestedWh, row.grantedWh, row.conflict];
  return [ledger, period, marketMinute, need, area, unit, direction, ...energies].join(" ");
}

function chainRow(claim: DecidedClaim): string {
  const { ledger, period, unit, offeredWh, requestedWh, grantedWh } = claim;
  const minute = claim.marketMinute - DAY_MINUTES;
  const words = [NEEDS[claim.need], claim.operator - 1, unit, DIRECTIONS[claim.direction]];
  const conflict = ["none", "same", "opposite"][claim.conflict];
  return [ledger, period, minute, ...words, offeredWh, requestedWh, grantedWh, conflict].join(" ");
}

/** What one operator ordered of a unit for a need: `period unit need direction`, and the energy. */
function ordersOf(days: readonly RebuiltDay[]): Map<string, number> {
  const orders = new Map<string, number>();
  for (const { period, unit, need, direction, operator, grantedWh } of days.flatMap(
    (day) => day.claims,
  )) {
    if (grantedWh === 0) continue;
    const key = [period, unit, NEEDS[need], DIRECTIONS[direction], operator].join(" ");
    orders.set(key, (orders.get(key) ?? 0) + grantedWh);
  }
  return orders;
}

function expectSameAsTables({ at, days }: Audited): void {
  const onChain = days.flatMap((day) => day.claims);
  const inTable = rowsOf(at, claims);
  expect(onChain.map(chainRow).sort()).toEqual(inTable.map(claimRow).sort());
  // An operator is known by who pays; schemes that share costs may name another.
  const ordered = [...ordersOf(days)].map(([key, energyWh]) => {
    return [...key.split(" ").slice(0, 4), energyWh].join(" ");
  });
  const activated = rowsOf(at, activations).map(({ period, unit, need, direction, orderedWh }) =>
    [period, unit, need, direction, orderedWh].join(" "),
  );
  expect(activated.length).toBeGreaterThan(0);
  expect(ordered.sort()).toEqual(activated.sort());
}

test("without coordination an audit finds the realised double activations, all and no other", () => {
  const { at, report } = uncoordinated;
  const realised = rowsOf(at, conflicts).filter(
    ({ set, pair }) => set === "realised" && pair !== "TSO_CM/BAL",
  );
  const expected = realised.map(({ period, unit, pair, kind, overlapWh }) => {
    return { period, unit, pair, kind, energyWh: overlapWh };
  });
  const found = report.findings.map(({ period, unit, needs, kind, energyWh }) => {
    return { period, unit, pair: needs.map((need) => NEEDS[need]).join("/"), kind, energyWh };
  });
  expect(found).toEqual(expected);
  expect(new Set(found.map(({ kind }) => kind))).toEqual(new Set(["same", "opposite"]));
  expect(doubleOf(report)).toHaveLength(report.findings.length);
});

test("each claim and each activation on chain is a row of the dataset", () => {
  expectSameAsTables(uncoordinated);
});

test("lists rebuilt from the chain hold offers of the dataset, as far as they stood on the list", () => {
  const { at, days } = uncoordinated;
  const table = new Map(
    rowsOf(at, offers).map((row) => [`${row.period} ${row.unit} ${row.direction}`, row]),
  );
  const lists = days.flatMap((day) => day.lists);
  for (const { period, need, offers: listed } of lists) {
    for (const { unit, direction, quantityWh, priceMicro } of listed) {
      const row = table.get(`${period} ${unit} ${DIRECTIONS[direction]}`)!;
      const onList = [row.onDsoList, row.onTsoList, row.onBalList][need];
      expect(priceMicro).toBe(row.priceMicroEurPerKwh);
      expect(quantityWh).toBeGreaterThan(0);
      expect(quantityWh).toBeLessThanOrEqual(onList!);
    }
  }
  // A DSO looks first and nobody was there before: it sees all that stands on its list in its area.
  const ofDso = lists.filter(({ need }) => need === 0);
  expect(ofDso.length).toBeGreaterThan(10);
  for (const { offers: listed, period } of ofDso) {
    for (const { unit, direction, quantityWh } of listed) {
      const row = table.get(`${period} ${unit} ${DIRECTIONS[direction]}`)!;
      expect(quantityWh).toBe(row.onDsoList);
    }
  }
});

test("under 1C nothing is found, and the chain says what the dataset says", () => {
  expect(coordinated.report.findings).toEqual([]);
  expectSameAsTables(coordinated);
});

test.each(["1B", "2A", "2B", "2C", "3A", "3B", "3C", "2A+paired"])(
  "under %s nothing is found, and the chain says what the dataset says",
  async (variant) => {
    const day = pilotOver({ start: "2025-01-10", days: 1, spinUpDays: 10 });
    const audited = await runAndAudit(variant, day);
    expect(audited.report.findings).toEqual([]);
    expect(audited.report.lists).toBeGreaterThan(0);
    expectSameAsTables(audited);
  },
);

/** Writes the log once more, with one batch before the last day is settled. */
function plant(at: string, batch: LogLine): AuditReport {
  const { head, sections } = readLog(join(at, LOG));
  const { activationLedgers } = head["contracts"] as { activationLedgers: string[] };
  const address = activationLedgers[0]!;
  const last = sections.at(-1)!;
  const planted = [...last.slice(0, -1), { ...batch, address }, last.at(-1)!];
  const path = join(at, "planted.jsonl");
  writeLog(path, head, [...sections.slice(0, -1), planted]);
  return auditChainLog(path);
}

test.each([
  ["in its direction", true, "same"],
  ["in the opposite direction", false, "opposite"],
])(
  "a second order %s, planted in the log of 1C, is the one double activation",
  (_, isSame, kind) => {
    const before = coordinated.days.flatMap((day) => day.claims);
    const first = before.findLast(({ need, grantedWh }) => need === 0 && grantedWh > 0);
    assert(first !== undefined, "a DSO was granted something");
    const { period, unit, direction, operator, offeredWh } = first;
    const key = [period, unit, "DSO_CM", DIRECTIONS[direction], operator].join(" ");
    const second: ClaimRecord = {
      ...first,
      need: 2,
      operator: 0,
      direction: isSame ? direction : direction === 0 ? 1 : 0,
      marketMinute: Math.max(...before.map((claim) => claim.marketMinute)),
      requestedWh: offeredWh,
      grantedWh: offeredWh,
      conflict: 0,
    };
    const report = plant(coordinated.at, decided(0, [second]));
    expect(doubleOf(report)).toMatchObject([
      {
        period,
        unit,
        kind,
        operators: [0, operator],
        energyWh: ordersOf(coordinated.days).get(key),
      },
    ]);
    expect(report.findings.map(({ check }) => check)).toContain("otherGrant");
  },
);

test("a second order in a ledger of its own, planted without coordination, is one more", () => {
  const before = uncoordinated.days.flatMap((day) => day.claims);
  const isTaken = new Set(before.filter(({ need }) => need !== 0).map(placeOf));
  const first = before.findLast((claim) => claim.need === 0 && !isTaken.has(placeOf(claim)));
  assert(first !== undefined, "a DSO was granted something that the TSO did not want");
  const marketMinute = Math.max(...before.map((claim) => claim.marketMinute));
  const second: ClaimRecord = {
    ...first,
    ledger: 0,
    need: 2,
    operator: 0,
    marketMinute,
    conflict: 0,
  };
  const { findings } = plant(uncoordinated.at, decided(0, [second]));
  const added = findings.filter((one) => placeOf(one) === placeOf(first));
  expect(findings.length).toBe(uncoordinated.report.findings.length + added.length);
  expect(added.filter(({ check }) => check === "doubleActivation")).toMatchObject([
    { kind: "same", energyWh: first.grantedWh, operators: [0, first.operator] },
  ]);
  // By its ledger the order is right; only that no list showed the offer to the TSO may be said of it.
  expect(added.every(({ check }) => ["doubleActivation", "notOnList"].includes(check))).toBe(true);
});

function placeOf({
  period,
  unit,
}: {
  readonly period: number | null;
  readonly unit: number | null;
}) {
  return `${period} ${unit}`;
}

test("a chain leaves its log, listed in the manifest and not in the hash; memory leaves none", async () => {
  const at = join(folder, "memory");
  await run({ scenario, variant: "uncoordinated", ledger: "memory", folder: at });
  const memory = verifyDataset(at);
  const chain = verifyDataset(uncoordinated.at);
  expect(memory.files).toBeUndefined();
  expect(existsSync(join(at, LOG))).toBe(false);
  expect(Object.keys(chain.files!)).toEqual([LOG]);
  const { runs: _chain, ...chainTables } = chain.tables;
  const { runs: _memory, ...memoryTables } = readManifest(at).tables;
  expect(chainTables).toEqual(memoryTables);
  const bytesPerDay = chain.files![LOG]!.bytes / chain.days;
  expect(bytesPerDay).toBeLessThan(100_000);
});
