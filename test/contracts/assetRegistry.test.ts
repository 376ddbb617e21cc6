import { afterAll, beforeAll, expect, test } from "vitest";
import {
  actAs,
  addressOf,
  read,
  startPlatform,
  type TestPlatform,
  transact,
} from "#test/support/testChain.ts";

let bench: TestPlatform;
const nobody = addressOf(-0xacc0000);

beforeAll(async () => {
  bench = await startPlatform();
});

afterAll(() => bench.chain.close());

function register(ids: number[], owners: string[], chain = bench.chain) {
  const units = owners.map((owner, i) => [owner, 7, 1000 + i, 2000 + i]);
  return transact(chain, bench.registry, "registerUnits", ids, units);
}

test("registered units are found again, and the others are not", async () => {
  const receipt = await register([3, 259, 4_294_967_295], [1, 2, 3].map(addressOf));
  expect(receipt.logs).toHaveLength(3);
  const [unit] = await read(bench.chain, bench.registry, "unitOf", 259);
  expect(unit.toObject()).toEqual({
    owner: expect.stringMatching(new RegExp(addressOf(2), "i")),
    area: 7n,
    upWhMax: 1001n,
    downWhMax: 2001n,
  });
  for (const [id, known] of [
    [3, true],
    [4_294_967_295, true],
    [2, false],
    [515, false],
  ] as const) {
    expect((await read(bench.chain, bench.registry, "isRegistered", id))[0]).toBe(known);
  }
  expect((await read(bench.chain, bench.registry, "registeredBits", 1))[0]).toBe(1n << 3n);
  expect((await read(bench.chain, bench.registry, "unitCount"))[0]).toBe(3n);
  await expect(read(bench.chain, bench.registry, "unitOf", 2)).rejects.toThrow();
});

test.each([
  ["a unit that is registered", [3], [addressOf(1)], "UnitAlreadyRegistered(3)"],
  ["a unit twice in a batch", [5, 5], [addressOf(1), addressOf(1)], "UnitAlreadyRegistered(5)"],
  ["a unit without owner", [6], [nobody], "OwnerMissing(6)"],
  ["fewer descriptions than units", [6, 7], [addressOf(1)], "LengthsDiffer(2, 1)"],
])("%s is refused", async (_, ids, owners, reason) => {
  await expect(register(ids, owners)).rejects.toThrow(reason);
});

test("a stranger registers nothing", async () => {
  const stranger = await actAs(bench.chain, addressOf(9));
  await expect(register([8], [addressOf(1)], stranger)).rejects.toThrow(
    "AccessControlUnauthorizedAccount",
  );
});
