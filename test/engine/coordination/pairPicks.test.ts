import { expect, test } from "vitest";
import { DOWN, DSO_CM, TSO_CM, TSO_OPERATOR, UP } from "#engine/coordination/needs.ts";
import { schemes } from "#engine/coordination/schemes.ts";
import { grantsOf, playPeriod, type TestNeed } from "#test/support/flexGate.ts";

/** Units 0 and 1 lie in the area of DSO 0, 2 and 3 in that of DSO 1, unit 4 in neither. */
const needOf = (dso: 0 | 1, direction: 0 | 1, wh: number): TestNeed => {
  const effectiveness = [0, 1, 2, 3, 4].map((unit) => Number(unit >> 1 === dso));
  return { kind: DSO_CM, direction, wh, dso, effectiveness };
};
const paired = { isPaired: true };

test("a counter-order in another area leaves alone what is red there", () => {
  const { flex } = playPeriod({
    scheme: { ...schemes["1A"], acts: [DSO_CM] },
    unitCount: 5,
    offers: [
      { unit: 0, direction: UP, wh: 10, price: 100 },
      { unit: 1, direction: DOWN, wh: 50, price: 10 },
      { unit: 2, direction: UP, wh: 20, price: 100 },
      { unit: 4, direction: DOWN, wh: 50, price: 200 },
    ],
    needs: [needOf(0, UP, 100), needOf(1, UP, 20)],
    policy: "all-dso",
    settings: paired,
  });
  expect(grantsOf(flex, DSO_CM)).toBe("0:10 4:10 2:20 4:20");
});

test("of two DSOs on one unit each pays its own, also where the TSO counts both", () => {
  const { orders } = playPeriod({
    scheme: schemes["2A"],
    unitCount: 4,
    offers: [
      { unit: 0, direction: DOWN, wh: 10, price: 100 },
      { unit: 2, direction: UP, wh: 40, price: 100 },
    ],
    needs: [
      needOf(0, DOWN, 10),
      needOf(1, UP, 20),
      { kind: TSO_CM, direction: UP, wh: 12, effectiveness: [0, 0, 1, 1] },
    ],
    policy: "all-dso",
    settings: paired,
  });
  const onUnit2 = orders.filter(({ unit }) => unit === 2);
  expect(onUnit2.map(({ operator, orderedWh, payer }) => [operator, orderedWh, payer])).toEqual([
    [0, 10, 0],
    [1, 20, 1],
  ]);
  expect(onUnit2.every(({ payer }) => payer !== TSO_OPERATOR)).toBe(true);
});
