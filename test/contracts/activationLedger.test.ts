import { id } from "ethers";
import * as fc from "fast-check";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { claimStatement } from "#sim/ledger/day/statements.ts";
import { packClaims } from "#sim/ledger/evm/claimBatch.ts";
import { bytesArgument, bytesOf } from "#sim/ledger/evm/packedCall.ts";
import type { ClaimRecord } from "#sim/ledger/ledgerPort.ts";
import { OfferLists, readOffers } from "#sim/ledger/offerLists.ts";
import { claimSequence, decide } from "#test/support/ledgerDays.ts";
import {
  actAs,
  addressee,
  addressOf,
  admitUnits,
  claimSigned,
  read,
  startPlatform,
  type TestPlatform,
  transact,
} from "#test/support/testChain.ts";

let bench: TestPlatform;
let fresh: unknown;

beforeAll(async () => {
  bench = await startPlatform();
  await admitUnits(bench, [0, 300, 600]);
  fresh = await bench.chain.request("evm_snapshot", []);
});

beforeEach(restore);

afterAll(() => bench.chain.close());

async function restore(): Promise<void> {
  await bench.chain.request("evm_revert", [fresh]);
  fresh = await bench.chain.request("evm_snapshot", []);
}

async function claim(claims: readonly ClaimRecord[]) {
  return claimBytes(packClaims(claims));
}

async function claimBytes(batch: Buffer) {
  const receipt = await claimSigned(bench, batch);
  expect(receipt.logs).toHaveLength(1);
  const log = bytesOf(receipt.logs[0]!.data);
  expect(bytesArgument(log, 0)).toEqual(batch);
  const grants = bytesArgument(log, 1);
  return Array.from({ length: grants.length / 4 }, (_, i) => {
    const packed = grants.readUInt32BE(4 * i);
    return { grantedWh: packed % 2 ** 30, conflict: packed >>> 30 };
  });
}

function record(claim: Partial<ClaimRecord>): ClaimRecord {
  const quiet = { ledger: 0, need: 0, unit: 0, period: 0, direction: 0, conflict: 0 } as const;
  // The TSO, or the DSO of the first area.
  const operator = (claim.need ?? 0) === 0 ? 1 : 0;
  const energy = { offeredWh: 10, requestedWh: 10, grantedWh: 10 };
  return { ...quiet, ...energy, operator, marketMinute: 0, ...claim };
}

test("any sequence of claims, however cut into batches, is granted as in the reference registry", async () => {
  const property = fc.asyncProperty(claimSequence, fc.nat({ max: 60 }), async (sequence, cut) => {
    const expected = decide(sequence);
    const granted = [
      ...(await claim(expected.slice(0, cut))),
      ...(await claim(expected.slice(cut))),
    ];
    expect(granted).toEqual(expected.map(({ grantedWh, conflict }) => ({ grantedWh, conflict })));
    const stands = new Map<string, ClaimRecord[]>();
    for (const c of expected) {
      const key = `${c.unit}/${c.period}/${c.direction}`;
      stands.set(key, [...(stands.get(key) ?? []), c]);
    }
    for (const claims of stands.values()) await expectPosition(claims);
  });
  await fc.assert(property.afterEach(restore), { numRuns: 1000 });
});

/** Holds what stands in the ledger against all claims on one unit, period and direction. */
async function expectPosition(claims: readonly ClaimRecord[]): Promise<void> {
  const { unit, period, direction, offeredWh } = claims[0]!;
  const args = [unit, period, direction];
  const [position] = await read(bench.chain, bench.activationLedger, "positionOf", ...args);
  const served = claims.filter(({ grantedWh }) => grantedWh > 0);
  const granted = served.reduce((total, { grantedWh }) => total + grantedWh, 0);
  expect(position.toObject()).toEqual({
    claimed: true,
    needs: served.reduce((bits, { need }) => bits | BigInt(1 << need), 0n),
    residualWh: BigInt(offeredWh - granted),
  });
}

test("a ledger knows the market time of its last claim, and refuses older ones", async () => {
  await claim([record({ marketMinute: 7 }), record({ marketMinute: 9 })]);
  const [minute] = await read(bench.chain, bench.activationLedger, "marketMinute");
  expect(minute).toBe(9n);
  await expect(claim([record({ marketMinute: 8 })])).rejects.toThrow("MarketTimeWentBack(9, 8)");
});

test("a batch is decided as a whole or not at all", async () => {
  const batch = [record({}), record({ unit: 1 })];
  await expect(claim(batch)).rejects.toThrow("UnitNotEligible(1)");
  const [position] = await read(bench.chain, bench.activationLedger, "positionOf", 0, 0, 0);
  expect(position.claimed).toBe(false);
});

test.each([
  ["half a record", Buffer.alloc(6), "BatchMalformed(6)"],
  [
    "a header that promises more",
    Buffer.from("000000000000000000000001", "hex"),
    "BatchMalformed(12)",
  ],
  ["a record cut short", packClaims([record({})]).subarray(0, 23), "BatchMalformed(23)"],
  ["an unknown need", Buffer.from("000000000000000003000000", "hex"), "NeedNotAllowed(0, 3)"],
  [
    "a need of the TSO, by a DSO",
    Buffer.from("000000000000000001010000", "hex"),
    "NeedNotAllowed(1, 1)",
  ],
  [
    "a need of a DSO, by the TSO",
    Buffer.from("000000000000000000000000", "hex"),
    "NeedNotAllowed(0, 0)",
  ],
  ["an offer of 2^28 Wh", batchOf(0, 1, 2 ** 28), "EnergyTooLarge(0, 268435456)"],
  ["a request of 2^28 Wh", batchOf(300, 2 ** 28, 1), "EnergyTooLarge(300, 268435456)"],
])("%s is refused", async (_, batch, reason) => {
  await expect(claimBytes(batch)).rejects.toThrow(reason);
});

function batchOf(unit: number, requestedWh: number, offeredWh: number): Buffer {
  const batch = packClaims([record({ unit, requestedWh: 0, offeredWh: 0 })]);
  batch.writeUInt32BE(requestedWh, 16);
  batch.writeUInt32BE(offeredWh, 20);
  return batch;
}

test("an operator may claim by itself, without a signature", async () => {
  const dso = await actAs(bench.chain, bench.signers.operator(1).address);
  const batch = packClaims([record({})]);
  const receipt = await transact(dso, bench.activationLedger, "claimBatch", batch, "0x");
  expect(receipt.logs).toHaveLength(1);
  const other = packClaims([record({ need: 1 })]);
  await expect(transact(dso, bench.activationLedger, "claimBatch", other, "0x")).rejects.toThrow(
    "OperatorNotSigned(0)",
  );
});

function signed(batch: Buffer, operators: readonly number[], change: object = {}): Buffer {
  const to = addressee(bench, bench.activationLedger);
  const statement = { ...claimStatement(to, 0, batch), ...change };
  return Buffer.concat(operators.map((one) => bench.signers.operator(one).sign(statement)));
}

const mixed = packClaims([record({}), record({ need: 2, period: 1 })]);

test("claims of two operators need both signatures, and are not decided twice", async () => {
  const submitBatch = (signatures: Buffer) =>
    transact(bench.chain, bench.activationLedger, "claimBatch", mixed, signatures);
  await expect(submitBatch(signed(mixed, [0]))).rejects.toThrow("OperatorNotSigned(1)");
  await expect(submitBatch(signed(mixed, [1]))).rejects.toThrow("OperatorNotSigned(0)");
  await submitBatch(signed(mixed, [0, 1]));
  await expect(submitBatch(signed(mixed, [0, 1]))).rejects.toThrow(/NotAnOperator\(0x\w+\)/);
});

test.each([
  ["for another chain", { chainId: 1n }],
  ["for another contract", { contract: addressOf(7) }],
  ["under another name", { name: "Settlement" }],
])("a signature made %s counts for nothing", async (_, change) => {
  const claimed = transact(
    bench.chain,
    bench.activationLedger,
    "claimBatch",
    mixed,
    signed(mixed, [0, 1], change),
  );
  await expect(claimed).rejects.toThrow(/NotAnOperator\(0x\w+\)/);
});

test("nobody claims with half a signature, without one, or without the role", async () => {
  const submitBatch = (signatures: Buffer) =>
    transact(bench.chain, bench.activationLedger, "claimBatch", mixed, signatures);
  await expect(submitBatch(Buffer.alloc(64))).rejects.toThrow("SignaturesMalformed(64)");
  await expect(submitBatch(Buffer.alloc(0))).rejects.toThrow("NotAnOperator");
  const { address } = bench.signers.operator(0);
  await transact(bench.chain, bench.activationLedger, "revokeRole", id("TSO"), address);
  await expect(submitBatch(signed(mixed, [0, 1]))).rejects.toThrow("NotAnOperator");
});

test("a blocked unit is not claimed", async () => {
  const { address } = bench.signers.operator(1);
  const dso = await actAs(bench.chain, address);
  await transact(dso, bench.registry, "blockUnits", [300]);
  await expect(claim([record({ unit: 300 })])).rejects.toThrow("UnitNotEligible(300)");
  await transact(dso, bench.registry, "unblockUnits", [300]);
  expect(await claim([record({ unit: 300 })])).toEqual([{ grantedWh: 10, conflict: 0 }]);
});

test("lists are published by the market operator alone", async () => {
  const lists = new OfferLists();
  lists.begin({ list: 2, gate: 1, operator: 0, period: 7 });
  lists.add(300, 1, 250, -40_000);
  const [packed] = lists.take();
  const receipt = await transact(bench.chain, bench.activationLedger, "publishOffers", 5, packed);
  const log = bench.activationLedger.codec.parseLog(receipt.logs[0]!)!;
  expect([log.name, log.args[0]]).toEqual(["OffersPublished", 5n]);
  expect(readOffers(bytesOf(log.args[1]))).toEqual([
    {
      list: 2,
      gate: 1,
      operator: 0,
      period: 7,
      unit: 300,
      direction: 1,
      quantityWh: 250,
      priceMicro: -40_000,
    },
  ]);
  const stranger = await actAs(bench.chain, addressOf(3));
  await expect(
    transact(stranger, bench.activationLedger, "publishOffers", 5, packed),
  ).rejects.toThrow("AccessControlUnauthorizedAccount");
});
