import * as fc from "fast-check";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { postingTree } from "#sim/ledger/day/postingTree.ts";
import { packPayout } from "#sim/ledger/day/settlementBatch.ts";
import { dayStatement } from "#sim/ledger/day/statements.ts";
import {
  actAs,
  addressee,
  addressOf,
  read,
  startPlatform,
  type TestPlatform,
  transact,
} from "#test/support/testChain.ts";

let bench: TestPlatform;
let fresh: unknown;
const root = `0x${"12".repeat(32)}`;

beforeAll(async () => {
  bench = await startPlatform();
  await transact(bench.chain, bench.token, "openWallets", [1, 2, 3, 4, 5].map(addressOf));
  fresh = await bench.chain.request("evm_snapshot", []);
});

beforeEach(async () => {
  await bench.chain.request("evm_revert", [fresh]);
  fresh = await bench.chain.request("evm_snapshot", []);
});

afterAll(() => bench.chain.close());

function settleDay(day: number, words: Buffer = Buffer.alloc(0), chain = bench.chain) {
  return closeWith(day, root, words, chain);
}

function closeWith(day: number, merkleRoot: string, words: Buffer, chain = bench.chain) {
  const statement = dayStatement(addressee(bench, bench.settlement), day, merkleRoot, words);
  const signature = bench.signers.meterOperator.sign(statement);
  return transact(chain, bench.settlement, "settleDay", day, merkleRoot, words, signature);
}

function payout(deposits: number[], nets: number[]): Buffer {
  return packPayout({ deposits: Float64Array.from(deposits), nets: Float64Array.from(nets) });
}

test("settlement conserves money: the supply is what was paid in", async () => {
  const amount = fc.integer({ min: 0, max: 1e12 });
  const deposits = fc.array(amount, { minLength: 5, maxLength: 5 });
  let day = 0;
  let paidIn = 0n;
  await fc.assert(
    fc.asyncProperty(deposits, fc.nat({ max: 4 }), async (paid, payer) => {
      // Everyone pays what was just deposited to the payer, who so ends richer; all sums are zero.
      const nets = paid.map((net) => -net);
      nets[payer]! += paid.reduce((total, net) => total + net, 0);
      await settleDay(day++, payout(paid, nets));
      paidIn += BigInt(paid.reduce((total, net) => total + net, 0));
      const balances = await Promise.all(
        [1, 2, 3, 4, 5].map((n) => read(bench.chain, bench.token, "balanceOf", addressOf(n))),
      );
      expect(balances.reduce((total, [balance]) => total + balance, 0n)).toBe(paidIn);
      expect((await read(bench.chain, bench.token, "totalSupply"))[0]).toBe(paidIn);
    }),
    { numRuns: 20 },
  );
});

test("each day is settled once, and in order", async () => {
  await settleDay(17);
  await settleDay(18);
  await expect(settleDay(18)).rejects.toThrow("DayOutOfOrder(19, 18)");
  await expect(settleDay(17)).rejects.toThrow("DayOutOfOrder(19, 17)");
  await expect(settleDay(20)).rejects.toThrow("DayOutOfOrder(19, 20)");
  await settleDay(19);
  expect((await read(bench.chain, bench.settlement, "dayCount"))[0]).toBe(3n);
});

test("a refused day leaves no trace, and may be settled properly afterwards", async () => {
  await expect(settleDay(0, payout([5], [-5, 4]))).rejects.toThrow("Unbalanced(-1)");
  expect((await read(bench.chain, bench.token, "totalSupply"))[0]).toBe(0n);
  await settleDay(0, payout([5], [-5, 5]));
  expect((await read(bench.chain, bench.token, "balanceOf", addressOf(2)))[0]).toBe(5n);
});

test("only the operator settles, and only the administrator pauses", async () => {
  const stranger = await actAs(bench.chain, addressOf(9));
  await expect(settleDay(0, Buffer.alloc(0), stranger)).rejects.toThrow(
    "AccessControlUnauthorizedAccount",
  );
  for (const action of ["pause", "unpause"]) {
    await expect(transact(stranger, bench.settlement, action)).rejects.toThrow(
      "AccessControlUnauthorizedAccount",
    );
  }
});

test("nothing is settled during a pause", async () => {
  await transact(bench.chain, bench.settlement, "pause");
  await expect(settleDay(0)).rejects.toThrow("EnforcedPause()");
  await transact(bench.chain, bench.settlement, "unpause");
  await settleDay(0);
});

test("every posting of a day is proven, and none that was altered", async () => {
  const postings = Array.from({ length: 21 }, (_, i) => ({
    from: i % 4,
    to: (i * 3) % 5,
    kind: i,
    amountMicroEur: i * 987_654_321_012,
  }));
  const tree = postingTree(42, postings);
  await closeWith(42, tree.root, Buffer.alloc(0));
  const leafOf = async (i: number, surplus = 0) => {
    const { from, to, kind, amountMicroEur } = postings[i]!;
    const entry = [42, i, from, to, kind, amountMicroEur + surplus];
    return (await read(bench.chain, bench.settlement, "entryLeaf", entry))[0];
  };
  const verify = async (proof: string[], leaf: unknown) =>
    (await read(bench.chain, bench.settlement, "verifyEntry", 42, proof, leaf))[0];
  for (let i = 0; i < postings.length; i++) {
    expect(await verify(tree.proof(i), await leafOf(i))).toBe(true);
    expect(await verify(tree.proof(i), await leafOf(i, 1))).toBe(false);
    expect(await verify(tree.proof((i + 1) % postings.length), await leafOf(i))).toBe(false);
  }
});

test("days that were not closed have no root", async () => {
  await settleDay(5);
  expect((await read(bench.chain, bench.settlement, "rootOf", 5))[0]).toBe(root);
  for (const day of [4, 6]) {
    await expect(read(bench.chain, bench.settlement, "rootOf", day)).rejects.toThrow();
  }
});
