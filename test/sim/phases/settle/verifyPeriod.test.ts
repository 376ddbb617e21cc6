import { expect, test } from "vitest";
import { FlexPeriod } from "#engine/coordination/flexPeriod.ts";
import { BAL, DOWN, DSO_CM, TSO_CM, TSO_OPERATOR, UP } from "#engine/coordination/needs.ts";
import type { Order } from "#engine/coordination/orders.ts";
import { RING_MASK } from "#sim/agents/devices/device.ts";
import type { Reservation } from "#sim/phases/reserve/reservationBook.ts";
import type { Reservations } from "#sim/phases/reserve/reserve.ts";
import type { UnitBaselines } from "#sim/phases/settle/unitBaselines.ts";
import { Verification } from "#sim/phases/settle/verifyPeriod.ts";
import type { Run } from "#sim/run/run.ts";
import { openSmallRun, postingsOf } from "#test/support/openSmallRun.ts";

const I = 250;
const SLOT = I & RING_MASK;
const PRICE = 200_000;
/** The pool of four homes: nominated together, Wh. */
const NOMINATED = [500, 1500, 1000, 1000];

const NOMINATED_BASELINE: Pick<UnitBaselines, "wh"> = { wh: (unit, i) => unit.nominatedWh(i) };

/** A pool that metered so much, of whose members the second and third were dispatched 3 : 1. */
function deliver({ community, meters }: Run, meteredWh: number, truthWh = 4000): void {
  const unit = community.units[0]!;
  expect(unit.members).toHaveLength(4);
  for (const [m, member] of unit.members.entries()) {
    member.nominationWh[SLOT] = NOMINATED[m]!;
    meters.of(I)[member.agent] = m === 0 ? meteredWh - 3500 : NOMINATED[m]!;
  }
  unit.members[1]!.dispatchedWh[SLOT] = 750;
  unit.members[2]!.dispatchedWh[SLOT] = 250;
  unit.truthWh[SLOT] = truthWh;
}

function order(changes: Partial<Order> = {}): Order {
  const payer = changes.payer ?? 0;
  return {
    unit: 0,
    direction: UP,
    kind: DSO_CM,
    operator: 0,
    payer,
    shares: [{ operator: payer, weight: 1 }],
    orderedWh: 1000,
    priceMicro: PRICE,
    ledger: 0,
    sharedWith: [],
    penaltyWaived: false,
    ...changes,
  };
}

const tsoOrder = (changes: Partial<Order> = {}): Order =>
  order({ kind: TSO_CM, operator: TSO_OPERATOR, payer: TSO_OPERATOR, ...changes });

/** Nobody holds anything ready, or unit 0 upwards. */
function reservations(held?: Reservation): Reservations {
  const book: Pick<Reservations, "of"> = {
    of: (unit, direction) => (unit === 0 && direction === 0 && held !== undefined ? [held] : []),
  };
  return book as Reservations;
}

function verify(run: Run, orders: readonly Order[], held?: Reservation, offeredWh = 0): void {
  const flex = new FlexPeriod(run.community.units.length, []);
  flex.open(I);
  flex.offers.readyWh[0] = offeredWh;
  new Verification(run, reservations(held), NOMINATED_BASELINE).verify(flex, orders, I);
}

const corrections = ({ community, correctionWh }: Run) =>
  community.units[0]!.members.map(({ agent }) => correctionWh[agent]![SLOT]!);

test("what was ordered and delivered is paid, seven tenths of it to who was dispatched", async () => {
  const run = await openSmallRun("1A");
  deliver(run, 3000);
  verify(run, [order()]);
  expect(postingsOf(run)).toEqual([
    "activation DSO>AGG 200000",
    "ownerShare AGG>H2 105000",
    "ownerShare AGG>H3 35000",
  ]);
  expect(corrections(run)).toEqual([0, 750, 250, 0]);
  expect(run.dsoPicksWh[0]![SLOT]).toBe(1000);
  expect(run.indicators.get("deliveredFlexMwh")).toBeCloseTo(0.001, 12);
});

test("what is missing costs the provider its activation price", async () => {
  const run = await openSmallRun("1A");
  deliver(run, 3400);
  verify(run, [order()]);
  expect(postingsOf(run)).toEqual([
    "activation DSO>AGG 120000",
    "penalty AGG>DSO 80000",
    "ownerShare AGG>H2 63000",
    "ownerShare AGG>H3 21000",
  ]);
  expect(corrections(run)).toEqual([0, 450, 150, 0]);
});

test("a unit that moved the wrong way pays for that too, and its owners get nothing", async () => {
  const run = await openSmallRun("1A");
  deliver(run, 4200);
  verify(run, [order()]);
  expect(postingsOf(run)).toEqual([`penalty AGG>DSO ${(1200 * PRICE) / 1000}`]);
  expect(corrections(run)).toEqual([0, 0, 0, 0]);
});

test("more than was ordered is neither paid nor corrected", async () => {
  const run = await openSmallRun("1A");
  deliver(run, 2000);
  verify(run, [order()]);
  expect(postingsOf(run)[0]).toBe("activation DSO>AGG 200000");
  expect(corrections(run)).toEqual([0, 750, 250, 0]);
});

test("an order down is verified and corrected the other way", async () => {
  const run = await openSmallRun("1A");
  deliver(run, 4600);
  verify(run, [order({ direction: DOWN })]);
  expect(postingsOf(run).slice(0, 2)).toEqual([
    "activation DSO>AGG 120000",
    "penalty AGG>DSO 80000",
  ]);
  expect(corrections(run)).toEqual([0, -450, -150, 0]);
  expect(run.dsoPicksWh[0]![SLOT]).toBe(-600);
});

test("orders of one ledger share what was delivered, in order of dispatch", async () => {
  const run = await openSmallRun("1A");
  deliver(run, 2600);
  verify(run, [order(), tsoOrder({ priceMicro: 100_000 })]);
  expect(postingsOf(run)).toEqual([
    "activation DSO>AGG 200000",
    "activation TSO>AGG 40000",
    "penalty AGG>TSO 60000",
    "ownerShare AGG>H2 126000",
    "ownerShare AGG>H3 42000",
  ]);
  expect(corrections(run)).toEqual([0, 1050, 350, 0]);
  expect(run.dsoPicksWh[0]![SLOT]).toBe(1000);
});

test("without a registry the same kWh are paid twice, but corrected once", async () => {
  const run = await openSmallRun("uncoordinated");
  deliver(run, 3200);
  verify(run, [order({ ledger: 1 }), tsoOrder({ ledger: 0, orderedWh: 600 })]);
  const lines = postingsOf(run);
  expect(lines).toContain("activation DSO>AGG 160000");
  expect(lines).toContain("activation TSO>AGG 120000");
  expect(lines).toContain("penalty AGG>DSO 40000");
  expect(corrections(run)).toEqual([0, 600, 200, 0]);
  expect(run.dsoPicksWh[0]![SLOT]).toBe(800);
});

test("where a larger need took the unit, it pays, the penalty is waived and nothing is rebalanced", async () => {
  const run = await openSmallRun("2A");
  deliver(run, 3400);
  verify(run, [order({ payer: TSO_OPERATOR, penaltyWaived: true })]);
  expect(postingsOf(run)).toEqual([
    "activation TSO>AGG 120000",
    "ownerShare AGG>H2 63000",
    "ownerShare AGG>H3 21000",
  ]);
  expect(run.dsoPicksWh[0]![SLOT]).toBe(0);
});

test("where nobody was dispatched, all members share alike", async () => {
  const run = await openSmallRun("1A");
  deliver(run, 3000);
  for (const member of run.community.units[0]!.members) member.dispatchedWh[SLOT] = 0;
  verify(run, [order()]);
  expect(corrections(run)).toEqual([250, 250, 250, 250]);
});

test.each([
  ["all of it", 2000, 1500, 1500],
  ["what it could offer of it", 900, 1500, 900],
  ["nothing where it could offer nothing", 0, 1500, 0],
])("readiness is paid for %s", async (_, offeredWh, reservedWh, readyWh) => {
  const run = await openSmallRun("1A");
  const held = {
    auction: 0,
    reservedWh,
    readyMicroEurPerKwH: 8000,
    activationMicroEurPerKwh: PRICE,
  };
  verify(run, [], held, offeredWh);
  const amount = (readyWh * 8000) / 1000;
  expect(postingsOf(run)).toEqual(amount > 0 ? [`reservation DSO>AGG ${amount}`] : []);
});

test("the table shows order, meter, baseline and truth; the truth pays nobody", async () => {
  const run = await openSmallRun("1A");
  deliver(run, 3400, 3900);
  verify(run, [order(), tsoOrder({ kind: BAL, orderedWh: 200 })]);
  const { buffer } = run.tables.activations;
  const rows = Array.from({ length: buffer.length }, (_, row) =>
    Object.fromEntries(Object.entries(buffer.columns).map(([name, column]) => [name, column[row]])),
  );
  expect(rows).toHaveLength(2);
  expect(rows[0]).toMatchObject({
    period: I - run.world.calendar.firstRun,
    need: DSO_CM,
    direction: UP,
    orderedWh: 1000,
    baselineWh: 4000,
    meteredWh: 3400,
    truthWh: 3900,
    verifiedWh: 600,
    paidWh: 600,
    servedWh: 500,
    paidMicroEur: 120_000,
    penaltyMicroEur: 80_000,
  });
  expect(rows[1]).toMatchObject({ need: BAL, orderedWh: 200, paidWh: 0, servedWh: 0 });
  expect(run.indicators.get("baselineErrorMwh")).toBeCloseTo(1e-4, 12);
  expect(run.indicators.get("baselineBiasMwh")).toBeCloseTo(1e-4, 12);
});

test("two reservations of one unit are paid in the order in which they were agreed", async () => {
  const run = await openSmallRun("1A");
  const flex = new FlexPeriod(run.community.units.length, []);
  flex.open(I);
  flex.offers.readyWh[0] = 1000;
  const terms = { activationMicroEurPerKwh: PRICE };
  const held = [
    { ...terms, auction: 0, reservedWh: 800, readyMicroEurPerKwH: 8000 },
    { ...terms, auction: 3, reservedWh: 500, readyMicroEurPerKwH: 5000 },
  ];
  const book: Pick<Reservations, "of"> = {
    of: (unit, direction) => (unit === 0 && direction === 0 ? held : []),
  };
  const verification = new Verification(run, book as Reservations, NOMINATED_BASELINE);
  verification.verify(flex, [], I);
  expect(postingsOf(run)).toEqual([`reservation DSO>AGG ${800 * 8 + 200 * 5}`]);
  verification.closeDay(4);
  const { columns, length } = run.tables.readiness.buffer;
  const rows = Array.from({ length }, (_, row) =>
    [columns.day, columns.auction, columns.unit, columns.reservedWh, columns.readyWh].map(
      (column) => column[row],
    ),
  );
  expect(rows).toEqual([
    [4, 0, 0, 800, 800],
    [4, 3, 0, 500, 200],
  ]);
  expect([...columns.paidMicroEur.slice(0, 2)]).toEqual([6400, 1000]);
});

test("by another baseline other energy is paid", async () => {
  const run = await openSmallRun("1A");
  deliver(run, 3000);
  const flex = new FlexPeriod(run.community.units.length, []);
  flex.open(I);
  new Verification(run, reservations(), { wh: () => 3700 }).verify(flex, [order()], I);
  expect(postingsOf(run)[0]).toBe("activation DSO>AGG 140000");
  expect(run.tables.activations.buffer.columns.baselineWh[0]).toBe(3700);
});

test("three failures in a season put a unit in default, a waived one does not count", async () => {
  const run = await openSmallRun("1A");
  const { flexibility } = run.world.scenario;
  const penalty = { ...flexibility.penalty, rule: "strikes" as const };
  const scenario = { ...run.world.scenario, flexibility: { ...flexibility, penalty } };
  const calendar = { ...run.world.calendar, month: run.world.calendar.month.slice() };
  const strict = { ...run, world: { ...run.world, scenario, calendar } };
  const book = new Verification(strict, reservations(), NOMINATED_BASELINE);
  const fail = (changes: Partial<Order> = {}) => {
    deliver(run, 3401);
    const flex = new FlexPeriod(run.community.units.length, []);
    flex.open(I);
    book.verify(flex, [order(changes)], I);
    return book.takeDefaults();
  };
  expect(fail()).toEqual([]);
  expect(fail({ penaltyWaived: true })).toEqual([]);
  expect(fail()).toEqual([]);
  expect(fail()).toEqual([0]);
  expect(fail()).toEqual([]);
  expect(postingsOf(run)).toEqual([]);
  // Orders from before the default may fail in the next season: nobody is in default twice.
  calendar.month[I] = calendar.month[I]! + 3;
  expect([fail(), fail(), fail()]).toEqual([[], [], []]);
});

test("the table says what the provider answered", async () => {
  const run = await openSmallRun("1A");
  deliver(run, 3400);
  Object.assign(run.community.units[0]!.answers[SLOT]!, { heard: true, ableWh: 1100 });
  verify(run, [order(), tsoOrder({ orderedWh: 300 }), tsoOrder({ kind: BAL, orderedWh: 200 })]);
  const { acknowledgement, acknowledgedWh } = run.tables.activations.buffer.columns;
  expect([...acknowledgement.slice(0, 3)]).toEqual([0, 1, 2]);
  expect([...acknowledgedWh.slice(0, 3)]).toEqual([1000, 100, 0]);
});
