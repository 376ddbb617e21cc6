import { afterAll, beforeAll, expect, test } from "vitest";
import { ClaimRegistry } from "#engine/coordination/registry.ts";
import { packClaims } from "#sim/ledger/evm/claimBatch.ts";
import { bytesArgument, bytesOf } from "#sim/ledger/evm/packedCall.ts";
import { CLAIM_PERIODS, CLAIM_UNITS, claimSuite } from "#test/conformance/claimSuite.ts";
import {
  type Claim,
  type Grant,
  ClaimRegistry as ReferenceRegistry,
} from "#test/support/claimRegistry.ts";
import {
  admitUnits,
  claimSigned,
  startPlatform,
  type TestPlatform,
} from "#test/support/testChain.ts";

claimSuite("the reference", () => new ReferenceRegistry());

claimSuite("the registry of the engine", () => {
  const registry = new ClaimRegistry(CLAIM_UNITS, CLAIM_PERIODS);
  for (let period = 0; period < CLAIM_PERIODS; period++) registry.open(period);
  return {
    claim: ({ period, unit, direction, offeredWh, requestedWh }) =>
      registry.claim(period, unit, direction, offeredWh, requestedWh),
  };
});

let bench: TestPlatform;
let fresh: unknown;

beforeAll(async () => {
  bench = await startPlatform();
  const ids = Array.from({ length: CLAIM_UNITS }, (_, unit) => unit);
  await admitUnits(bench, ids);
  fresh = await bench.chain.request("evm_snapshot", []);
});

afterAll(() => bench.chain.close());

claimSuite(
  "the contract",
  async () => {
    await bench.chain.request("evm_revert", [fresh]);
    fresh = await bench.chain.request("evm_snapshot", []);
    return { claim: claimOnChain };
  },
  20,
);

async function claimOnChain(claim: Claim): Promise<Grant> {
  const record = {
    ...claim,
    ledger: 0,
    need: 0,
    operator: 1,
    marketMinute: 0,
    grantedWh: 0,
    conflict: 0,
  } as const;
  const receipt = await claimSigned(bench, packClaims([record]));
  const packed = bytesArgument(bytesOf(receipt.logs[0]!.data), 1).readUInt32BE(0);
  return { grantedWh: packed % 2 ** 30, conflict: (packed >>> 30) as Grant["conflict"] };
}

test("the registry of the engine forgets a period when its place is opened again", () => {
  const registry = new ClaimRegistry(1, 2);
  registry.open(0);
  registry.open(1);
  expect(registry.claim(0, 0, 0, 10, 4)).toEqual({ grantedWh: 4, conflict: 0 });
  expect(registry.grantedWh(0, 0, 0)).toBe(4);
  registry.open(2);
  expect(registry.claim(2, 0, 1, 10, 4)).toEqual({ grantedWh: 4, conflict: 0 });
  expect(() => registry.claim(0, 0, 0, 10, 4)).toThrow(/period 0 is not open/);
  expect(() => registry.claim(2, 1, 0, 10, 4)).toThrow(/unit 1 is not registered/);
  expect(() => registry.claim(2, 0, 0, 10, 0.5)).toThrow();
});
