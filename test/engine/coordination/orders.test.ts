import { expect, test } from "vitest";
import { BAL, DOWN, DSO_CM, TSO_CM, TSO_OPERATOR, UP } from "#engine/coordination/needs.ts";
import { schemes } from "#engine/coordination/schemes.ts";
import { playPeriod, type TestNeed, type TestPeriod } from "#test/support/flexGate.ts";

const DSO = 0;
const offers = [{ unit: 0, direction: UP, wh: 10, price: 100 }] as const;
const needs = (dsoWh: number, tsoWh: number): TestNeed[] => [
  { kind: DSO_CM, direction: UP, wh: dsoWh },
  { kind: TSO_CM, direction: UP, wh: tsoWh },
];

/** Orders as [kind, Wh, payer, penalty waived]. */
function ordersOf(period: Omit<TestPeriod, "unitCount">) {
  return playPeriod({ unitCount: 1, ...period }).orders.map(
    ({ kind, orderedWh, payer, penaltyWaived }) => [kind, orderedWh, payer, penaltyWaived],
  );
}

test.each<[string, number, number, unknown[][]]>([
  [
    "the TSO's is larger: it pays for all, the DSO's penalty is waived",
    4,
    8,
    [
      [DSO_CM, 4, TSO_OPERATOR, true],
      [TSO_CM, 4, TSO_OPERATOR, false],
    ],
  ],
  ["the DSO's is larger: it pays", 4, 3, [[DSO_CM, 4, DSO, false]]],
  ["equal: the earlier gate pays", 4, 4, [[DSO_CM, 4, DSO, false]]],
  ["the TSO needs nothing", 4, 0, [[DSO_CM, 4, DSO, false]]],
  ["the DSO needs nothing", 0, 4, [[TSO_CM, 4, TSO_OPERATOR, false]]],
])("merged needs have one payer; %s", (_, dsoWh, tsoWh, orders) => {
  expect(ordersOf({ scheme: schemes["2A"], offers, needs: needs(dsoWh, tsoWh) })).toEqual(orders);
});

test("an operator's quantity is the most that one of its needs wants of the unit", () => {
  const orders = ordersOf({
    scheme: schemes["2A"],
    offers,
    needs: [
      { kind: DSO_CM, direction: UP, wh: 6 },
      { kind: TSO_CM, direction: UP, wh: 2, effectiveness: [1] },
      { kind: TSO_CM, direction: UP, wh: 1.6, effectiveness: [0.2], element: "other" },
    ],
  });
  // The other element is credited 6 Wh, which give 1.2, and lacks 0.4: 2 Wh more, so 8 against 6.
  expect(orders).toEqual([
    [DSO_CM, 6, TSO_OPERATOR, true],
    [TSO_CM, 2, TSO_OPERATOR, false],
  ]);
});

test("where every operator pays its own picks, a credit costs nothing", () => {
  expect(ordersOf({ scheme: schemes["2B"], offers, needs: needs(4, 8) })).toEqual([
    [DSO_CM, 4, DSO, false],
    [TSO_CM, 4, TSO_OPERATOR, false],
  ]);
});

test("balancing on a separate list stays out of a merge on the same unit", () => {
  const { orders } = playPeriod({
    scheme: schemes["2A"],
    unitCount: 1,
    offers: [{ unit: 0, direction: UP, wh: 10, price: 100, reserved: 6 }],
    needs: [
      { kind: DSO_CM, direction: UP, wh: 4 },
      { kind: TSO_CM, direction: UP, wh: 3 },
      { kind: BAL, direction: UP, wh: 4 },
    ],
    // What is not reserved explores the balancing list.
    explore: 0.9,
  });
  const rows = orders.map(({ kind, orderedWh, payer, sharedWith }) => [
    kind,
    orderedWh,
    payer,
    sharedWith,
  ]);
  expect(rows).toEqual([
    [DSO_CM, 4, DSO, [TSO_CM]],
    [BAL, 4, TSO_OPERATOR, []],
  ]);
});

test("several claims of one need kind become one order", () => {
  const { orders } = playPeriod({
    scheme: schemes["1A"],
    unitCount: 1,
    offers,
    needs: [
      { kind: DSO_CM, direction: UP, wh: 3, element: "a", effectiveness: [1] },
      { kind: DSO_CM, direction: UP, wh: 2.5, element: "b", effectiveness: [0.5] },
    ],
  });
  expect(orders).toEqual([
    {
      unit: 0,
      direction: UP,
      kind: DSO_CM,
      operator: DSO,
      payer: DSO,
      shares: [{ operator: DSO, weight: 1 }],
      orderedWh: 5,
      priceMicro: 100,
      ledger: 0,
      sharedWith: [],
      penaltyWaived: false,
    },
  ]);
});

test("3B: what the balance credits does not undo what was shared in the joint gate", () => {
  const { orders } = playPeriod({
    scheme: schemes["3B"],
    unitCount: 1,
    offers,
    needs: [
      ...needs(8, 4),
      { kind: BAL, direction: UP, wh: 2, element: "system" },
      { kind: BAL, direction: DOWN, wh: -50, element: "system" },
    ],
  });
  // One activation of 8 Wh: the DSO wants all of it, the TSO 4 for its line and 2 for the balance.
  expect(orders).toHaveLength(1);
  expect(orders[0]).toMatchObject({ orderedWh: 8, payer: DSO });
  const weights = new Map(orders[0]!.shares.map(({ operator, weight }) => [operator, weight]));
  expect(weights.get(DSO)! / weights.get(TSO_OPERATOR)!).toBe(2);
});
