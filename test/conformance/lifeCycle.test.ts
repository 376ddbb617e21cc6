import { afterAll, beforeAll, expect, test } from "vitest";
import {
  ASSET_STATES,
  type AssetStanding,
  type AssetState,
  advanceAsset,
  liftBlock,
  UNKNOWN_ASSET,
} from "#engine/settlement/assetLifeCycle.ts";
import { registerUnit } from "#test/support/registerUnit.ts";
import {
  actAs,
  addressee,
  admitUnits,
  read,
  startPlatform,
  type TestPlatform,
  transact,
} from "#test/support/testChain.ts";

const OWNER = 1;
/** For the state alone; a role that is missing would be another reason. */
const REFUSED = /TransitionRefused|UnitAlreadyRegistered|NotTheOwner/;
let bench: TestPlatform;
let nextUnit = 100;

beforeAll(async () => {
  bench = await startPlatform();
  // One unit all the way, so that owner and DSO hold their roles.
  await admitUnits(bench, [0], { owner: OWNER });
}, 120_000);

afterAll(() => bench.chain.close());

/** What brings a unit one step on, by whoever may. */
async function attempt(unit: number, to: AssetState): Promise<void> {
  const { chain, registry, signers } = bench;
  const dso = () => actAs(chain, signers.operator(1).address);
  const owner = () => actAs(chain, signers.participant(OWNER).address);
  switch (to) {
    case "registered":
      return registerUnit(chain, addressee(bench, registry), signers, unitTerms(unit));
    case "gridPrequalified":
      await transact(await dso(), registry, "prequalify", [[unit, 0, 100, 100]], "0x");
      return;
    case "productQualified":
      await transact(chain, registry, "qualify", [unit]);
      return;
    case "tested":
      await transact(chain, registry, "recordTests", [[unit, true, true, true]]);
      return;
    case "blocked":
      await transact(await dso(), registry, "blockUnits", [unit]);
      return;
    case "rejected":
      await transact(chain, registry, "reject", unit, `0x${"00".repeat(32)}`);
      return;
    case "withdrawn":
      await transact(await owner(), registry, "withdraw", unit);
      return;
    case "defaulted":
      await transact(chain, registry, "declareDefault", unit);
      return;
    case "unknown":
      throw new Error("nothing becomes unknown");
  }
}

const unitTerms = (unit: number) => ({
  unit,
  owner: OWNER,
  area: 0,
  upWhMax: 100,
  downWhMax: 100,
  place: { bus: 1, latitudeDegree: 42, longitudeDegree: 24 },
  meters: [`meter ${unit}`],
});

/** Shortest way to a state. */
const WAY: Record<AssetState, readonly AssetState[]> = {
  unknown: [],
  registered: ["registered"],
  gridPrequalified: ["registered", "gridPrequalified"],
  productQualified: ["registered", "gridPrequalified", "productQualified"],
  tested: ["registered", "gridPrequalified", "productQualified", "tested"],
  blocked: ["registered", "gridPrequalified", "blocked"],
  rejected: ["registered", "rejected"],
  withdrawn: ["registered", "withdrawn"],
  defaulted: ["registered", "gridPrequalified", "productQualified", "tested", "defaulted"],
};

async function stateOnChain(unit: number): Promise<AssetState> {
  const [entry] = await read(bench.chain, bench.registry, "unitOf", unit);
  return ASSET_STATES[Number(entry.state)]!;
}

const pairs = ASSET_STATES.flatMap((from) =>
  ASSET_STATES.filter((to) => to !== "unknown").map((to) => [from, to] as const),
);

test.each(pairs)("from %s to %s: engine and contract agree", async (from, to) => {
  const unit = nextUnit++;
  let standing = UNKNOWN_ASSET;
  for (const next of WAY[from]) {
    await attempt(unit, next);
    standing = advanceAsset(standing, next) as AssetStanding;
  }
  const answer = advanceAsset(standing, to);
  if ("refused" in answer) await expect(attempt(unit, to)).rejects.toThrow(REFUSED);
  else await attempt(unit, to);
  const expected = "refused" in answer ? from : answer.state;
  if (expected === "unknown") return;
  expect(await stateOnChain(unit)).toBe(expected);
});

test.each(["gridPrequalified", "productQualified", "tested"] as const)(
  "a block at %s is lifted on both sides to where it was",
  async (state) => {
    const unit = nextUnit++;
    for (const next of [...WAY[state], "blocked"] as const) await attempt(unit, next);
    const dso = await actAs(bench.chain, bench.signers.operator(1).address);
    await transact(dso, bench.registry, "unblockUnits", [unit]);
    const lifted = liftBlock({ state: "blocked", resumes: state }) as AssetStanding;
    expect(await stateOnChain(unit)).toBe(lifted.state);
    await expect(transact(dso, bench.registry, "unblockUnits", [unit])).rejects.toThrow(
      "TransitionRefused",
    );
  },
);
