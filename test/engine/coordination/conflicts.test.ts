import { expect, test } from "vitest";
import type { Conflict } from "#engine/coordination/conflict.ts";
import { periodConflicts } from "#engine/coordination/conflicts.ts";
import { counterActivationWh } from "#engine/coordination/counterActivation.ts";
import { BAL, DOWN, DSO_CM, TSO_CM, UP } from "#engine/coordination/needs.ts";
import type { Scheme } from "#engine/coordination/scheme.ts";
import { schemes } from "#engine/coordination/schemes.ts";
import { playPeriod, type TestNeed, type TestOffer } from "#test/support/flexGate.ts";

const { "1A": a1, "1C": c1, "2A": a2, uncoordinated } = schemes;
const blind: Scheme = { ...a2, exchange: "after", priority: "gate", cost: "own-pick" };

const up = (unit: number, wh: number, price = 1000): TestOffer => ({
  unit,
  direction: UP,
  wh,
  price,
});
const down = (unit: number, wh: number, price = 1000): TestOffer => ({
  ...up(unit, wh, price),
  direction: DOWN,
});
const dso = (direction: 0 | 1, wh: number): TestNeed => ({ kind: DSO_CM, direction, wh });
const tso = (direction: 0 | 1, wh: number): TestNeed => ({ kind: TSO_CM, direction, wh });
const bal = (direction: 0 | 1, wh: number): TestNeed => ({ kind: BAL, direction, wh });

/** Conflicts in short: set, unit, pair, kind, Wh, and how it is avoided. */
function short({ set, unit, pair, kind, overlapWh, avoidedBy }: Conflict): string {
  const words = ["latent", "attempted", "realised"][set];
  const pairs = ["D/T", "D/B", "T/B"][pair];
  const kinds = ["same", "opposite"][kind];
  return `${words} ${unit} ${pairs} ${kinds} ${overlapWh}${avoidedBy ? ` ${avoidedBy}` : ""}`;
}

test.each<[string, Scheme, TestOffer[], TestNeed[], string[]]>([
  [
    "separate lists prevent by design",
    a1,
    [up(0, 10)],
    [dso(UP, 4), tso(UP, 8)],
    ["latent 0 D/T same 4"],
  ],
  ["one need alone is no conflict", uncoordinated, [up(0, 10)], [dso(UP, 4)], []],
  [
    "a merge",
    a2,
    [up(0, 10)],
    [dso(UP, 4), tso(UP, 8)],
    ["latent 0 D/T same 4", "attempted 0 D/T same 4 merge"],
  ],
  [
    "a credit of part",
    a2,
    [up(0, 10)],
    [dso(UP, 4), tso(UP, 3)],
    ["latent 0 D/T same 3", "attempted 0 D/T same 3 merge"],
  ],
  [
    "a split",
    blind,
    [up(0, 10)],
    [dso(UP, 4), tso(UP, 8)],
    ["latent 0 D/T same 4", "attempted 0 D/T same 2 split"],
  ],
  [
    "a refusal in the same direction",
    blind,
    [up(0, 10)],
    [dso(UP, 10), tso(UP, 8)],
    ["latent 0 D/T same 8", "attempted 0 D/T same 8 reject"],
  ],
  [
    "a refusal and another unit",
    blind,
    [up(0, 10), up(1, 10, 2000)],
    [dso(UP, 10), tso(UP, 8)],
    ["latent 0 D/T same 8", "attempted 0 D/T same 8 reroute"],
  ],
  [
    "opposite, rejected",
    blind,
    [up(0, 10), down(0, 10)],
    [dso(UP, 4), tso(DOWN, 8)],
    ["latent 0 D/T opposite 4", "attempted 0 D/T opposite 4 reject"],
  ],
  [
    "opposite, from another unit",
    a2,
    [up(0, 10), down(0, 10), down(1, 50)],
    [dso(UP, 4), tso(DOWN, 3)],
    ["latent 0 D/T opposite 3", "attempted 0 D/T opposite 4 reroute"],
  ],
  [
    "the same kWh twice",
    uncoordinated,
    [up(0, 10)],
    [dso(UP, 4), tso(UP, 8)],
    ["latent 0 D/T same 4", "attempted 0 D/T same 4", "realised 0 D/T same 4"],
  ],
  [
    "up and down at once",
    uncoordinated,
    [up(0, 10), down(0, 10)],
    [dso(UP, 4), tso(DOWN, 8)],
    ["latent 0 D/T opposite 4", "attempted 0 D/T opposite 4", "realised 0 D/T opposite 4"],
  ],
  [
    "balancing against congestion",
    uncoordinated,
    [up(0, 10), down(0, 10)],
    [dso(UP, 4), bal(DOWN, 3)],
    ["latent 0 D/B opposite 3", "attempted 0 D/B opposite 3", "realised 0 D/B opposite 3"],
  ],
  [
    "within the TSO both needs take their own kWh",
    uncoordinated,
    [up(0, 10)],
    [tso(UP, 4), bal(UP, 3)],
    ["latent 0 T/B same 3"],
  ],
])("%s", (_, scheme, offers, needs, expected) => {
  const { conflicts } = playPeriod({ scheme, unitCount: 2, offers, needs, policy: "all-dso" });
  expect(conflicts.map(short)).toEqual(expected);
});

test("a refusal counts for the pair whose grant stood in the way", () => {
  const { conflicts } = playPeriod({
    scheme: schemes["3A"],
    unitCount: 1,
    offers: [up(0, 10), down(0, 10)],
    needs: [dso(UP, 4), tso(DOWN, 8), bal(UP, 8)],
  });
  expect(conflicts.map(short)).toEqual([
    "latent 0 D/T opposite 4",
    "attempted 0 D/T opposite 4 reject",
    "attempted 0 D/B same 4 merge",
  ]);
});

test("opposite claims from separate lists meet at the ledger", () => {
  const { conflicts } = playPeriod({
    scheme: c1,
    unitCount: 1,
    // The DSO's list does not admit the downward price, so that offer stands with the TSO.
    settings: { priceCapMicro: [1000, 2000, 2000] },
    offers: [up(0, 10, 900), down(0, 10, 1200)],
    needs: [dso(UP, 4), tso(DOWN, 8)],
  });
  expect(conflicts.map(short)).toEqual([
    "latent 0 D/T opposite 4",
    "attempted 0 D/T opposite 4 reject",
  ]);
});

test("the cost is the smaller of the two payments on the energy on which they met", () => {
  const { conflicts } = playPeriod({
    scheme: uncoordinated,
    unitCount: 1,
    offers: [up(0, 10_000, 90_000), down(0, 10_000, 70_001)],
    needs: [dso(UP, 4001), tso(DOWN, 8000)],
  });
  expect(conflicts.map(({ costMicroEur }) => costMicroEur)).toEqual([280_074, 280_074, 280_074]);
});

test("opposite orders in one ledger stop the run", () => {
  const { flex, orders } = playPeriod({
    scheme: uncoordinated,
    unitCount: 1,
    offers: [up(0, 10), down(0, 10)],
    needs: [dso(UP, 4), tso(DOWN, 8)],
  });
  const oneLedger = orders.map((order) => ({ ...order, ledger: 0 }));
  expect(() => periodConflicts(flex, oneLedger)).toThrow(/opposite orders on unit 0/);
});

test("counter-activation counts different operators in one area, on any unit", () => {
  const { orders } = playPeriod({
    scheme: uncoordinated,
    unitCount: 4,
    offers: [up(0, 10, 1), down(1, 6, 1), down(2, 10, 2), up(3, 10, 3)],
    needs: [dso(UP, 10), tso(DOWN, 9), bal(UP, 12)],
  });
  // Area 0 has 10 up of the DSO against 6 down of the TSO; area 1 only has the TSO's orders.
  expect([...counterActivationWh(orders, [0, 0, 1, 1], 2)]).toEqual([6, 0]);
});
