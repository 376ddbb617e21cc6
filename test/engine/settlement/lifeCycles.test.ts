import fc from "fast-check";
import { expect, test } from "vitest";
import {
  ASSET_STATES,
  ASSET_STEPS,
  type AssetStanding,
  advanceAsset,
  liftBlock,
  mayBeClaimed,
  mayBeOffered,
  prequalified,
  tested,
  UNKNOWN_ASSET,
} from "#engine/settlement/assetLifeCycle.ts";
import { OFFER_STATES, OFFER_STEPS } from "#engine/settlement/offerLifeCycle.ts";
import { isFinal, step } from "#engine/settlement/stateMachine.ts";

const isRefused = (answer: object | string) => typeof answer === "object" && "refused" in answer;

test("the way of a unit into the market", () => {
  let standing: AssetStanding = UNKNOWN_ASSET;
  for (const to of ["registered", "gridPrequalified", "productQualified", "tested"] as const) {
    expect(mayBeClaimed(standing)).toBe(false);
    standing = advanceAsset(standing, to) as AssetStanding;
    expect(standing).toEqual({ state: to, resumes: null });
  }
  expect([mayBeOffered(standing), mayBeClaimed(standing)]).toEqual([true, true]);
});

test.each([
  ["unknown", "tested"],
  ["registered", "productQualified"],
  ["registered", "blocked"],
  ["tested", "rejected"],
  ["productQualified", "defaulted"],
  ["rejected", "registered"],
  ["withdrawn", "registered"],
  ["defaulted", "tested"],
] as const)("from %s to %s there is no step", (from, to) => {
  const refusal = { refused: "transition", from, to };
  expect(advanceAsset({ state: from, resumes: null }, to)).toEqual(refusal);
});

test.each(["gridPrequalified", "productQualified", "tested"] as const)(
  "a unit that is blocked when it is %s goes on there",
  (state) => {
    const blocked = advanceAsset({ state, resumes: null }, "blocked") as AssetStanding;
    expect([mayBeOffered(blocked), mayBeClaimed(blocked)]).toEqual([false, false]);
    expect(liftBlock(blocked)).toEqual({ state, resumes: null });
    expect(isRefused(liftBlock({ state, resumes: null }))).toBe(true);
  },
);

test("red rejects, all three parts of a test have to be passed", () => {
  expect((["green", "yellow", "red"] as const).map(prequalified)).toEqual([
    "gridPrequalified",
    "gridPrequalified",
    "rejected",
  ]);
  const passed = { received: true, inTime: true, sustained: true };
  expect(tested(passed)).toBe("tested");
  for (const part of ["received", "inTime", "sustained"] as const) {
    expect(tested({ ...passed, [part]: false })).toBe("rejected");
  }
});

test("no walk leaves a final state, and only what was tested is ever claimed or defaults", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...ASSET_STATES, "lift" as const)), (walk) => {
      let standing = UNKNOWN_ASSET;
      let wasTested = false;
      for (const to of walk) {
        const before = standing;
        const answer = to === "lift" ? liftBlock(standing) : advanceAsset(standing, to);
        if (!isRefused(answer)) standing = answer as AssetStanding;
        if (isFinal(ASSET_STEPS, before.state)) expect(standing).toBe(before);
        wasTested ||= standing.state === "tested";
        if (mayBeClaimed(standing) || standing.state === "defaulted") expect(wasTested).toBe(true);
        expect(standing.resumes !== null).toBe(standing.state === "blocked");
      }
    }),
  );
});

test("an offer is paid only after verification, and never from two states", () => {
  const before = OFFER_STATES.filter((from) => OFFER_STEPS[from].includes("settled"));
  expect(before).toEqual(["verified"]);
  expect(OFFER_STATES.filter((state) => isFinal(OFFER_STEPS, state))).toEqual([
    "withdrawn",
    "passedOver",
    "settled",
  ]);
  expect(step(OFFER_STEPS, "reserved", "withdrawn")).toEqual({
    refused: "transition",
    from: "reserved",
    to: "withdrawn",
  });
});
