import * as fc from "fast-check";
import type { OrderRecord, OrderTerms } from "#sim/ledger/escrow/orderRecord.ts";
import type {
  ClaimRecord,
  Participant,
  Posting,
  UnitRegistration,
} from "#sim/ledger/ledgerPort.ts";
import { type Claim, ClaimRegistry } from "#test/support/claimRegistry.ts";

export interface Day {
  readonly claims: readonly ClaimRecord[];
  readonly postings: readonly Posting[];
  readonly settle: boolean;
  readonly terms: OrderTerms;
  readonly orders: readonly OrderRecord[];
}

export const PARTICIPANTS = 11;
export const UNITS = 6;

export const participants: readonly Participant[] = Array.from(
  { length: PARTICIPANTS },
  (_, index) => ({ index, name: `participant ${index}`, ...roleOf(index) }),
);

/** The last two order flexibility. */
function roleOf(index: number): Pick<Participant, "role"> {
  if (index < PARTICIPANTS - 2) return {};
  return { role: index === PARTICIPANTS - 2 ? "TSO" : "DSO" };
}

export const units: readonly UnitRegistration[] = Array.from({ length: UNITS }, (_, unit) => ({
  unit: unit * 300,
  owner: unit,
  area: unit % 2,
  upWhMax: 10_000,
  downWhMax: 8_000,
  place: { bus: unit, latitudeDegree: 42.13, longitudeDegree: -24.75 },
  meters: [`meter ${unit}`],
}));

const energyWh = fc.oneof(fc.integer({ min: 0, max: 40 }), fc.constant(2 ** 28 - 1));

/** Undecided claims on few units and periods, so that they meet; with their need and minutes passed. */
export const claimSequence = fc.array(
  fc.record({
    need: fc.constantFrom<0 | 1 | 2>(0, 1, 2),
    unit: fc.integer({ min: 0, max: 2 }).map((unit) => unit * 300),
    period: fc.integer({ min: 0, max: 5 }),
    direction: fc.constantFrom<0 | 1>(0, 1),
    offeredWh: energyWh,
    requestedWh: energyWh,
    minutesPassed: fc.constantFrom(0, 0, 0, 35),
  }),
  { maxLength: 60 },
);

/** Decides claims of the TSO and the first DSO by the reference registry of each ledger. */
export function decide(
  claims: readonly (Claim & { need: 0 | 1 | 2; minutesPassed: number; ledger?: number })[],
  registries: readonly ClaimRegistry[] = [new ClaimRegistry()],
  startMinute = 0,
): ClaimRecord[] {
  let marketMinute = startMinute;
  return claims.map(({ minutesPassed, ledger = 0, ...claim }) => {
    marketMinute += minutesPassed;
    const operator = claim.need === 0 ? 1 : 0;
    return { ...claim, ledger, operator, marketMinute, ...registries[ledger]!.claim(claim) };
  });
}

const posting = fc.record({
  from: fc.integer({ min: 0, max: PARTICIPANTS - 1 }),
  to: fc.integer({ min: 0, max: PARTICIPANTS - 1 }),
  kind: fc.integer({ min: 0, max: 20 }),
  amountMicroEur: fc.oneof(
    fc.integer({ min: 0, max: 5_000_000 }),
    fc.integer({ min: 0, max: 1e12 }),
  ),
});

const order = fc
  .record({
    isTso: fc.boolean(),
    place: fc.nat({ max: UNITS - 1 }),
    period: fc.nat({ max: 95 }),
    direction: fc.constantFrom<0 | 1>(0, 1),
    orderedWh: fc.integer({ min: 1, max: 100_000 }),
    priceMicro: fc.integer({ min: 0, max: 900_000 }),
    penaltyMicro: fc.integer({ min: 0, max: 900_000 }),
    share: fc.constantFrom(0, 0.3, 0.599, 0.6, 0.95, 1),
    waived: fc.boolean(),
  })
  .map(({ isTso, place, share, ...one }) => ({
    ...one,
    payer: PARTICIPANTS - (isTso ? 2 : 1),
    provider: place,
    unit: place * 300,
    continues: false,
    verifiedWh: Math.floor(share * one.orderedWh),
  }));

/** Orders, some of them in two parts: both operators pay, or one of them at two prices. */
const orderList = fc.array(fc.tuple(order, fc.nat({ max: 5 })), { maxLength: 12 }).map((list) =>
  list.flatMap(([one, parts]) => {
    const other = 2 * PARTICIPANTS - 3 - one.payer;
    if (parts > 1) return [one];
    const differs = parts === 0 ? { payer: other } : { priceMicro: 900_000 - one.priceMicro };
    return [one, { ...one, ...differs, continues: true }];
  }),
);

const rule = fc.constantFrom<OrderTerms["rule"]>(
  { rule: "singleSided", share: 0.5 },
  { rule: "graceSlope", grace: 0.05, slope: 3 },
  { rule: "proportionalFloor", floor: 0.5 },
  { rule: "strikes", failureBelow: 0.6 },
);

/** Some days in a row; claims are decided by the reference. */
export const dayRow: fc.Arbitrary<Day[]> = fc
  .array(
    fc.record({
      claims: claimSequence,
      postings: fc.array(posting, { maxLength: 40 }),
      settle: fc.boolean(),
      terms: rule.map((one) => ({ rule: one, strikeLimit: 60_000, season: 8100 })),
      orders: orderList,
    }),
    { minLength: 1, maxLength: 5 },
  )
  .map((days) => {
    const registry = new ClaimRegistry();
    return days.map((day, i) => ({ ...day, claims: decide(day.claims, [registry], i * 10_000) }));
  });

/** A claim of the TSO for more than the unit has on offer: it gets the offer. */
export const reducedClaim: ClaimRecord = {
  ledger: 0,
  need: 1,
  operator: 0,
  unit: 600,
  period: 12,
  direction: 1,
  offeredWh: 500,
  requestedWh: 700,
  marketMinute: 60,
  grantedWh: 500,
  conflict: 1,
};
