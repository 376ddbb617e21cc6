import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { ClaimRecord } from "#sim/ledger/ledgerPort.ts";
import { runBinary } from "#test/cli/runBinary.ts";
import { temporaryFolder } from "#test/sim/study/temporaryFolder.ts";
import {
  advanced,
  appointments,
  decided,
  headOf,
  published,
  settled,
  writeLog,
} from "#test/support/chainLog.ts";

/** A claim for all of the 300 Wh that unit 4 offers upwards in period 70. */
function claimOf(ledger: number, operator: number, need: 0 | 1 | 2): ClaimRecord {
  const place = { unit: 4, period: 70, direction: 0, marketMinute: 2400 } as const;
  const energy = { offeredWh: 300, requestedWh: 300, grantedWh: 300, conflict: 0 } as const;
  return { ledger, operator, need, ...place, ...energy };
}

/** A folder with a log of two ledgers, in which the DSO and perhaps the TSO activated one unit. */
function resultFolder(isTwice: boolean): string {
  const folder = join(temporaryFolder(), "run");
  mkdirSync(folder);
  const offers = [[4, 0, 300, 50_000]] as const;
  const lists = published(0, [
    { operator: 1, need: 0, period: 70, offers },
    { operator: 0, need: 2, period: 70, offers },
  ]);
  const day = [
    lists,
    ...(isTwice ? [decided(0, [claimOf(0, 0, 2)])] : []),
    decided(1, [claimOf(1, 1, 0)]),
    settled(0),
  ];
  const registration = [...appointments(0, [0]), ...appointments(1, [1]), advanced(4, [4])];
  writeLog(join(folder, "chain-log.jsonl"), headOf(2), [registration, day]);
  return folder;
}

const auditOf = (args: readonly string[]) =>
  runBinary(["audit", ...args], { results: temporaryFolder() });

test("a log without findings ends with code 0 and says what was looked at", async () => {
  const { exitCode, stdout, stderr } = await auditOf([resultFolder(false)]);
  expect([exitCode, stderr]).toEqual([0, ""]);
  expect(stdout).toContain("Chain 31337: 1 day, 2 activation ledgers.");
  expect(stdout).toContain("Nothing found.");
});

test("a double activation is printed with period, time, operators and needs; code 5 tells of it", async () => {
  const { exitCode, stdout, stderr } = await auditOf([resultFolder(true)]);
  expect([exitCode, stderr]).toEqual([5, ""]);
  expect(stdout).toContain("1 (1 in one direction, 0 in opposite ones, 0.000 MWh)");
  expect(stdout).toMatch(
    /^ +70 {2}2025-01-10 17:30 +4 {2}TSO, DSO 0 {2}DSO_CM, BAL {2}same +300$/m,
  );
  expect(stdout).toContain("1 finding: 1 double activation, 0 of other kinds.");
});

test("--json gives counts and findings in words, --quiet with it the same line", async () => {
  const folder = resultFolder(true);
  const { exitCode, json } = await auditOf([folder, "--json", "--quiet"]);
  expect(exitCode).toBe(5);
  expect(json()).toMatchObject([
    {
      event: "done",
      folder,
      found: 1,
      claims: 2,
      grantedWh: 600,
      doubleActivations: { same: 1, opposite: 0, energyWh: 300 },
      findings: [
        {
          check: "doubleActivation",
          period: 70,
          localTime: "2025-01-10 17:30",
          unit: 4,
          operators: ["TSO", "DSO 0"],
          needs: ["DSO_CM", "BAL"],
          kind: "same",
          energyWh: 300,
        },
      ],
    },
  ]);
  const quiet = await auditOf([folder, "--quiet"]);
  expect([quiet.exitCode, quiet.stdout]).toEqual([5, ""]);
});

test("a log that was changed is told as such, with code 3", async () => {
  const folder = resultFolder(false);
  const path = join(folder, "chain-log.jsonl");
  const lines = readFileSync(path, "utf8").split("\n");
  writeFileSync(path, lines.toSpliced(3, 1).join("\n"));
  const { exitCode, stderr, json } = await auditOf([folder, "--json"]);
  expect(exitCode).toBe(3);
  expect(stderr).toContain(
    "is not whole:\n  lines 1 to 6 (registration): expected 5 events, found 4",
  );
  expect(json()).toMatchObject([
    { event: "error", exitCode: 3, issues: [expect.stringContaining("lines 1 to 6")] },
  ]);
});

test("a folder without a chain log is wrong usage, and says which ledgers leave one", async () => {
  const { exitCode, stderr } = await auditOf([temporaryFolder()]);
  expect(exitCode).toBe(2);
  expect(stderr).toContain("holds no chain-log.jsonl");
  expect(stderr).toContain("--ledger hardhat");
  expect((await auditOf(["nowhere"])).exitCode).toBe(2);
});
