import { expect, test } from "vitest";
import type { OwnScheme } from "#scenarios/scenario.ts";
import { schemeFindings } from "#sim/variants.ts";
import { smallScenario } from "#test/support/smallScenario.ts";

function fieldsOf(...schemes: readonly OwnScheme[]): string[] {
  return schemeFindings(smallScenario({ schemes })).map(({ field }) => field);
}

test("an own scheme needs an id of its own, a shipped one to start from and no contradiction", () => {
  expect(fieldsOf({ id: "mine", like: "2A", changes: { guard: "corrective" } })).toEqual([]);
  expect(
    fieldsOf(
      { id: "lem-dnut", like: "2A", changes: {} },
      { id: "one", like: "3Z", changes: {} },
      { id: "two", like: "toString", changes: {} },
      { id: "three", like: "2A", changes: { exchange: "after" } },
    ),
  ).toEqual(["schemes.lem-dnut", "schemes.one.like", "schemes.two.like", "schemes.three"]);
});
