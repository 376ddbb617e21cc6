import { expect, test } from "vitest";
import { DOWN, DSO_CM, type NeedKind, TSO_CM, UP } from "#engine/coordination/needs.ts";
import type { Order } from "#engine/coordination/orders.ts";
import { physicalOrders, shareDelivered } from "#engine/coordination/physicalOrder.ts";

type Short = [ledger: number, direction: 0 | 1, wh: number, unit?: number];

function order([ledger, direction, orderedWh, unit = 0]: Short): Order {
  const kind: NeedKind = ledger === 0 ? TSO_CM : DSO_CM;
  const operator = ledger - 1;
  const shares = [{ operator, weight: 1 }];
  const who = { unit, direction, kind, operator, payer: operator, shares, ledger };
  return { ...who, orderedWh, priceMicro: 100, sharedWith: [], penaltyWaived: false };
}

test.each<[string, Short[], number]>([
  [
    "orders of one ledger add up",
    [
      [0, UP, 4],
      [0, UP, 3],
    ],
    7,
  ],
  [
    "the same kWh of two ledgers is delivered once",
    [
      [1, UP, 4],
      [0, UP, 6],
    ],
    6,
  ],
  [
    "opposite orders cancel",
    [
      [1, UP, 4],
      [0, DOWN, 6],
    ],
    -2,
  ],
  [
    "opposite orders may cancel to nothing",
    [
      [1, UP, 4],
      [0, DOWN, 4],
    ],
    0,
  ],
  [
    "both at once",
    [
      [1, UP, 4],
      [0, UP, 2],
      [0, UP, 5],
      [2, DOWN, 3],
    ],
    4,
  ],
])("%s", (_, orders, netUpWh) => {
  expect(physicalOrders(orders.map(order))).toEqual([{ unit: 0, netUpWh }]);
});

test("units come in order", () => {
  const orders = (
    [
      [0, UP, 4, 5],
      [0, DOWN, 3, 2],
    ] as Short[]
  ).map(order);
  expect(physicalOrders(orders)).toEqual([
    { unit: 2, netUpWh: -3 },
    { unit: 5, netUpWh: 4 },
  ]);
});

test.each<[string, Short[], number, number[]]>([
  [
    "in full",
    [
      [0, UP, 4],
      [0, UP, 3],
    ],
    7,
    [4, 3],
  ],
  [
    "short: the first is served first",
    [
      [0, UP, 4],
      [0, UP, 3],
    ],
    5,
    [4, 1],
  ],
  ["more than ordered serves nobody", [[0, UP, 4]], 9, [4]],
  [
    "the same kWh serves one",
    [
      [1, UP, 4],
      [0, UP, 6],
    ],
    6,
    [4, 2],
  ],
  ["downward", [[0, DOWN, 4]], -3, [3]],
  [
    "against the response nothing is served",
    [
      [1, UP, 4],
      [0, DOWN, 6],
    ],
    -2,
    [0, 2],
  ],
  [
    "no response serves nobody",
    [
      [1, UP, 4],
      [0, DOWN, 4],
    ],
    0,
    [0, 0],
  ],
])("a response is shared in order of dispatch: %s", (_, orders, deliveredUpWh, served) => {
  expect(shareDelivered(orders.map(order), deliveredUpWh)).toEqual(served);
});
