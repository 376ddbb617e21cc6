import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { auditChainLog } from "#sim/audit/auditChainLog.ts";
import type { AuditFinding } from "#sim/audit/finding.ts";
import type { ClaimRecord } from "#sim/ledger/ledgerPort.ts";
import {
  advanced,
  appointments,
  batch,
  decided,
  headOf,
  type LogLine,
  published,
  roleOf,
  settled,
  writeLog,
} from "#test/support/chainLog.ts";
import { ClaimRegistry } from "#test/support/claimRegistry.ts";
import { addressOf } from "#test/support/testChain.ts";

const folder = mkdtempSync(join(tmpdir(), "eflex-audit-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const UNITS = [0, 1, 2];
const OPERATORS = [0, 1, 2];
const TSO = 0;
const DSO = 1;
const OTHER_DSO = 2;
const CM = { [TSO]: 1, [DSO]: 0, [OTHER_DSO]: 0 } as const;

/** Audits one day of events after everybody was appointed in every ledger, and units were tested. */
function audit(day: readonly LogLine[], { ledgers = 1, before = [] as LogLine[] } = {}) {
  const path = join(folder, "chain-log.jsonl");
  const appointed = Array.from({ length: ledgers }, (_, ledger) => appointments(ledger, OPERATORS));
  const registration = [...appointed.flat(), advanced(4, UNITS), ...before];
  writeLog(path, headOf(ledgers), [registration, [...day, settled(0)]]);
  return auditChainLog(path);
}

/** A claim for 100 Wh of the 300 Wh that unit 0 offers upwards in period 5, granted. */
function claimOf(claim: Partial<ClaimRecord>): ClaimRecord & { operator: 0 | 1 | 2 } {
  const operator = (claim.operator ?? DSO) as 0 | 1 | 2;
  const place = { ledger: 0, unit: 0, period: 5, direction: 0, marketMinute: 60 } as const;
  const energy = { offeredWh: 300, requestedWh: 100, grantedWh: 100, conflict: 0 } as const;
  return { need: CM[operator], ...place, ...energy, ...claim, operator };
}

/** Everybody sees 300 Wh of every unit, up and down, for every need of its own. */
const listsOfAll = published(
  0,
  [0, 1, 2, 3, 4, 5].flatMap((period) =>
    (
      [
        [TSO, 1],
        [TSO, 2],
        [DSO, 0],
        [OTHER_DSO, 0],
      ] as const
    ).map(([operator, need]) => ({
      operator,
      need,
      period,
      offers: UNITS.flatMap((unit) => [
        [unit, 0, 300, 50_000 + unit] as const,
        [unit, 1, 300, 50_000 + unit] as const,
      ]),
    })),
  ),
);

const brief = ({ check, period, unit, operators, needs, kind, energyWh }: AuditFinding) => ({
  check,
  at: [period, unit],
  operators,
  needs,
  kind,
  energyWh,
});
const checksOf = (findings: readonly AuditFinding[]) => findings.map(({ check }) => check);

test("claims as they should be leave nothing to find, and are counted", () => {
  const first = claimOf({});
  const second = claimOf({ operator: TSO, requestedWh: 250, grantedWh: 200, conflict: 1 });
  const third = claimOf({ operator: TSO, direction: 1, grantedWh: 0, conflict: 2 });
  const report = audit([listsOfAll, decided(0, [first, second, third])]);
  expect(report).toMatchObject({ days: 1, ledgers: 1, lists: 24, listedOffers: 144, claims: 3 });
  expect(report).toMatchObject({ grants: 2, grantedWh: 300, findings: [] });
});

test.each<[string, ClaimRecord[], string[], string]>([
  ["more than requested", [claimOf({ grantedWh: 101 })], ["otherGrant"], "granted 101 Wh"],
  ["less without a reason", [claimOf({ grantedWh: 99 })], ["otherGrant"], "rule gives 100 Wh"],
  ["a conflict that is none", [claimOf({ conflict: 1 })], ["otherGrant"], "with no conflict"],
  [
    "an opposite grant",
    [claimOf({}), claimOf({ direction: 1 })],
    ["otherGrant"],
    "0 Wh with opposite conflict",
  ],
  [
    "one operator twice on the same kWh",
    [claimOf({ requestedWh: 300, grantedWh: 300 }), claimOf({ grantedWh: 100 })],
    ["otherGrant", "beyondOffer"],
    "400 Wh granted of 300 Wh",
  ],
  ["a minute before the last", [claimOf({}), claimOf({ marketMinute: 59 })], ["order"], "59"],
  [
    "another unit than those tested",
    [claimOf({ unit: 7 })],
    ["notEligible", "notOnList"],
    "tested",
  ],
  [
    "an operator nobody acts for",
    [claimOf({ operator: 3, need: 0 })],
    ["noRole", "notOnList"],
    "DSO",
  ],
  ["a DSO that balances", [claimOf({ need: 2 })], ["noRole", "notOnList"], "does not claim"],
  ["a TSO for a DSO's need", [claimOf({ operator: TSO, need: 0 })], ["noRole", "notOnList"], "TSO"],
  ["a period nobody looked at", [claimOf({ period: 6 })], ["notOnList"], "saw nothing"],
  [
    "more than was seen",
    [claimOf({ offeredWh: 400, requestedWh: 301, grantedWh: 301 })],
    ["notOnList"],
    "claimed 301 Wh of an offer of which its operator saw 300 Wh",
  ],
])("%s is found", (_, claims, checks, says) => {
  const { findings } = audit([listsOfAll, decided(0, claims)]);
  expect(checksOf(findings)).toEqual(checks);
  expect(findings.some((finding) => finding.says.includes(says))).toBe(true);
});

test("who loses the role, or is blocked, may claim no more", () => {
  const day = [listsOfAll, decided(0, [claimOf({})])];
  expect(audit(day).findings).toEqual([]);
  const before = [roleOf("RoleRevoked", 0, DSO)];
  expect(checksOf(audit(day, { before }).findings)).toEqual(["noRole"]);
  expect(checksOf(audit(day, { before: [advanced(5, [0])] }).findings)).toEqual(["notEligible"]);
});

test("a list that is not sorted, a day left out and bytes that are no batch are found", () => {
  const unsorted = [
    [0, 0, 300, 9],
    [1, 0, 300, 8],
  ] as const;
  const list = published(0, [{ operator: DSO, need: 0, period: 5, offers: unsorted }]);
  expect(checksOf(audit([list]).findings)).toEqual(["order"]);
  const skipped = audit([settled(7)]).findings;
  expect(skipped.map(({ says }) => says)).toEqual(["day 0 was settled where day 8 was due"]);
  const cut = batch(addressOf(10), Buffer.alloc(13), Buffer.alloc(0));
  expect(checksOf(audit([cut]).findings)).toEqual(["unreadable"]);
  const withoutGrant = batch(
    addressOf(10),
    Buffer.from(`${"00".repeat(11)}01${"00".repeat(12)}`, "hex"),
    Buffer.alloc(0),
  );
  expect(checksOf(audit([withoutGrant]).findings)).toEqual(["unreadable"]);
});

test("grants beyond an offer, of two operators in one ledger, are double", () => {
  const first = claimOf({ requestedWh: 200, grantedWh: 200 });
  const second = claimOf({ operator: TSO, requestedWh: 250, grantedWh: 250 });
  const { findings } = audit([listsOfAll, decided(0, [first, second])]);
  expect(brief(findings[0]!)).toEqual({
    check: "doubleActivation",
    at: [5, 0],
    operators: [TSO, DSO],
    needs: [0, 1],
    kind: "same",
    energyWh: 150,
  });
  expect(checksOf(findings.slice(1))).toEqual(["otherGrant", "beyondOffer"]);
});

test.each<[string, Partial<ClaimRecord>[], [string, number, number[]][]]>([
  [
    "one direction: the smaller energy",
    [{}, { operator: TSO, grantedWh: 60, requestedWh: 60 }],
    [["same", 60, [0, 1]]],
  ],
  ["opposite directions", [{}, { operator: TSO, direction: 1 }], [["opposite", 100, [0, 1]]]],
  [
    "both needs of a TSO: two pairs",
    [{}, { operator: TSO }, { operator: TSO, need: 2, requestedWh: 70, grantedWh: 70 }],
    [
      ["same", 100, [0, 1]],
      ["same", 70, [0, 2]],
    ],
  ],
  [
    "both kinds on one unit: the one with more energy",
    [{}, { operator: OTHER_DSO, direction: 1, requestedWh: 40, grantedWh: 40 }, { operator: TSO }],
    [
      ["opposite", 40, [0, 0]],
      ["same", 100, [0, 1]],
    ],
  ],
  [
    "both kinds with equal energy: one direction",
    [
      {},
      { operator: TSO, requestedWh: 40, grantedWh: 40 },
      { operator: OTHER_DSO, direction: 1, requestedWh: 40, grantedWh: 40 },
    ],
    [
      ["opposite", 40, [0, 0]],
      ["same", 40, [0, 1]],
    ],
  ],
  ["another unit", [{}, { operator: TSO, unit: 1 }], []],
  ["another period", [{}, { operator: TSO, period: 4 }], []],
  ["nothing granted", [{}, { operator: TSO, requestedWh: 0, grantedWh: 0 }], []],
])("orders of operators with a ledger each on %s", (_, claims, expected) => {
  // The ledger of an operator has its number.
  const batches = claims.map((claim) =>
    decided(claim.operator ?? DSO, [claimOf({ ...claim, ledger: claim.operator ?? DSO })]),
  );
  const { findings } = audit([listsOfAll, ...batches], { ledgers: 3 });
  expect(findings.map(({ kind, energyWh, needs }) => [kind, energyWh, needs])).toEqual(expected);
});

const anyClaims = fc.array(
  fc.record({
    operator: fc.constantFrom<0 | 1 | 2>(...([0, 1, 2] as const)),
    unit: fc.constantFrom(...UNITS),
    period: fc.integer({ min: 0, max: 5 }),
    direction: fc.constantFrom<0 | 1>(0, 1),
    requestedWh: fc.integer({ min: 0, max: 300 }),
    offeredWh: fc.constantFrom(200, 300),
  }),
  { maxLength: 40 },
);

test("whatever is claimed in one ledger that keeps the rule, nothing is found", () => {
  fc.assert(
    fc.property(anyClaims, (asked) => {
      const registry = new ClaimRegistry();
      const claims = asked.map((claim) => claimOf({ ...claim, ...registry.claim(claim) }));
      expect(audit([listsOfAll, decided(0, claims)]).findings).toEqual([]);
    }),
    { numRuns: 150 },
  );
});

test("whatever is claimed in a ledger each, what met is found and nothing else", () => {
  fc.assert(
    fc.property(anyClaims, (asked) => {
      const registries = OPERATORS.map(() => new ClaimRegistry());
      const claims = asked.map((claim) =>
        claimOf({ ...claim, ledger: claim.operator, ...registries[claim.operator]!.claim(claim) }),
      );
      const batches = OPERATORS.map((ledger) =>
        decided(
          ledger,
          claims.filter((claim) => claim.ledger === ledger),
        ),
      );
      const { findings } = audit([listsOfAll, ...batches], { ledgers: 3 });
      const isDouble = ({ check }: AuditFinding) => check === "doubleActivation";
      expect(findings.filter((one) => !isDouble(one))).toEqual([]);
      const keys = findings.map(({ period, unit, needs }) => [period, unit, ...needs].join("/"));
      expect(new Set(keys)).toEqual(metOf(claims));
      expect(keys.length).toBe(new Set(keys).size);
    }),
    { numRuns: 150 },
  );
});

/** Slow and obvious: every two granted claims of different operators on a unit in a period. */
function metOf(claims: readonly ClaimRecord[]): Set<string> {
  const met = new Set<string>();
  for (const one of claims) {
    for (const other of claims) {
      const isSamePlace = one.unit === other.unit && one.period === other.period;
      if (!isSamePlace || one.operator! >= other.operator!) continue;
      if (one.grantedWh === 0 || other.grantedWh === 0) continue;
      met.add([one.period, one.unit, ...[one.need, other.need].sort()].join("/"));
    }
  }
  return met;
}
