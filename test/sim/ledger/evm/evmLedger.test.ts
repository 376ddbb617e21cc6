import { afterEach, beforeEach, expect, test } from "vitest";
import { postingTree } from "#sim/ledger/day/postingTree.ts";
import { dayStatement } from "#sim/ledger/day/statements.ts";
import type { OrderRecord } from "#sim/ledger/escrow/orderRecord.ts";
import type { Chain, Transaction } from "#sim/ledger/evm/chain.ts";
import { selectorOf } from "#sim/ledger/evm/contractCodec.ts";
import { EvmLedger } from "#sim/ledger/evm/evmLedger.ts";
import { hardhatChain } from "#sim/ledger/evm/hardhatLedger.ts";
import { signersOf } from "#sim/ledger/evm/signers.ts";
import { LedgerMismatchError } from "#sim/ledger/ledgerMismatchError.ts";
import type { ClaimRecord } from "#sim/ledger/ledgerPort.ts";
import { reducedClaim as claim, participants, units } from "#test/support/ledgerDays.ts";
import { mnemonic } from "#test/support/testChain.ts";

const MIDNIGHT = 1_735_689_600;
const posting = { from: 0, to: 1, kind: 2, amountMicroEur: 3_000_000 };

let chain: Chain;
/** What happens to a transaction on its way to the chain. */
let tamper: (transaction: Transaction) => Transaction;
/** What becomes of an answer on its way back. */
let lie: (method: string, answer: unknown) => unknown;
let lied: boolean;
let ledger: EvmLedger;

const offered = (500).toString(16).padStart(8, "0");
const requested = (2 ** 31 + 700).toString(16) + offered;
const more = (2 ** 31 + 701).toString(16) + offered;

beforeEach(async () => {
  chain = await hardhatChain(mnemonic);
  tamper = (transaction) => transaction;
  lie = (_, answer) => answer;
  lied = false;
  const untrusted: Chain = {
    ...chain,
    send: (one) => chain.send(tamper(one)),
    request: async (method, params) => lie(method, await chain.request(method, params)),
  };
  ledger = new EvmLedger(untrusted, mnemonic);
  await ledger.open(participants, units, 1);
});

afterEach(() => ledger.close());

function closeDay(claims: readonly ClaimRecord[] = [claim]) {
  return ledger.closeDay(0, claims, [posting], MIDNIGHT, true);
}

test("a day that agrees is closed at its midnight", async () => {
  await closeDay();
  expect((await ledger.balances())[1]).toBe(3_000_000);
  const block = (await chain.request("eth_getBlockByNumber", ["latest", false])) as {
    timestamp: string;
    hash: string;
    transactions: string[];
  };
  expect(Number(block.timestamp)).toBe(MIDNIGHT);
  expect(block.hash).toBe(ledger.totals().headHash);
  expect(block.transactions).toHaveLength(2);
});

test.each([
  ["another quantity", { ...claim, grantedWh: 499 }],
  ["no conflict", { ...claim, conflict: 0 }],
  ["a conflict of the other kind", { ...claim, conflict: 2 }],
] as const)("a grant recorded with %s ends the run", async (_, wrong) => {
  const closed = closeDay([wrong]);
  await expect(closed).rejects.toThrow(LedgerMismatchError);
  await expect(closed).rejects.toThrow(
    `day 0, unit 600, period 12, minute 60: expected ${wrong.grantedWh} Wh with conflict ` +
      `${wrong.conflict}, found 500 Wh with conflict 1`,
  );
});

test.each([
  ["a unit that is not registered", { ...claim, unit: 601 }, "UnitNotEligible(601)"],
  ["a refused minute", { ...claim, marketMinute: 59 }, "MarketTimeWentBack(60, 59)"],
])("%s ends the run with the reason of the contract", async (_, wrong, reason) => {
  await expect(closeDay([claim, wrong])).rejects.toThrow(`the ledger refused: ${reason}`);
});

/** Changes the first occurrence of some hex digits in calls to one contract. */
function replaceIn(contract: () => string, from: string, to: string): void {
  tamper = (transaction) => {
    if (transaction.to !== contract()) return transaction;
    expect(transaction.data).toContain(from);
    return { ...transaction, data: transaction.data.replace(from, to) };
  };
}

test("a root altered on the way is refused", async () => {
  const { root } = postingTree(0, [posting]);
  replaceIn(() => ledger.platform.settlement, root.slice(2), "12".repeat(32));
  await expect(closeDay()).rejects.toThrow(/NotSignedByMeterOperator\(0x\w{40}\)/);
});

test("a claim altered on the way is refused", async () => {
  replaceIn(() => ledger.platform.activationLedgers[0]!, requested, more);
  await expect(closeDay()).rejects.toThrow(/NotAnOperator\(0x\w{40}\)/);
});

test("a payment that goes elsewhere is refused", async () => {
  const wallet = (index: number) =>
    `${index.toString(16).padStart(8, "0")}${"0".repeat(40)}${(3_000_000).toString(16).padStart(16, "0")}`;
  replaceIn(() => ledger.platform.settlement, wallet(1), wallet(2));
  await expect(closeDay()).rejects.toThrow(/NotSignedByMeterOperator\(0x\w{40}\)/);
});

test("a day signed by somebody who is not the meter operator is refused", async () => {
  const signature = (data: string) => data.slice(-192, -62);
  tamper = (transaction) => {
    if (transaction.to !== ledger.platform.settlement) return transaction;
    const stranger = signersOf(mnemonic).operator(0);
    const forged = stranger.sign(dayStatement(settlementOf(), 0, root, Buffer.alloc(0)));
    const { data } = transaction;
    return { ...transaction, data: data.replace(signature(data), forged.toString("hex")) };
  };
  await expect(closeDay()).rejects.toThrow(/the ledger refused: NotSignedByMeterOperator/);
  expect(await ledger.balances()).toEqual(new Float64Array(participants.length));
});

const order: OrderRecord = {
  ...{ payer: 9, provider: 2, unit: 600, period: 12, direction: 1, continues: false },
  ...{ orderedWh: 500, priceMicro: 80_000, penaltyMicro: 40_000, verifiedWh: 450, waived: false },
};
const terms = { rule: { rule: "singleSided", share: 0.5 }, strikeLimit: 3, season: 0 } as const;

/** Closes a day with an order: 40,000 µEUR of price and 20,000 of penalty in escrow, 36,000 and 2,000 out of it. */
function closeOrders(orders: readonly OrderRecord[] = [order]) {
  ledger.placeOrders(terms, orders);
  return closeDay();
}

test("an order is paid out of escrow, and not again with the day", async () => {
  const activation = { from: 9, to: 2, kind: 8, amountMicroEur: 36_000 };
  const penalty = { from: 2, to: 9, kind: 9, amountMicroEur: 2_000 };
  ledger.placeOrders(terms, [order]);
  await ledger.closeDay(0, [claim], [activation, penalty], MIDNIGHT, true);
  const balances = await ledger.balances();
  expect(balances[9]).toBe(2_000_000 - 36_000 + 2_000);
  expect(balances[2]).toBe(1_000_000 + 36_000 - 2_000);
});

test("who cannot pay into escrow ends the run", async () => {
  tamper = (transaction) =>
    transaction.to === ledger.platform.token
      ? { ...transaction, data: transaction.data.replace(/.{64}$/, "1".padStart(64, "0")) }
      : transaction;
  await expect(closeOrders()).rejects.toThrow(/the ledger refused: ERC20InsufficientBalance\(/);
});

test("an order altered on the way is refused", async () => {
  const escrow = selectorOf("Settlement", "escrowOrders");
  tamper = (transaction) => {
    if (!transaction.data.startsWith(escrow)) return transaction;
    const [from, to] = ["000001f400013880", "000001f500013880"];
    expect(transaction.data).toContain(from);
    return { ...transaction, data: transaction.data.replace(from!, to!) };
  };
  await expect(closeOrders()).rejects.toThrow(/NotSignedByParty\(2, 0x\w{40}\)/);
});

test("a payer that is no operator is refused", async () => {
  await expect(closeOrders([{ ...order, payer: 4 }])).rejects.toThrow("PayerNotAdmitted(4)");
});

test("a verification altered on the way is refused", async () => {
  const release = selectorOf("Settlement", "releaseOrders");
  tamper = (transaction) => {
    if (!transaction.data.startsWith(release)) return transaction;
    const [from, to] = [450, 500].map((wh) => wh.toString(16).padStart(8, "0").padEnd(64, "0"));
    expect(transaction.data).toContain(from);
    return { ...transaction, data: transaction.data.replace(from!, to!) };
  };
  await expect(closeOrders()).rejects.toThrow(/NotSignedByMeterOperator\(0x\w{40}\)/);
});

test("a unit that fails too often is in default, and claimed no more", async () => {
  const rule = { rule: "strikes", failureBelow: 0.6 } as const;
  const failing = { ...order, penaltyMicro: 0, verifiedWh: 299 };
  for (const day of [0, 1]) {
    ledger.placeOrders(
      { ...terms, rule, strikeLimit: 3 },
      day === 0 ? [failing] : [failing, failing],
    );
    await ledger.closeDay(day, [], [], MIDNIGHT + day * 86_400, true);
  }
  const closed = ledger.closeDay(2, [claim], [], MIDNIGHT + 2 * 86_400, true);
  await expect(closed).rejects.toThrow("the ledger refused: UnitNotEligible(600)");
});

const root = postingTree(0, [posting]).root;
const settlementOf = () => ({ chainId: 31_337n, contract: ledger.platform.settlement });

/** Has the node answer falsely: replaces hex digits in receipts, or in what is read. */
function lieIn(method: string, from: string, to: string): void {
  lie = (asked, answer) => {
    if (asked !== method || lied) return answer;
    const text = JSON.stringify(answer);
    lied = text.includes(from);
    return JSON.parse(text.replaceAll(from, to));
  };
}

test.each([
  [
    "another root",
    root.slice(2),
    "12".repeat(32),
    /day 0: expected the root 0x\w{64}, found 0x(12){32}/,
  ],
  ["another claim", requested, more, "found another claim"],
  [
    "another grant",
    `400001f4${"0".repeat(56)}`,
    `40000000${"0".repeat(56)}`,
    "found 0 Wh with conflict 1",
  ],
])("a node that reports %s ends the run", async (_, from, to, reason) => {
  lieIn("eth_getTransactionReceipt", from, to);
  await expect(closeDay()).rejects.toThrow(reason);
});

test("a node that reports other payments out of escrow ends the run", async () => {
  const [paid, kept] = [36_000, 35_999].map((n) => n.toString(16).padStart(64, "0"));
  lieIn("eth_getTransactionReceipt", paid!, kept!);
  await expect(closeOrders()).rejects.toThrow(
    "day 0: expected 36000 µEUR paid and 2000 µEUR charged for 1 orders, found 35999 and 2000",
  );
});

test("a node that reports other amounts in escrow ends the run", async () => {
  const [held, kept] = [60_000, 59_999].map((n) => n.toString(16).padStart(64, "0"));
  lieIn("eth_getTransactionReceipt", held!, kept!);
  await expect(closeOrders()).rejects.toThrow(
    "day 0: expected 60000 µEUR in escrow for 1 orders, found 59999",
  );
});

test("a node that reports another balance ends the run", async () => {
  const [paid, kept] = [3_000_000, 2_999_999].map((n) => n.toString(16).padStart(16, "0")) as [
    string,
    string,
  ];
  lieIn("eth_call", paid, kept);
  await expect(closeDay()).rejects.toThrow(
    "day 0, participant 1: expected a balance of 3000000 µEUR, found 2999999",
  );
});

test("an error of the node that is no refusal passes through", async () => {
  tamper = () => {
    throw new TypeError("the line is dead");
  };
  await expect(closeDay()).rejects.toThrow(TypeError);
});
