import * as fc from "fast-check";
import { expect, test } from "vitest";
import { FlexPeriod } from "#engine/coordination/flexPeriod.ts";
import { DSO_CM, TSO_CM, TSO_OPERATOR } from "#engine/coordination/needs.ts";
import type { Order } from "#engine/coordination/orders.ts";
import { RING_MASK } from "#sim/agents/devices/device.ts";
import type { OrderTerms } from "#sim/ledger/escrow/orderRecord.ts";
import { StrikeBook } from "#sim/ledger/escrow/strikeBook.ts";
import type { Reservations } from "#sim/phases/reserve/reserve.ts";
import { callsOf } from "#sim/phases/settle/callsOf.ts";
import { Verification } from "#sim/phases/settle/verifyPeriod.ts";
import type { Run } from "#sim/run/run.ts";
import { openSmallRun } from "#test/support/openSmallRun.ts";

const I = 250;
const BASELINE_WH = 10_000;
const LIMIT = 2;

/** Verifies a run under the rule of strikes, of which two in a season are one too many. */
function strictly(run: Run): Verification {
  const { scenario } = run.world;
  const penalty = { ...scenario.flexibility.penalty, rule: "strikes" as const, strikes: LIMIT };
  const flexibility = { ...scenario.flexibility, penalty: { ...penalty, failureBelow: 0.6 } };
  const strict = { ...run, world: { ...run.world, scenario: { ...scenario, flexibility } } };
  const nobody: Pick<Reservations, "of"> = { of: () => [] };
  return new Verification(strict, nobody as Reservations, { wh: () => BASELINE_WH });
}

/** Verifies orders of unit 0, of which so much is delivered up; the units in default then. */
function verify({ community, meters }: Run, book: Verification, orders: Order[], upWh: number) {
  const unit = community.units[0]!;
  for (const { agent } of unit.members) meters.of(I)[agent] = 0;
  meters.of(I)[unit.members[0]!.agent] = BASELINE_WH - upWh;
  unit.truthWh[I & RING_MASK] = BASELINE_WH;
  const flex = new FlexPeriod(community.units.length, []);
  flex.open(I);
  book.verify(flex, orders, I);
  return book.takeDefaults();
}

function order(changes: Partial<Order> = {}): Order {
  const operator = changes.operator ?? 0;
  return {
    ...{ unit: 0, direction: 0, kind: DSO_CM, operator, payer: operator },
    ...{ shares: [{ operator, weight: 1 }], orderedWh: 1000, priceMicro: 200_000 },
    ...{ ledger: 0, sharedWith: [], penaltyWaived: false },
    ...changes,
  };
}

const reserved = order({ isReserved: true, priceMicro: 150_000 });
const ofTso = order({ operator: TSO_OPERATOR, kind: TSO_CM });

test("both rows of an offer that fail are one strike, with another's order between them", async () => {
  const run = await openSmallRun("1A");
  const book = strictly(run);
  const orders = [reserved, { ...ofTso, penaltyWaived: true }, order()];
  expect(verify(run, book, orders, 0)).toEqual([]);
  const { tso, dsoOfArea } = run.community.accounts;
  expect(run.orders.map(({ payer, continues }) => [payer, continues])).toEqual([
    [dsoOfArea[0], false],
    [dsoOfArea[0], true],
    [tso, false],
  ]);
  expect(verify(run, book, orders, 0)).toEqual([0]);
});

test("a call of which enough came in sum is no strike, whichever row lacks the rest", async () => {
  const run = await openSmallRun("1A");
  const book = strictly(run);
  for (let calls = 0; calls < 3; calls++) {
    expect(verify(run, book, [reserved, order()], 1200)).toEqual([]);
  }
  expect(verify(run, book, [reserved, order()], 1199)).toEqual([]);
  expect(verify(run, book, [reserved, order()], 1199)).toEqual([0]);
});

test("calls of two operators that fail are two strikes", async () => {
  const run = await openSmallRun("1A");
  expect(verify(run, strictly(run), [order(), ofTso], 0)).toEqual([0]);
});

test("rows at prices of two signs are judged by themselves", () => {
  const cheap = order({ priceMicro: -1 });
  expect(callsOf([reserved, cheap, order(), ofTso, cheap])).toEqual([[0, 2], [1, 4], [3]]);
});

const someOrder = fc
  .record({
    isReserved: fc.boolean(),
    isTso: fc.boolean(),
    isShared: fc.boolean(),
    orderedWh: fc.integer({ min: 1, max: 3000 }),
    priceMicro: fc.integer({ min: 0, max: 300_000 }),
  })
  .map(({ isTso, isShared, ...row }) => {
    const operator = isTso ? TSO_OPERATOR : 0;
    const shares = [
      { operator: TSO_OPERATOR, weight: 1 },
      { operator: 0, weight: 2 },
    ];
    const kind = isTso ? TSO_CM : DSO_CM;
    return order({ ...row, operator, kind, ...(isShared && { shares }) });
  });

const days = fc.array(
  fc.record({
    orders: fc.array(someOrder, { minLength: 1, maxLength: 4 }),
    upWh: fc.nat({ max: 6000 }),
  }),
  { maxLength: 4 },
);

test("the book of the chain puts a unit in default when the run does, however orders are shared", async () => {
  const run = await openSmallRun("1A");
  const rule = { rule: "strikes", failureBelow: 0.6 } as const;
  const terms: OrderTerms = { rule, strikeLimit: LIMIT, season: 8100 };
  let defaults = 0;
  const property = fc.property(days, (list) => {
    const book = strictly(run);
    const chain = new StrikeBook();
    for (const { orders, upWh } of list) {
      const found = verify(run, book, orders, upWh);
      expect(chain.follow(terms, run.orders.splice(0))).toEqual(found);
      defaults += found.length;
    }
  });
  fc.assert(property);
  expect(defaults).toBeGreaterThan(0);
});
