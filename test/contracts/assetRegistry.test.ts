import { id } from "ethers";
import * as fc from "fast-check";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import {
  prequalificationStatement,
  type RegistrationTerms,
  registrationStatement,
} from "#sim/ledger/day/statements.ts";
import { registrationTerms, resultsHash } from "#sim/ledger/evm/registration.ts";
import type { Statement } from "#sim/ledger/evm/signers.ts";
import type { UnitRegistration } from "#sim/ledger/ledgerPort.ts";
import {
  actAs,
  addressee,
  addressOf,
  admitUnits,
  read,
  startPlatform,
  type TestPlatform,
  transact,
} from "#test/support/testChain.ts";

let bench: TestPlatform;
let fresh: unknown;
let owner: string;
let dso: string;

beforeAll(async () => {
  bench = await startPlatform();
  owner = bench.signers.participant(1).address;
  dso = bench.signers.operator(1).address;
  await transact(bench.chain, bench.registry, "grantRole", id("FSP"), owner);
  await transact(bench.chain, bench.registry, "grantRole", id("DSO"), dso);
  fresh = await bench.chain.request("evm_snapshot", []);
});

beforeEach(restore);

afterAll(() => bench.chain.close());

async function restore(): Promise<void> {
  await bench.chain.request("evm_revert", [fresh]);
  fresh = await bench.chain.request("evm_snapshot", []);
}

const unit: UnitRegistration = {
  unit: 7,
  owner: 1,
  area: 1,
  upWhMax: 1000,
  downWhMax: 2000,
  place: { bus: 12, latitudeDegree: 42.135416, longitudeDegree: -24.745333 },
  meters: ["BG-1", "BG-2"],
};

function sign(terms: RegistrationTerms, change: Partial<Statement> = {}): Buffer {
  const statement = registrationStatement(addressee(bench, bench.registry), terms);
  return bench.signers.participant(1).sign({ ...statement, ...change });
}

function register(terms: RegistrationTerms, signature = sign(terms), chain = bench.chain) {
  return transact(chain, bench.registry, "registerUnits", [terms], signature);
}

function terms(change: Partial<RegistrationTerms> = {}): RegistrationTerms {
  return { ...registrationTerms(unit, owner, 0), ...change };
}

async function stateOf(number: number): Promise<number> {
  return Number((await read(bench.chain, bench.registry, "unitOf", number))[0].state);
}

test("a unit is registered with owner, place, capability and meters", async () => {
  await register(terms());
  const [found] = await read(bench.chain, bench.registry, "unitOf", 7);
  expect(found.toObject()).toMatchObject({
    owner,
    area: 1n,
    upWhMax: 1000n,
    downWhMax: 2000n,
    bus: 12n,
    latitudeE6: 42_135_416n,
    longitudeE6: -24_745_333n,
    state: 1n,
  });
  expect((await read(bench.chain, bench.registry, "unitOfMeter", id("BG-2")))[0]).toBe(7n);
  expect((await read(bench.chain, bench.registry, "unitCount"))[0]).toBe(1n);
  await expect(read(bench.chain, bench.registry, "unitOf", 8)).rejects.toThrow();
  await expect(read(bench.chain, bench.registry, "unitOfMeter", id("BG-3"))).rejects.toThrow();
});

test.each([
  ["signed for another chain", { chainId: 1n }],
  ["signed for another contract", { contract: addressOf(8) }],
] as const)("a registration %s is refused", async (_, change) => {
  await expect(register(terms(), sign(terms(), change))).rejects.toThrow("NotSignedByOwner(7");
});

test.each([
  ["somebody else's", () => ({ owner: addressOf(3) }), /OwnerNotAdmitted\(7, 0x\w+\)/],
  ["without a meter", () => ({ meters: [] }), "MetersMissing(7)"],
  ["naming a meter twice", () => ({ meters: [id("a"), id("a")] }), /MeterTaken\(0x\w+, 7\)/],
  ["with an old signature counter", () => ({ nonce: 4 }), /InvalidAccountNonce\(0x\w+, 0\)/],
])("a unit %s is refused", async (_, change, reason) => {
  await expect(register(terms(change()))).rejects.toThrow(reason);
});

test("what was signed may not be altered, repeated or cut", async () => {
  const signature = sign(terms());
  for (const change of [{ bus: 13 }, { upWhMax: 1001 }, { meters: [id("BG-1")] }, { unit: 8 }]) {
    await expect(register(terms(change), signature)).rejects.toThrow(/NotSignedByOwner/);
  }
  await expect(register(terms(), signature.subarray(1))).rejects.toThrow(
    "SignaturesMalformed(64, 65)",
  );
  await register(terms(), signature);
  await expect(register(terms(), signature)).rejects.toThrow("UnitAlreadyRegistered(7)");
});

test("a signature that was used does not register the unit's successor", async () => {
  const signature = sign(terms({ unit: 9 }));
  await register(terms({ unit: 9 }), signature);
  await transact(await actAs(bench.chain, owner), bench.registry, "withdraw", 9);
  await expect(register(terms({ unit: 9 }), signature)).rejects.toThrow("UnitAlreadyRegistered(9)");
  await expect(register(terms({ unit: 10, nonce: 0 }))).rejects.toThrow("InvalidAccountNonce");
  await register(terms({ unit: 10, nonce: 1 }));
  expect((await read(bench.chain, bench.registry, "unitOfMeter", id("BG-1")))[0]).toBe(10n);
});

test("a meter belongs to one live unit", async () => {
  await register(terms());
  const other = terms({ unit: 8, nonce: 1, meters: [id("BG-3"), id("BG-2")] });
  await expect(register(other)).rejects.toThrow(`MeterTaken(${id("BG-2")}, 7)`);
});

/** How a unit gets from one state to another; numbers as in `IAssetRegistry.State`. */
const steps: Record<string, { to: number; from: readonly number[] }> = {
  green: { to: 2, from: [1] },
  yellow: { to: 2, from: [1] },
  red: { to: 6, from: [1, 2, 3] },
  qualify: { to: 3, from: [2] },
  passTest: { to: 4, from: [3] },
  failTest: { to: 6, from: [3] },
  reject: { to: 6, from: [1, 2, 3] },
  block: { to: 5, from: [2, 3, 4] },
  withdraw: { to: 7, from: [1, 2, 3, 4, 5] },
  declareDefault: { to: 8, from: [4] },
};

async function take(step: string): Promise<unknown> {
  const { chain, registry } = bench;
  const asDso = await actAs(chain, dso);
  const light = ["green", "yellow", "red"].indexOf(step);
  if (light >= 0) return transact(asDso, registry, "prequalify", [[7, light, 300, 400]], "0x");
  switch (step) {
    case "qualify":
      return transact(chain, registry, "qualify", [7]);
    case "passTest":
      return transact(chain, registry, "recordTests", [[7, true, true, true]]);
    case "failTest":
      return transact(chain, registry, "recordTests", [[7, true, false, true]]);
    case "reject":
      return transact(chain, registry, "reject", 7, id("too small"));
    case "block":
      return transact(asDso, registry, "blockUnits", [7]);
    case "unblock":
      return transact(asDso, registry, "unblockUnits", [7]);
    case "withdraw":
      return transact(await actAs(chain, owner), registry, "withdraw", 7);
    default:
      return transact(chain, registry, step, 7);
  }
}

test("any sequence of steps follows the life cycle, and no other step is possible", async () => {
  const step = fc.constantFrom(...Object.keys(steps), "unblock");
  const property = fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (sequence) => {
    await restore();
    await register(terms());
    let state = 1;
    let resumed = 0;
    for (const name of ["green", "qualify", "passTest"].slice(0, sequence.length % 4)) {
      await take(name);
      state = steps[name]!.to;
    }
    for (const name of sequence) {
      const allowed = name === "unblock" ? state === 5 : steps[name]!.from.includes(state);
      if (!allowed) {
        await expect(take(name)).rejects.toThrow(/TransitionRefused\(7/);
        continue;
      }
      await take(name);
      if (name === "block") resumed = state;
      state = name === "unblock" ? resumed : steps[name]!.to;
      expect(await stateOf(7)).toBe(state);
      const [bits] = await read(bench.chain, bench.registry, "eligibleBits", 0);
      expect(bits).toBe(state === 4 ? 1n << 7n : 0n);
      const [offering] = await read(bench.chain, bench.registry, "offeringOwner", 7);
      expect(offering).toBe(state === 3 || state === 4 ? owner : addressOf(-0xacc0000));
    }
  });
  await fc.assert(property, { numRuns: 40 });
});

test("a yellow light lists the largest safe quantity, and never more than was registered", async () => {
  await register(terms());
  const asDso = await actAs(bench.chain, dso);
  const prequalify = (up: number, down: number) =>
    transact(asDso, bench.registry, "prequalify", [[7, 1, up, down]], "0x");
  await expect(prequalify(1001, 0)).rejects.toThrow("LargerThanRegistered(7, 1001, 1000)");
  await expect(prequalify(0, 2001)).rejects.toThrow("LargerThanRegistered(7, 2001, 2000)");
  await prequalify(600, 0);
  const [found] = await read(bench.chain, bench.registry, "unitOf", 7);
  expect([found.upWhMax, found.downWhMax]).toEqual([600n, 0n]);
});

test("a DSO may sign its prequalification, once", async () => {
  await register(terms());
  const results = [{ unit: 7, light: 0, upWhMax: 0, downWhMax: 0 }];
  const to = addressee(bench, bench.registry);
  const signedBy = (operator: number, nonce: number) =>
    bench.signers
      .operator(operator)
      .sign(prequalificationStatement(to, resultsHash(results), nonce));
  const hand = (signature: Buffer) =>
    transact(bench.chain, bench.registry, "prequalify", results, signature);
  await expect(hand(signedBy(0, 0))).rejects.toThrow("AccessControlUnauthorizedAccount");
  await hand(signedBy(1, 0));
  expect(await stateOf(7)).toBe(2);
  await register(terms({ unit: 8, nonce: 1, meters: [id("BG-8")] }));
  results[0]!.unit = 8;
  await expect(hand(signedBy(1, 0))).rejects.toThrow("AccessControlUnauthorizedAccount");
  await hand(signedBy(1, 1));
});

test("more information is asked for before a unit is qualified, and nowhere else", async () => {
  await register(terms());
  const ask = () => transact(bench.chain, bench.registry, "requestInformation", 7, id("wiring"));
  await expect(ask()).rejects.toThrow("TransitionRefused(7, 1, 2)");
  await take("green");
  expect((await ask()).logs).toHaveLength(1);
  expect(await stateOf(7)).toBe(2);
});

test("whoever has no role changes nothing", async () => {
  await admitUnits(bench, [7], { owner: 2 });
  const stranger = await actAs(bench.chain, addressOf(9));
  const acts: [string, unknown[]][] = [
    ["registerUnits", [[], "0x"]],
    ["prequalify", [[], "0x"]],
    ["qualify", [[7]]],
    ["recordTests", [[]]],
    ["requestInformation", [7, id("")]],
    ["reject", [7, id("")]],
    ["blockUnits", [[7]]],
    ["unblockUnits", [[7]]],
    ["declareDefault", [7]],
  ];
  for (const [act, args] of acts) {
    await expect(transact(stranger, bench.registry, act, ...args)).rejects.toThrow(
      "AccessControlUnauthorizedAccount",
    );
  }
  await expect(transact(stranger, bench.registry, "withdraw", 7)).rejects.toThrow("NotTheOwner(7");
});
