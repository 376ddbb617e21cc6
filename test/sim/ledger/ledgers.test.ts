import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { LedgerPort } from "#sim/ledger/ledgerPort.ts";
import type { MemoryLedger } from "#sim/ledger/memoryLedger.ts";
import { openLedger } from "#sim/ledger/openLedger.ts";
import type { ThreadLedger } from "#sim/ledger/thread/threadLedger.ts";
import { ClaimRegistry } from "#test/support/claimRegistry.ts";
import { type Day, dayRow, decide, participants, units } from "#test/support/ledgerDays.ts";
import { mnemonic } from "#test/support/testChain.ts";

const MIDNIGHT = 1_735_689_600;

async function run(kind: string, days: readonly Day[]): Promise<LedgerPort> {
  const ledger = await openLedger(kind, mnemonic);
  await ledger.open(participants, units, 1);
  for (const [i, { claims, postings, settle, terms, orders }] of days.entries()) {
    ledger.placeOrders(terms, orders);
    await ledger.closeDay(i, claims, postings, MIDNIGHT + i * 86_400, settle);
  }
  return ledger;
}

test("memory and chain end with the same balances, deposits and roots for any days", async () => {
  const property = fc.asyncProperty(dayRow, async (days) => {
    const memory = (await run("memory", days)) as MemoryLedger;
    const chain = (await run("hardhat", days)) as ThreadLedger;
    expect(await chain.balances()).toEqual(memory.balances());
    expect(chain.totals().depositsMicroEur).toBe(memory.totals().depositsMicroEur);
    for (const [participant, balance] of memory.balances().entries()) {
      expect(balance, `participant ${participant}`).toBeGreaterThanOrEqual(0);
    }
    await chain.close();
  });
  await fc.assert(property, { numRuns: 15 });
});

test.each(["memory", "hardhat"])("two equal runs in %s end with the same hash", async (kind) => {
  const days = fc.sample(dayRow, { seed: 7, numRuns: 1 })[0]!;
  const [one, two] = await Promise.all([run(kind, days), run(kind, days)]);
  expect(one.totals()).toEqual(two.totals());
  expect(one.totals().headHash).toMatch(/^0x[0-9a-f]{64}$/);
  const { terms } = days[0]!;
  const nothing = { claims: [], postings: [], settle: false, terms, orders: [] };
  const more = await run(kind, [...days, nothing]);
  expect(more.totals().headHash).not.toBe(one.totals().headHash);
  await Promise.all([one, two, more].map((ledger) => ledger.close()));
});

test.each(["memory", "hardhat"])("%s refuses days out of order", async (kind) => {
  const ledger = await openLedger(kind, mnemonic);
  await ledger.open(participants, units, 1);
  await ledger.closeDay(30, [], [], MIDNIGHT, true);
  await expect(ledger.closeDay(30, [], [], MIDNIGHT, true)).rejects.toThrow("in order");
  await expect(ledger.closeDay(32, [], [], MIDNIGHT, true)).rejects.toThrow("in order");
  await ledger.close();
  await ledger.close();
});

test("every operator may keep a ledger of its own, which knows nothing of the others", async () => {
  const claim = { need: 0, unit: 300, period: 4, offeredWh: 10, requestedWh: 8 } as const;
  const claims = decide(
    [0, 1, 2, 1].map((ledger, i) => ({
      ...claim,
      direction: i === 1 ? 1 : 0,
      ledger,
      minutesPassed: 5,
    })),
    [new ClaimRegistry(), new ClaimRegistry(), new ClaimRegistry()],
  );
  expect(claims.map(({ grantedWh }) => grantedWh)).toEqual([8, 8, 8, 0]);
  const ledger = await openLedger("hardhat", mnemonic);
  await ledger.open(participants, units, 3);
  const receipt = await ledger.closeDay(0, claims, [], MIDNIGHT, true);
  expect(receipt.transactions).toBe(4);
  expect(receipt.gas).toBe(ledger.totals().gas);
  await ledger.close();
});

test("more claims than fit a transaction are replayed in order", async () => {
  const claims = decide(
    Array.from({ length: 1000 }, (_, i) => ({
      need: 0,
      unit: (i % 6) * 300,
      period: i % 90,
      direction: 0,
      offeredWh: 100,
      requestedWh: 11,
      minutesPassed: i % 2,
    })),
  );
  const ledger = await openLedger("hardhat", mnemonic);
  await ledger.open(participants, units, 1);
  expect((await ledger.closeDay(0, claims, [], MIDNIGHT, false)).transactions).toBe(4);
  await ledger.close();
});

test("an unknown kind of ledger is named", async () => {
  await expect(openLedger("paper", mnemonic)).rejects.toThrow(
    "expected memory, hardhat or rpc:<url>, found paper",
  );
});

test("as many participants as are allowed fit a day on which all but one pay in", async () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ index, name: `${index}` }));
  const postings = many(1200).map(({ index }) => ({
    from: index,
    to: 1199,
    kind: 0,
    amountMicroEur: 2 ** 32 - 1,
  }));
  const ledger = await openLedger("hardhat", mnemonic);
  await ledger.open(many(1200), [], 1);
  const receipt = await ledger.closeDay(0, [], postings, MIDNIGHT, true);
  expect(receipt.gas).toBeLessThan(16_777_216);
  await ledger.close();

  const other = await openLedger("hardhat", mnemonic);
  await expect(other.open(many(1201), [], 1)).rejects.toThrow("at most 1200 participants");
  await other.close();
});
