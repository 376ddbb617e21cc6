import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { auditChainLog } from "#sim/audit/auditChainLog.ts";
import type { ClaimRecord } from "#sim/ledger/ledgerPort.ts";
import {
  advanced,
  appointments,
  decided,
  escrowed,
  escrowedBytes,
  headOf,
  type LogLine,
  published,
  settled,
  writeLog,
} from "#test/support/chainLog.ts";

const folder = mkdtempSync(join(tmpdir(), "audit-orders-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The DSO claims 100 of the 300 Wh that unit 0 offers upwards in period 5. */
const claim: ClaimRecord = {
  ...{ ledger: 0, need: 0, operator: 1, unit: 0, period: 5, direction: 0, marketMinute: 60 },
  ...{ offeredWh: 300, requestedWh: 100, grantedWh: 100, conflict: 0 },
};
const again = { ...claim, requestedWh: 50, grantedWh: 50 };
const offers = [[0, 0, 300, 50_000]] as const;
const lists = published(0, [{ operator: 1, need: 0, period: 5, offers }]);

/** Findings of a day on which both claims were granted. */
function findingsOf(claims: readonly ClaimRecord[], orders: LogLine) {
  const path = join(folder, "chain-log.jsonl");
  const registration = [...appointments(0, [0, 1]), advanced(4, [0, 1])];
  writeLog(path, headOf(1), [registration, [lists, decided(0, claims), orders, settled(0)]]);
  return auditChainLog(path).findings;
}

const ordered = { unit: 0, period: 5, direction: 0, orderedWh: 100 } as const;

test("orders in escrow for what was granted leave nothing to find, in whatever parts", () => {
  const parts = [ordered, { ...ordered, orderedWh: 30 }, { ...ordered, orderedWh: 20 }];
  expect(findingsOf([claim, again], escrowed(parts))).toEqual([]);
});

test.each<[string, Parameters<typeof escrowed>[0], number, string]>([
  ["more than was granted", [{ ...ordered, orderedWh: 101 }], 1, "101 Wh ordered, of 100 Wh"],
  ["the same twice", [ordered, ordered], 100, "100 Wh ordered, of 0 Wh granted and not ordered"],
  ["another unit", [{ ...ordered, unit: 1 }], 100, "of 0 Wh"],
  ["another period", [{ ...ordered, period: 4 }], 100, "of 0 Wh"],
  ["the other direction", [{ ...ordered, direction: 1 }], 100, "of 0 Wh"],
])("an order in escrow for %s is found", (_, orders, energyWh, says) => {
  const findings = findingsOf([claim], escrowed(orders));
  expect(findings).toMatchObject([{ check: "beyondGrants", energyWh }]);
  expect(findings[0]!.says).toContain(says);
});

test("orders that cannot be read are found", () => {
  const findings = findingsOf([claim], escrowedBytes(Buffer.from("00000028", "hex")));
  expect(findings.map(({ check }) => check)).toEqual(["unreadable"]);
});
