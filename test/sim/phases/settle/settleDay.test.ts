import fc from "fast-check";
import { beforeAll, beforeEach, expect, test } from "vitest";
import { TARIFF_KINDS } from "#engine/market/tariffModel.ts";
import type { World } from "#sim/world/world.ts";
import {
  DAY_AHEAD,
  FEED_IN,
  LONG,
  NETWORK,
  RETAIL,
  Settlement,
  SHORT,
  SLOT,
  twoHomes,
} from "#test/support/settlement.ts";

let world: World;
let book: Settlement;
beforeAll(() => {
  world = twoHomes();
});
beforeEach(() => {
  book = new Settlement(world);
});

const kWh = 1000;

test("a customer pays retail; its network part goes to the DSO, its energy was bought the day before", () => {
  expect(book.energies([2 * kWh, 0], [2 * kWh, 0]).settle()).toEqual([
    `retail A>retailer ${2 * RETAIL}`,
    `networkOfRetail retailer>DSO ${2 * NETWORK}`,
    `wholesale retailer>market ${2 * DAY_AHEAD}`,
  ]);
});

test("surplus is paid at feed-in and sold on the market", () => {
  expect(book.energies([-kWh, 0], [-kWh, 0]).settle()).toEqual([
    `feedIn retailer>A ${FEED_IN}`,
    `wholesale market>retailer ${DAY_AHEAD}`,
  ]);
});

test.each([
  [
    "a resting offer: the seller gets it, the buyer pays tariff and network on top",
    70_000,
    2000,
    true,
    70_000,
  ],
  ["a resting bid: the buyer pays it, the seller gets the rest", 120_000, 2000, false, 80_000],
] as const)("a trade at %s", (_, price, dnut, restingOffer, sellerGets) => {
  book.energies([-kWh, kWh], [-kWh, kWh]).trade(kWh, price, dnut, restingOffer);
  expect(book.settle()).toEqual([
    `trade B>A ${sellerGets}`,
    `dnut B>DSO ${dnut}`,
    `networkOfTrade B>DSO ${NETWORK}`,
  ]);
  const paid = -book.ledger.balances[1]!;
  expect(paid).toBe(restingOffer ? price + dnut + NETWORK : price);
});

test("the DSO pays a negative tariff to the buyer", () => {
  book.energies([-kWh, kWh], [-kWh, kWh]).trade(kWh, 70_000, -3000, true);
  expect(book.settle()).toEqual([
    "trade B>A 70000",
    "dnut DSO>B 3000",
    `networkOfTrade B>DSO ${NETWORK}`,
  ]);
});

test("a seller whom tariff and network leave less than nothing pays", () => {
  book.energies([-kWh, kWh], [-kWh, kWh]).trade(kWh, 30_000, 2000, false);
  expect(book.settle()).toEqual([
    "trade A>B 10000",
    "dnut B>DSO 2000",
    `networkOfTrade B>DSO ${NETWORK}`,
  ]);
});

test("the retailer takes what the market did not, on both sides", () => {
  book.energies([-3 * kWh, 4 * kWh], [-3 * kWh, 4 * kWh]).trade(kWh, 70_000, 0, true);
  expect(book.settle()).toEqual([
    `retail B>retailer ${3 * RETAIL}`,
    `feedIn retailer>A ${2 * FEED_IN}`,
    "trade B>A 70000",
    `networkOfTrade B>DSO ${NETWORK}`,
    `networkOfRetail retailer>DSO ${3 * NETWORK}`,
    `wholesale retailer>market ${DAY_AHEAD}`,
  ]);
});

test("what was bought and not used is fed back; what was sold and not there is bought at retail", () => {
  book.energies([-kWh, kWh], [0, 0]).trade(kWh, 70_000, 0, true);
  expect(book.settle()).toEqual([
    `retail A>retailer ${RETAIL}`,
    `feedIn retailer>B ${FEED_IN}`,
    "trade B>A 70000",
    `networkOfTrade B>DSO ${NETWORK}`,
    `networkOfRetail retailer>DSO ${NETWORK}`,
  ]);
});

test.each([
  ["more than nominated is short", 1500, `imbalance retailer>TSO ${SHORT / 2}`],
  ["less than nominated is long", 500, `imbalance TSO>retailer ${LONG / 2}`],
])("%s", (_, metered, line) => {
  const lines = book.energies([kWh, 0], [metered, 0]).settle();
  expect(lines.filter((posting) => posting.startsWith("imbalance"))).toEqual([line]);
  expect(lines).toContain(`wholesale retailer>market ${DAY_AHEAD}`);
});

test("deviations of customers net within their retailer", () => {
  const lines = book.energies([kWh, kWh], [500, 1500]).settle();
  expect(lines.filter((posting) => posting.startsWith("imbalance"))).toEqual([]);
});

test.each([
  ["up", 1000, 0],
  ["down", -1000, 2000],
])(
  "a kilowatt-hour activated %s is billed as if it had not been, and is no imbalance",
  (_, correction, metered) => {
    book.facts.correctionWh[0]![SLOT] = correction;
    expect(book.energies([kWh, 0], [metered, 0]).settle()).toEqual([
      `retail A>retailer ${RETAIL}`,
      `networkOfRetail retailer>DSO ${NETWORK}`,
      `wholesale retailer>market ${DAY_AHEAD}`,
    ]);
  },
);

test("the DSO buys its losses at the day-ahead price, the retailer procures them", () => {
  book.facts.lossesWh[0]![SLOT] = 1999.6;
  expect(book.energies([0, 0], [0, 0]).settle()).toEqual([
    `wholesale retailer>market ${2 * DAY_AHEAD}`,
    `losses DSO>retailer ${2 * DAY_AHEAD}`,
  ]);
});

test.each([
  ["up: the TSO pays for the energy that is left over", 1000, `rebalancing TSO>DSO ${LONG}`],
  ["down: the DSO pays for the energy that is missing", -1000, `rebalancing DSO>TSO ${SHORT}`],
])("rebalancing of the DSO's picks %s", (_, picks, line) => {
  book.facts.dsoPicksWh[0]![SLOT] = picks;
  expect(book.energies([0, 0], [0, 0]).settle()).toEqual([line]);
});

test("fractions go to the rounding account: the charged rounds up, the paid down", () => {
  const lines = book.energies([1, 0], [1, 0]).settle();
  // 1 Wh at 150,000 µEUR/kWh is 150 µEUR; the network part and the day-ahead energy are whole too.
  expect(lines).toEqual([
    "retail A>retailer 150",
    "networkOfRetail retailer>DSO 38",
    "wholesale retailer>market 90",
  ]);
  const odd = new Settlement(world);
  odd.energies([-7, 7], [-7, 7]).trade(7, 70_001, 13, true);
  expect(odd.settle()).toEqual([
    "trade B>A 490",
    "networkOfTrade B>DSO 266",
    "rounding B>rounding 2",
  ]);
});

test("totals say what went through the meter and the market", () => {
  book
    .energies([-kWh, kWh], [-kWh, 3 * kWh])
    .trade(600, 70_000, 0, true)
    .settle();
  const { totals } = book;
  expect([totals.soldWh[0], totals.boughtWh[1]]).toEqual([600, 600]);
  expect([totals.exportWh[0], totals.importWh[1]]).toEqual([kWh, 3 * kWh]);
  expect([totals.retailOnlyMicroEur[0], totals.retailOnlyMicroEur[1]]).toEqual([
    -FEED_IN,
    3 * RETAIL,
  ]);
});

test("money is conserved, and no more than a µEUR per transfer is lost to rounding", () => {
  const wh = fc.integer({ min: -9000, max: 9000 });
  const pair = fc.tuple(wh, wh);
  const trade = fc.record({
    energyWh: fc.integer({ min: 1, max: 5000 }),
    price: fc.integer({ min: -100_000, max: 300_000 }),
    dnut: fc.integer({ min: -40_000, max: 40_000 }),
    restingOffer: fc.boolean(),
  });
  fc.assert(
    fc.property(
      pair,
      pair,
      fc.array(trade, { maxLength: 4 }),
      pair,
      wh,
      fc.constantFrom(...TARIFF_KINDS),
      fc.integer({ min: -900_000, max: 900_000 }),
      (nominated, metered, trades, corrections, picks, kind, lambda) => {
        const settlement = new Settlement(world).energies(nominated, metered);
        for (const { energyWh, price, dnut, restingOffer } of trades)
          settlement.trade(energyWh, price, dnut, restingOffer);
        for (const k of [0, 1] as const) settlement.facts.correctionWh[k]![SLOT] = corrections[k];
        if (kind === "dnutResidual") settlement.residual(lambda);
        else settlement.under(kind);
        settlement.facts.dsoPicksWh[0]![SLOT] = picks;
        settlement.settle();
        const { rounding } = settlement.community.accounts;
        const transfers = 3 * trades.length + 6 + 4;
        expect(settlement.ledger.balances[rounding]).toBeGreaterThanOrEqual(0);
        expect(settlement.ledger.balances[rounding]).toBeLessThanOrEqual(transfers);
      },
    ),
    { numRuns: 60 },
  );
});
