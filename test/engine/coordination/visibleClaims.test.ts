import { expect, test } from "vitest";
import { FlexPeriod } from "#engine/coordination/flexPeriod.ts";
import { BAL, type Direction, DSO_CM, offerIndex, TSO_CM, UP } from "#engine/coordination/needs.ts";
import type { Scheme } from "#engine/coordination/scheme.ts";
import { schemes } from "#engine/coordination/schemes.ts";
import { knownClaims, visibleClaims } from "#engine/coordination/visibleClaims.ts";

/** Unit 0 is the DSO's; 1 and 2 are the TSO's, and of these unit 1 stands on the DSO's list too. */
function period(): FlexPeriod {
  const flex = new FlexPeriod(4, []);
  flex.open(7);
  const direction: Direction = UP;
  const entry = { ledger: 0, need: 0, direction, offeredWh: 9, requestedWh: 5 } as const;
  const rest = { ...entry, conflict: 0, priceMicro: 1, effectiveness: 1, marketMinute: 0 } as const;
  const claim = (unit: number, kind: typeof DSO_CM | typeof TSO_CM, grantedWh: number) =>
    flex.claims.push({ ...rest, unit, kind, operator: kind === DSO_CM ? 0 : -1, grantedWh });
  claim(0, DSO_CM, 5);
  claim(1, TSO_CM, 5);
  claim(2, TSO_CM, 5);
  claim(3, TSO_CM, 0);
  for (const unit of [0, 1]) flex.offers.onList[DSO_CM][offerIndex(unit, UP)] = 9;
  for (const unit of [1, 2, 3]) flex.offers.onList[TSO_CM][offerIndex(unit, UP)] = 9;
  return flex;
}

const told = (changes: Partial<Scheme>): Scheme => ({ ...schemes["1A"], ...changes });
const unitsOf = (claims: readonly { unit: number }[]) => claims.map(({ unit }) => unit).join(" ");

test.each<[Scheme["exchange"], string, string, string]>([
  ["after", "0", "1 2", ""],
  ["shared", "0 1", "1 2", "1"],
  ["platform", "0 1 2", "0 1 2", "1 2"],
])("exchange `%s`: an operator knows its own grants and what it is told", (exchange, ...units) => {
  const flex = period();
  const scheme = told({ exchange });
  const [dsoKnows, tsoKnows, dsoCounts] = units;
  expect(unitsOf(knownClaims(flex, scheme, DSO_CM))).toBe(dsoKnows);
  expect(unitsOf(knownClaims(flex, scheme, BAL))).toBe(tsoKnows);
  expect(unitsOf(visibleClaims(flex, scheme, DSO_CM))).toBe(dsoCounts);
});

test("what a gate credits against a need is not counted in it too", () => {
  const scheme = told({ exchange: "platform", dsoTso: "overlapping", clearing: "sequential" });
  expect(unitsOf(knownClaims(period(), scheme, TSO_CM))).toBe("0 1 2");
  expect(unitsOf(visibleClaims(period(), scheme, TSO_CM))).toBe("");
});
