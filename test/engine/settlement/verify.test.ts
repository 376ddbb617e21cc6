import fc from "fast-check";
import { expect, test } from "vitest";
import {
  correctedWh,
  deliveredWh,
  type OrderToVerify,
  verifyOrders,
} from "#engine/settlement/verify.ts";

const UP = 0;
const DOWN = 1;
const order = (ledger: number, direction: 0 | 1, orderedWh: number): OrderToVerify => ({
  ledger,
  direction,
  orderedWh,
});

test("consumption below the baseline is delivery up, above it down", () => {
  expect(deliveredWh(500, 200, UP)).toBe(300);
  expect(deliveredWh(500, 200, DOWN)).toBe(-300);
  expect(deliveredWh(-500, -900, UP)).toBe(400);
});

test.each<[string, OrderToVerify[], number, number[], number[]]>([
  ["in full", [order(0, UP, 300)], 700, [300], [0]],
  ["more than ordered", [order(0, UP, 300)], 400, [300], [0]],
  ["in part", [order(0, UP, 300)], 900, [100], [200]],
  ["not at all", [order(0, UP, 300)], 1000, [0], [300]],
  ["the wrong way", [order(0, UP, 300)], 1050, [0], [350]],
  ["downward", [order(0, DOWN, 300)], 1200, [200], [100]],
  [
    "shared in order of dispatch",
    [order(0, UP, 300), order(0, UP, 200)],
    600,
    [300, 100],
    [0, 100],
  ],
  ["the wrong way, once", [order(0, UP, 300), order(0, UP, 200)], 1050, [0, 0], [350, 200]],
  ["each operator alone", [order(1, UP, 300), order(0, UP, 200)], 700, [300, 200], [0, 0]],
  ["against each other", [order(1, UP, 300), order(0, DOWN, 200)], 700, [300, 0], [0, 500]],
])("delivered against a baseline of 1000 Wh: %s", (_, orders, meteredWh, paidWh, missingWh) => {
  const verified = verifyOrders(orders, 1000, meteredWh);
  expect(verified.map((one) => one.paidWh)).toEqual(paidWh);
  expect(verified.map((one) => one.missingWh)).toEqual(missingWh);
});

test.each<[string, OrderToVerify[], number, number]>([
  ["one registry: the sum", [order(0, UP, 300), order(0, UP, 200)], 500, 500],
  ["registries of their own: the maximum", [order(1, UP, 300), order(0, UP, 200)], 500, 300],
  [
    "two needs of one operator count together",
    [order(1, UP, 300), order(0, UP, 200), order(0, UP, 250)],
    400,
    400,
  ],
  ["the other direction stays out", [order(0, DOWN, 300)], -500, 0],
])(
  "retail and imbalance are corrected by what was paid; %s",
  (_, orders, deliveredUp, corrected) => {
    const verified = verifyOrders(orders, 1000, 1000 - deliveredUp);
    expect(correctedWh(orders, verified, UP)).toBe(corrected);
  },
);

test("one registry never pays more than was verified", () => {
  const orders = fc.array(fc.nat(500).map((wh) => order(0, UP, wh)));
  const property = fc.property(orders, fc.integer({ min: -900, max: 2000 }), (list, meteredWh) => {
    const verified = verifyOrders(list, 1000, meteredWh);
    const paid = verified.reduce((sum, { paidWh }) => sum + paidWh, 0);
    expect(paid).toBeLessThanOrEqual(Math.max(0, 1000 - meteredWh));
    expect(correctedWh(list, verified, UP)).toBe(paid);
    for (const [i, { paidWh }] of verified.entries()) {
      expect(paidWh).toBeGreaterThanOrEqual(0);
      expect(paidWh).toBeLessThanOrEqual(list[i]!.orderedWh);
    }
  });
  fc.assert(property);
});
