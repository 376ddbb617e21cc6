import fc from "fast-check";
import { beforeAll, beforeEach, expect, test } from "vitest";
import { POSTING_KINDS } from "#datasets/words.ts";
import { TARIFF_KINDS, type TariffKind } from "#engine/market/tariffModel.ts";
import { Ledger } from "#engine/settlement/ledger.ts";
import { RING, RING_MASK } from "#sim/agents/devices/device.ts";
import { GateLambda } from "#sim/market/gateLambda.ts";
import { tariffOf } from "#sim/market/tariffOf.ts";
import { DaySettlement } from "#sim/phases/settleDay.ts";
import { TradeBook } from "#sim/phases/tradeBook.ts";
import { buildCommunity, type Community } from "#sim/run/community.ts";
import { Meters } from "#sim/run/meters.ts";
import { YearTotals } from "#sim/run/yearTotals.ts";
import { buildWorld, type World } from "#sim/world/world.ts";
import { smallHome, smallScenario } from "#test/support/smallScenario.ts";

const I = 300;
const SLOT = I & RING_MASK;

/** Prices of period I, µEUR/kWh. */
const DAY_AHEAD = 90_000;
const SHORT = 150_000;
const LONG = 40_000;
/** Of the contract. */
const RETAIL = 150_000;
const FEED_IN = 60_000;
const NETWORK = 38_000;

let world: World;
let book: Settlement;
beforeAll(() => {
  const base = smallScenario();
  world = buildWorld(
    smallScenario({
      calendar: { start: "2025-05-05", days: 2, spinUpDays: 2 },
      areas: [{ ...base.areas[0]!, prosumers: [smallHome("A"), smallHome("B")] }],
    }),
    { seed: 1 },
  );
  world.dayAheadMicroEurPerKwh[I] = DAY_AHEAD;
  world.imbalanceShortMicroEurPerKwh[I] = SHORT;
  world.imbalanceLongMicroEurPerKwh[I] = LONG;
  world.retailImportMicroEurPerKwh[I] = RETAIL;
});
beforeEach(() => {
  book = new Settlement();
});

/** Two customers A and B, and one period of theirs to settle. */
class Settlement {
  readonly community: Community = buildCommunity(world);
  readonly trades = new TradeBook();
  readonly facts = {
    lossesWh: [new Float64Array(RING)],
    correctionWh: [new Float64Array(RING), new Float64Array(RING)],
    dsoPicksWh: [new Float64Array(RING)],
  };
  readonly ledger: Ledger;
  readonly totals: YearTotals;
  kind: TariffKind = "dnut";
  gateLambda: GateLambda | null = null;
  readonly #meters = new Meters(2);

  constructor() {
    const { all, rounding } = this.community.accounts;
    this.ledger = new Ledger(all.length, rounding, POSTING_KINDS.indexOf("rounding"));
    this.totals = new YearTotals(all.length);
  }

  /** Nominated and metered net energy of A and B, Wh. */
  energies(nominated: readonly number[], metered: readonly number[]): this {
    for (const [k, agent] of this.community.prosumers.entries()) {
      agent.nominationWh[SLOT] = nominated[k]!;
      this.#meters.of(I)[k] = metered[k]!;
    }
    return this;
  }

  /** A sells to B. */
  trade(energyWh: number, priceMicro: number, dnutMicro: number, restingOffer: boolean): this {
    const [seller, buyer] = this.community.prosumers;
    seller!.tradedWh[SLOT]! -= energyWh;
    buyer!.tradedWh[SLOT]! += energyWh;
    this.trades.add({
      period: I,
      area: 0,
      buyer: 1,
      seller: 0,
      energyWh,
      priceMicro,
      dnutMicro,
      restingOffer,
      marketMinute: 0,
    });
    return this;
  }

  /** Trades pay by this kind of tariff. */
  under(kind: TariffKind): this {
    this.kind = kind;
    return this;
  }

  /** What stays with the retailer is charged at −λ, µEUR/kWh, the same at every bus. */
  residual(lambdaMicro: number): this {
    const { busCount } = this.community.areas[0]!.normal;
    this.gateLambda = new GateLambda([busCount]);
    this.gateLambda.freeze(0, I, new Int32Array(busCount).fill(lambdaMicro));
    return this.under("dnutResidual");
  }

  /** Postings by name, `kind payer>payee amount`. */
  settle(): string[] {
    const { community, ledger, trades, totals, facts } = this;
    const meters = this.#meters;
    const rebalances = community.world.scenario.flexibility.rebalance === "tso";
    const { gateLambda } = this;
    const tariff = tariffOf(community.world.scenario, this.kind);
    const parts = { community, ledger, meters, trades, totals, facts, tariff, gateLambda };
    new DaySettlement({ ...parts, rebalances }).settle(I, I + 1);
    ledger.assertConserved();
    const short: Record<string, string> = { "day-ahead market": "market" };
    const name = (account: number) => {
      const { uid } = community.accounts.all[account]!;
      return short[uid] ?? uid;
    };
    return ledger.dayPostings().map(({ kind, from, to, amountMicroEur }) => {
      return `${POSTING_KINDS[kind]} ${name(from)}>${name(to)} ${amountMicroEur}`;
    });
  }
}

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

test.each([
  ["none", 0],
  ["flat", NETWORK],
  // Period I begins at 03:00: outside of the peak hours of this scenario.
  ["timeOfUse", NETWORK / 2],
  ["dnut", NETWORK],
  ["dnutResidual", NETWORK],
] as const)(
  "under the tariff %s a trade pays %d µEUR/kWh of network component",
  (kind, network) => {
    book.energies([-kWh, kWh], [-kWh, kWh]).trade(kWh, 120_000, 0, false).under(kind);
    const lines = [`trade B>A ${120_000 - network}`, `networkOfTrade B>DSO ${network}`];
    expect(book.settle()).toEqual(network === 0 ? lines.slice(0, 1) : lines);
  },
);

test.each([
  ["relieves: who takes pays the DSO, who gives is paid", -30_000, ["A>DSO 60000", "DSO>B 30000"]],
  ["burdens: who takes is paid, who gives pays", 30_000, ["DSO>A 60000", "B>DSO 30000"]],
  ["is worth nothing", 0, []],
])("what stays with the retailer pays at the gate's λ, where injection %s", (_, lambda, lines) => {
  const postings = book
    .energies([2 * kWh, -kWh], [2 * kWh, -kWh])
    .residual(lambda)
    .settle();
  const residual = postings.filter((line) => line.startsWith("residualTariff"));
  expect(residual.sort()).toEqual(lines.map((line) => `residualTariff ${line}`).sort());
});

test("what was traded, or activated, is no residual", () => {
  book.facts.correctionWh[0]![SLOT] = -kWh;
  book.energies([-kWh, kWh], [0, kWh]).trade(kWh, 70_000, 0, true);
  const postings = book.residual(-30_000).settle();
  expect(postings.filter((line) => line.startsWith("residualTariff"))).toEqual([]);
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
  const odd = new Settlement();
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
        const settlement = new Settlement().energies(nominated, metered);
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
