import { expect, test } from "vitest";
import { FlexPeriod } from "#engine/coordination/flexPeriod.ts";
import { BAL, DOWN, DSO_CM, TSO_CM, TSO_OPERATOR, UP } from "#engine/coordination/needs.ts";
import { dispatchOrders } from "#engine/coordination/orders.ts";
import { schemes } from "#engine/coordination/schemes.ts";
import { grantsOf, playPeriod, type TestNeed, type TestOffer } from "#test/support/flexGate.ts";

const { "1C": c1, "2C": c2, "3C": c3 } = schemes;

const up = (unit: number, wh: number, price: number): TestOffer => ({
  unit,
  direction: UP,
  wh,
  price,
});
const down = (unit: number, wh: number, price: number): TestOffer => ({
  ...up(unit, wh, price),
  direction: DOWN,
});
const dso = (direction: 0 | 1, wh: number, effectiveness?: readonly number[]): TestNeed => ({
  kind: DSO_CM,
  direction,
  wh,
  ...(effectiveness && { effectiveness }),
});
const tso = (...args: Parameters<typeof dso>): TestNeed => ({ ...dso(...args), kind: TSO_CM });
const bal = (...args: Parameters<typeof dso>): TestNeed => ({ ...dso(...args), kind: BAL });

test("what a pick uses up beyond an element's headroom is bought back elsewhere", () => {
  const { flex } = playPeriod({
    scheme: c2,
    unitCount: 2,
    offers: [up(0, 20, 100), down(1, 20, 100)],
    needs: [dso(UP, 10, [1, 0]), tso(DOWN, -4)],
  });
  expect(grantsOf(flex, DSO_CM)).toBe("0:10");
  expect(grantsOf(flex, TSO_CM)).toBe("1:6");
  expect(flex.needs.map(({ metWh }) => metWh)).toEqual([10, -4]);
});

test("what a joint gate leaves of a DSO's need is red for later gates", () => {
  const { flex } = playPeriod({
    scheme: c2,
    unitCount: 2,
    offers: [down(0, 10, 11), down(1, 10, 12)],
    needs: [dso(UP, 20, [1, 0.6]), bal(DOWN, 6)],
    // The lists of congestion are too cheap for these offers.
    settings: { priceCapMicro: [10, 10, 100], sensitivityMin: 0.7 },
  });
  // The element feels unit 0 by more than the least sensitivity, and unit 1 by less.
  expect(grantsOf(flex, BAL)).toBe("1:6");
});

test("where nobody alone would take an offer that serves both, both want all of it", () => {
  const { orders } = playPeriod({
    scheme: c2,
    unitCount: 3,
    offers: [up(0, 10, 60), up(1, 10, 60), up(2, 10, 100)],
    needs: [dso(UP, 10, [1, 0, 1]), tso(UP, 10, [0, 1, 1])],
  });
  expect(orders).toMatchObject([
    {
      unit: 2,
      orderedWh: 10,
      shares: [
        { operator: 0, weight: 10 },
        { operator: TSO_OPERATOR, weight: 10 },
      ],
    },
  ]);
});

test.each<[string, typeof c2 | typeof c3, number[]]>([
  ["proportional: by what each would take alone", c2, [2000, 5000]],
  ["shapley: 1 and 4 for 2 and 5", c3, [2000, 8000]],
])("a smaller need that a larger one covers has its share, %s", (_, scheme, weights) => {
  const { orders } = playPeriod({
    scheme,
    unitCount: 1,
    offers: [up(0, 6000, 80)],
    needs: [dso(UP, 2000), tso(UP, 5000)],
  });
  expect(orders).toMatchObject([
    {
      orderedWh: 5000,
      kind: TSO_CM,
      payer: TSO_OPERATOR,
      shares: [
        { operator: 0, weight: weights[0] },
        { operator: TSO_OPERATOR, weight: weights[1] },
      ],
    },
  ]);
});

test("what operators want of a unit adds up over the claims of one order", () => {
  const flex = new FlexPeriod(1, []);
  flex.open(0);
  for (const [need, grantedWh] of [
    [0, 6],
    [0, 4],
  ] as const) {
    flex.sharing.push({
      claim: flex.claims.length,
      wanted: [
        { operator: 0, kind: DSO_CM, energyWh: grantedWh },
        { operator: TSO_OPERATOR, kind: TSO_CM, energyWh: 1 },
        { operator: TSO_OPERATOR, kind: BAL, energyWh: 3 },
      ],
    });
    flex.record({
      ledger: 0,
      need,
      kind: DSO_CM,
      operator: 0,
      unit: 0,
      direction: UP,
      offeredWh: 20,
      requestedWh: grantedWh,
      grantedWh,
      conflict: 0,
      priceMicro: 100,
      effectiveness: 1,
      marketMinute: 0,
    });
  }
  expect(dispatchOrders(flex, { ...c3, cost: "proportional" })).toMatchObject([
    {
      orderedWh: 10,
      shares: [
        { operator: 0, weight: 10 },
        { operator: TSO_OPERATOR, weight: 6 },
      ],
    },
  ]);
});

test("the TSO's list nets congestion against balancing", () => {
  const { flex } = playPeriod({
    scheme: c1,
    unitCount: 2,
    offers: [up(0, 10, 100), down(0, 10, 10), down(1, 10, 20)],
    needs: [tso(UP, 7, [1, 0]), bal(DOWN, 5, [0, 1])],
    policy: "all-tso",
  });
  expect(grantsOf(flex, TSO_CM)).toBe("0:7");
  expect(grantsOf(flex, BAL)).toBe("1:5");
});

test("after an opposite grant the whole area is left to the DSO, its other units too", () => {
  const { flex } = playPeriod({
    scheme: c1,
    unitCount: 3,
    offers: [
      { ...up(0, 10, 100), reserved: 10 },
      down(0, 10, 100),
      down(1, 10, 110),
      down(2, 10, 120),
    ],
    needs: [dso(UP, 4, [1, 0, 0]), tso(DOWN, 8)],
    settings: { areaOf: [0, 0, 1] },
    policy: "all-tso",
  });
  expect(grantsOf(flex, TSO_CM)).toBe("0:0 2:8");
});
