import { id } from "ethers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { packPayout, unpackBalances } from "#sim/ledger/day/settlementBatch.ts";
import {
  actAs,
  addressOf,
  read,
  startPlatform,
  type TestPlatform,
  transact,
} from "#test/support/testChain.ts";

let bench: TestPlatform;
const [ada, bob, eve] = [addressOf(1), addressOf(2), addressOf(3)] as const;

beforeAll(async () => {
  bench = await startPlatform();
  await transact(bench.chain, bench.token, "grantRole", id("SETTLEMENT"), bench.chain.operator);
  await transact(bench.chain, bench.token, "openWallets", [ada, bob]);
});

afterAll(() => bench.chain.close());

async function balanceOf(account: string): Promise<bigint> {
  return (await read(bench.chain, bench.token, "balanceOf", account))[0];
}

function word(wallet: number, kind: number, amount: bigint): Buffer {
  const amountBits = BigInt.asUintN(128, amount);
  const packed = (BigInt(wallet) << 224n) | (BigInt(kind) << 216n) | amountBits;
  return Buffer.from(packed.toString(16).padStart(64, "0"), "hex");
}

test("one token is a euro, and its smallest unit a microeuro", async () => {
  expect((await read(bench.chain, bench.token, "decimals"))[0]).toBe(6n);
});

test("tokens are issued against deposits, move between accounts, and are burnt at withdrawals", async () => {
  await transact(bench.chain, bench.token, "deposit", ada, 1000);
  const asAda = await actAs(bench.chain, ada);
  await transact(asAda, bench.token, "transfer", bob, 300);
  await transact(asAda, bench.token, "approve", bob, 50);
  await transact(await actAs(bench.chain, bob), bench.token, "transferFrom", ada, eve, 50);
  await transact(bench.chain, bench.token, "withdraw", bob, 100);
  expect(await Promise.all([ada, bob, eve].map(balanceOf))).toEqual([650n, 200n, 50n]);
  expect((await read(bench.chain, bench.token, "totalSupply"))[0]).toBe(900n);
});

test("an account that is paid for the first time gets the next wallet", async () => {
  expect((await read(bench.chain, bench.token, "walletOf", eve))[0]).toBe(2n);
  expect((await read(bench.chain, bench.token, "accountOf", 2))[0]).toMatch(new RegExp(eve, "i"));
  expect((await read(bench.chain, bench.token, "walletCount"))[0]).toBe(3n);
});

test("nobody spends more than is there, and neighbours in a slot keep theirs", async () => {
  const asEve = await actAs(bench.chain, eve);
  await expect(transact(asEve, bench.token, "transfer", ada, 51)).rejects.toThrow(
    /ERC20InsufficientBalance\(0x\w+, 50, 51\)/,
  );
  const asStranger = await actAs(bench.chain, addressOf(4));
  await expect(transact(asStranger, bench.token, "transfer", ada, 1)).rejects.toThrow(
    /ERC20InsufficientBalance\(0x\w+, 0, 1\)/,
  );
  await transact(asStranger, bench.token, "transfer", ada, 0);
  await transact(asEve, bench.token, "transfer", eve, 50);
  expect(await Promise.all([ada, bob, eve].map(balanceOf))).toEqual([650n, 200n, 50n]);
});

test("a balance never outgrows its share of the slot", async () => {
  await expect(transact(bench.chain, bench.token, "deposit", ada, 2n ** 64n)).rejects.toThrow(
    /BalanceTooLarge/,
  );
  const payout = Buffer.concat([word(0, 0, 2n ** 64n), word(1, 0, -(2n ** 64n))]);
  await expect(transact(bench.chain, bench.token, "settle", payout)).rejects.toThrow(
    /BalanceTooLarge/,
  );
});

test("a settlement batch issues deposits, pays net amounts, and emits every movement", async () => {
  const nets = Float64Array.of(-700, 650, 50);
  const batch = packPayout({ deposits: Float64Array.of(100, 0, 0), nets });
  const receipt = await transact(bench.chain, bench.token, "settle", batch);
  expect(receipt.logs).toHaveLength(4);
  expect(await Promise.all([ada, bob, eve].map(balanceOf))).toEqual([50n, 850n, 100n]);
  expect((await read(bench.chain, bench.token, "totalSupply"))[0]).toBe(1000n);
  const [slots] = await read(bench.chain, bench.token, "balanceSlots", 0, 1);
  const raw = Buffer.from(slots[0].toString(16).padStart(64, "0"), "hex");
  expect(unpackBalances(raw, 4)).toEqual(Float64Array.of(50, 850, 100, 0));
});

test("words may come in any order, several for the same wallet", async () => {
  const words = [word(2, 1, 5n), word(0, 0, 5n), word(2, 0, -3n), word(1, 0, -1n), word(2, 0, -1n)];
  await transact(bench.chain, bench.token, "settle", Buffer.concat(words));
  expect(await Promise.all([ada, bob, eve].map(balanceOf))).toEqual([55n, 849n, 101n]);
});

test.each([
  ["one that does not sum to zero", [word(0, 0, 5n), word(1, 0, -4n)], "Unbalanced(1)"],
  ["half a word", [word(0, 0, 0n).subarray(16)], "BatchMalformed(16)"],
  ["a wallet nobody opened", [word(3, 0, 0n)], "WalletUnknown(3)"],
  ["an unknown kind", [word(0, 2, 1n)], "WordMalformed"],
  ["a negative deposit", [word(0, 1, -1n)], "WordMalformed"],
  ["an empty deposit", [word(0, 1, 0n)], "WordMalformed"],
  ["bits that mean nothing", [word(0, 0, 0n).fill(1, 5, 16)], "WordMalformed"],
  ["a wallet below zero", [word(0, 0, -56n), word(1, 0, 56n)], "ERC20InsufficientBalance"],
])("a batch with %s is refused", async (_, words, reason) => {
  const batch = Buffer.concat(words);
  await expect(transact(bench.chain, bench.token, "settle", batch)).rejects.toThrow(reason);
});

test.each([
  ["openWallets", [[addressOf(5)]]],
  ["deposit", [addressOf(5), 1]],
  ["withdraw", [ada, 1]],
  ["settle", ["0x"]],
])("a stranger may not %s", async (functionName, args) => {
  const stranger = await actAs(bench.chain, addressOf(6));
  await expect(transact(stranger, bench.token, functionName, ...args)).rejects.toThrow(
    "AccessControlUnauthorizedAccount",
  );
});

test("a wallet opens once, and never for nobody", async () => {
  const open = (account: string) => transact(bench.chain, bench.token, "openWallets", [account]);
  await expect(open(ada)).rejects.toThrow("WalletAlreadyOpen");
  await expect(open(addressOf(-0xacc0000))).rejects.toThrow("ERC20InvalidReceiver");
});
