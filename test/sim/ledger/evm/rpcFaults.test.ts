import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HDNodeWallet } from "ethers";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { OrderRecord } from "#sim/ledger/escrow/orderRecord.ts";
import type { EvmLedger } from "#sim/ledger/evm/evmLedger.ts";
import { jsonRpc } from "#sim/ledger/evm/jsonRpc.ts";
import { rpcLedger } from "#sim/ledger/evm/rpcLedger.ts";
import { TransactionLostError } from "#sim/ledger/evm/transactionLostError.ts";
import { MemoryLedger } from "#sim/ledger/memoryLedger.ts";
import { DurableNode, type Fault } from "#test/support/durableNode.ts";
import { decide, participants, units } from "#test/support/ledgerDays.ts";
import { mnemonic } from "#test/support/testChain.ts";

const MIDNIGHT = 1_735_689_600;
let folder: string;
let node: DurableNode;
let ledger: EvmLedger;
let memory: MemoryLedger;
/** Transactions of the operator until the ledger was open. */
let opened: number;
const operator = HDNodeWallet.fromPhrase(mnemonic).address;

async function sent(): Promise<number> {
  const request = jsonRpc(node.url, {});
  return Number(await request("eth_getTransactionCount", [operator, "latest"]));
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "node-"));
  node = new DurableNode(join(folder, "transactions"));
  await node.start();
  ledger = await rpcLedger(node.url, mnemonic, { patienceSeconds: 60 });
  memory = new MemoryLedger();
  for (const one of [ledger, memory]) await one.open(participants, units, 2);
  opened = await sent();
});

afterEach(async () => {
  await node.stop();
  rmSync(folder, { recursive: true });
});

const undecided = Array.from({ length: 20 }, (_, i) => ({
  need: 2 as const,
  unit: (i % 3) * 300,
  period: i % 4,
  direction: 0 as const,
  offeredWh: 30,
  requestedWh: 7,
  minutesPassed: 1,
}));
const postings = [
  { from: 2, to: 4, kind: 1, amountMicroEur: 77_000 },
  { from: 3, to: 4, kind: 1, amountMicroEur: 9_000_001 },
];

const terms = { rule: { rule: "singleSided", share: 0.5 }, strikeLimit: 3, season: 8100 } as const;
const order: OrderRecord = {
  ...{ payer: 9, provider: 1, unit: 300, period: 5, direction: 0, continues: false },
  ...{ orderedWh: 2000, priceMicro: 90_001, penaltyMicro: 45_000, verifiedWh: 1500, waived: false },
};

/** Closes a day of five transactions, two of claims, orders in and out of escrow, and the money, everywhere. */
async function closeDay(day: number): Promise<void> {
  const claims = [0, 1].flatMap((which) =>
    decide(undecided, undefined, day * 1440).map((one) => {
      return { ...one, ledger: which, period: one.period + 96 * day };
    }),
  );
  for (const one of [memory, ledger]) {
    one.placeOrders(terms, [order]);
    await one.closeDay(day, claims, postings, MIDNIGHT + day * 86_400, true);
  }
}

const faults: [string, Fault, number][] = [
  ["killed before the first transaction of a day", { die: { at: 1, when: "before" } }, 1],
  [
    "killed amid the claims, with one included and unanswered",
    { die: { at: 2, when: "after" } },
    1,
  ],
  ["killed with orders in escrow and unanswered", { die: { at: 3, when: "after" } }, 1],
  ["killed before the escrow is released", { die: { at: 4, when: "before" } }, 1],
  ["killed with the money paid and unanswered", { die: { at: 5, when: "after" } }, 1],
  ["killed before the money is paid", { die: { at: 5, when: "before" } }, 1],
  ["that drops the money", { drop: 5 }, 0],
  ["that drops the escrow", { drop: 3 }, 0],
  ["that drops claims of the last batch", { drop: 2 }, 0],
  ["whose receipts are late", { lateReceipts: 60 }, 0],
];

test.each(faults)("a node %s costs time, and no money", async (_, fault, deaths) => {
  await closeDay(0);
  await node.plan(fault);
  await closeDay(1);
  await closeDay(2);
  expect(node.deaths).toBe(deaths);
  expect(await ledger.balances()).toEqual(memory.balances());
  // Nothing was sent twice: as many transactions of the operator as the three days have, and on the
  // first of them two that fill the wallets of who pays into escrow.
  expect(await sent()).toBe(opened + 15 + 2);
});

test("a node that comes back with an older state ends the run", async () => {
  await node.stop();
  rmSync(join(folder, "transactions"));
  await node.start(false);
  const closed = closeDay(0);
  await expect(closed).rejects.toThrow(TransactionLostError);
  await expect(closed).rejects.toThrow("the node has lost transactions that it had confirmed");
});

test("a node that stays away ends the run", async () => {
  const impatient = await rpcLedger(node.url, mnemonic, { patienceSeconds: 1 });
  await node.stop();
  await expect(impatient.open(participants, units, 1)).rejects.toThrow(
    /did not answer \w+ for 1 s/,
  );
});
