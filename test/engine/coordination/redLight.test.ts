import { expect, test } from "vitest";
import { DSO_CM, TSO_CM, UP } from "#engine/coordination/needs.ts";
import { schemes } from "#engine/coordination/schemes.ts";
import { grantsOf, playPeriod, type TestOffer } from "#test/support/flexGate.ts";

const up = (unit: number, wh: number, price: number): TestOffer => {
  return { unit, direction: UP, wh, price };
};
const offers = [up(0, 10, 100), up(1, 10, 200)];
const settings = { safeWh: (unit: number) => (unit === 0 ? 0 : 9) };

test("an offer of which the DSO's light finds nothing safe is red; what nobody wanted is not", () => {
  const needs = [{ kind: TSO_CM, direction: UP, wh: 5 } as const];
  const { flex } = playPeriod({ scheme: schemes["2A"], unitCount: 2, offers, needs, settings });
  expect(grantsOf(flex, TSO_CM)).toBe("1:5");
  expect([...flex.isRed]).toEqual([1, 0, 0, 0]);
});

test("a joint gate that is not the DSO's marks what it may not take", () => {
  const scheme = { ...schemes["1C"], guard: "filter" } as const;
  const needs = [{ kind: TSO_CM, direction: UP, wh: 5 } as const];
  const period = { scheme, unitCount: 2, offers, needs, settings, policy: "all-tso" } as const;
  const { flex } = playPeriod(period);
  expect(grantsOf(flex, TSO_CM)).toBe("1:5");
  expect([...flex.isRed]).toEqual([1, 0, 0, 0]);
});

test("the DSO itself is bound by no light, and nothing is red for its sake", () => {
  const needs = [{ kind: DSO_CM, direction: UP, wh: 5 } as const];
  const { flex } = playPeriod({ scheme: schemes["2A"], unitCount: 2, offers, needs, settings });
  expect([...flex.isRed]).toEqual([0, 0, 0, 0]);
});
