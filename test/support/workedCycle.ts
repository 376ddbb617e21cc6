import { POSTING_KINDS } from "#datasets/words.ts";
import { ClaimRegistry } from "#engine/coordination/registry.ts";
import type { AuctionOffer } from "#engine/market/calls/auctionOffer.ts";
import { type AuctionResult, CallAuction } from "#engine/market/calls/callAuction.ts";
import {
  type AssetStanding,
  type AssetState,
  advanceAsset,
  type DeliveryTest,
  type Light,
  prequalified,
  tested,
  UNKNOWN_ASSET,
} from "#engine/settlement/assetLifeCycle.ts";
import { Ledger } from "#engine/settlement/ledger.ts";
import { penaltyRule, remunerate } from "#engine/settlement/penalty.ts";
import { verifyOrders } from "#engine/settlement/verify.ts";
import type { OrderRecord, OrderTerms } from "#sim/ledger/escrow/orderRecord.ts";
import type { ClaimRecord, Posting, UnitRegistration } from "#sim/ledger/ledgerPort.ts";

// The place and the people of docs/WORKED-CYCLE.md.
export const DSO = 0;
export const TSO = 1;
export const NORTH = 2;
export const SOUTH = 3;
export const OWNER = 4;
export const ROUNDING = 5;
export const participants = ["DSO", "TSO", "North", "South", "owner of the office", "rounding"].map(
  (name, index) => ({
    index,
    name,
    ...(index === DSO && { role: "DSO" as const }),
    ...(index === TSO && { role: "TSO" as const }),
  }),
);
export const [OFFICE, POOL, CHARGERS, BATTERY, BOILERS] = [0, 1, 2, 3, 4] as const;

const PERIOD_HOURS = 0.25;
const UP = 0;
const DOWN = 1;
const WINDOW_PERIODS = 8;
const OWNER_SHARE = 0.7;

/** A unit on its way, and what each step said of it. */
export interface Entrant {
  readonly registration: UnitRegistration;
  readonly light: Light;
  /** Largest safe quantity, Wh, up and down; not looked at unless yellow. */
  readonly safeWh: readonly [number, number];
  /** Null where it never came so far. */
  readonly test: DeliveryTest | null;
}

const PASSED: DeliveryTest = { received: true, inTime: true, sustained: true };

function entrant(
  unit: number,
  owner: number,
  [upWhMax, downWhMax]: [number, number],
  outcome: Partial<Omit<Entrant, "registration">> = {},
): Entrant {
  const place = { bus: unit + 1, latitudeDegree: 42.135, longitudeDegree: 24.745 };
  const meters = [`MID-${unit}`];
  const registration = { unit, owner, area: 0, upWhMax, downWhMax, place, meters };
  return { registration, light: "green", safeWh: [0, 0], test: PASSED, ...outcome };
}

/** Boilers are in the market already; the others enter one by one. */
export const boilers = entrant(BOILERS, SOUTH, [1_250, 1_250]);
export const entrants: readonly Entrant[] = [
  entrant(OFFICE, NORTH, [2_000, 2_000]),
  entrant(POOL, SOUTH, [2_500, 6_000], { light: "yellow", safeWh: [2_500, 5_000] }),
  entrant(CHARGERS, SOUTH, [0, 4_000], { light: "red", test: null }),
  entrant(BATTERY, NORTH, [1_250, 1_250], { test: { ...PASSED, sustained: false } }),
];

/** In the order in which they were sealed. */
export const offers: readonly AuctionOffer[] = [
  offer(OFFICE, 1, 8_000, 9_000, 180_250, true),
  offer(POOL, 2, 10_000, 12_000, 250_000, true),
  offer(BOILERS, 2, 5_000, 40_000, 300_000, false),
];
export const request = { quantityW: 14_000, scoreCapMicro: 60_000, utilisationPermille: 100 };
export const effectivenessPermille = (unit: number) => (unit === POOL ? 800 : 1000);

function offer(
  id: number,
  submittedMinute: number,
  powerW: number,
  reservationMicroEurPerKwH: number,
  activationMicroEurPerKwh: number,
  divisible: boolean,
): AuctionOffer {
  const prices = { reservationMicroEurPerKwH, activationMicroEurPerKwh };
  return { id, submittedMinute, powerW, ...prices, divisible };
}

type Undecided = Omit<ClaimRecord, "grantedWh" | "conflict">;
const claim = (
  marketMinute: number,
  need: 0 | 1 | 2,
  period: number,
  unit: number,
  direction: 0 | 1,
  [offeredWh, requestedWh]: [number, number],
): Undecided => ({
  ...{ ledger: 0, need, operator: need === 0 ? 1 : 0 },
  ...{ unit, period, direction, offeredWh, requestedWh, marketMinute },
});

/** Claims in the order of the gates; 120, 60 and 25 minutes before 17:00 and 17:15. */
const undecided: readonly Undecided[] = [
  claim(2340, 0, 68, OFFICE, UP, [2_000, 2_000]),
  claim(2340, 0, 68, POOL, UP, [2_500, 1_000]),
  claim(2355, 0, 69, POOL, UP, [2_500, 1_000]),
  claim(2400, 1, 68, OFFICE, UP, [2_000, 1_200]),
  claim(2415, 1, 69, POOL, UP, [2_500, 1_800]),
  claim(2435, 2, 68, OFFICE, DOWN, [2_000, 600]),
];

/** Baseline (nomination) and meter of a dispatched unit; orders in the order of their claims. */
const deliveries = [
  { unit: OFFICE, baselineWh: 4_000, meteredWh: 2_147, price: 180_250, claims: [0] },
  { unit: POOL, baselineWh: 3_000, meteredWh: 1_950, price: 250_000, claims: [1] },
  { unit: POOL, baselineWh: 3_100, meteredWh: 2_300, price: 250_000, claims: [2, 4] },
] as const;

/** What came of it all. */
export interface CycleOutcome {
  /** By unit; the boilers come last. */
  readonly states: readonly AssetState[];
  readonly accepted: readonly { id: number; powerW: number; reservationMicroEurPerKwH: number }[];
  readonly unmetW: number;
  readonly claims: readonly ClaimRecord[];
  readonly postings: readonly Posting[];
  readonly orders: readonly OrderRecord[];
}

/** Missing energy costs as much as delivered energy earns. */
export const terms: OrderTerms = {
  rule: penaltyRule("singleSided", 1),
  strikeLimit: 3,
  season: 0,
};

/** Plays the cycle with the engine alone. */
export function playInEngine(): CycleOutcome {
  const auction = new CallAuction();
  for (const one of offers) auction.submit(one);
  auction.freeze();
  const served = auction.uncross({
    ...request,
    effectivenessPermille: ({ id }) => effectivenessPermille(id),
  });
  auction.publish();
  const claims = decideClaims();
  return {
    states: [...entrants, boilers].map(stateOf),
    accepted: served.accepted.map(({ id, powerW, reservationMicroEurPerKwH }) => ({
      ...{ id, powerW, reservationMicroEurPerKwH },
    })),
    unmetW: served.unmetW,
    claims,
    ...settle(served, claims),
  };
}

function stateOf({ light, test }: Entrant): AssetState {
  const steps: AssetState[] = ["registered", prequalified(light)];
  if (light !== "red") steps.push("productQualified");
  if (test !== null) steps.push(tested(test));
  let standing: AssetStanding = UNKNOWN_ASSET;
  for (const to of steps) {
    const answer = advanceAsset(standing, to);
    if ("refused" in answer) throw new Error(`${answer.from} to ${answer.to} was refused`);
    standing = answer;
  }
  return standing.state;
}

function decideClaims(): ClaimRecord[] {
  const registry = new ClaimRegistry(5, 96);
  for (const period of [68, 69]) registry.open(period);
  return undecided.map((one) => ({
    ...one,
    ...registry.claim(one.period, one.unit, one.direction, one.offeredWh, one.requestedWh),
  }));
}

const kind = (name: (typeof POSTING_KINDS)[number]) => POSTING_KINDS.indexOf(name);

/** Availability of the day, delivery of the orders, penalty, waiver and the owner's share. */
function settle(
  { accepted }: AuctionResult,
  claims: readonly ClaimRecord[],
): Pick<CycleOutcome, "postings" | "orders"> {
  const records: OrderRecord[] = [];
  const ledger = new Ledger(participants.length, ROUNDING, kind("rounding"));
  const fspOf = (unit: number) => (unit === OFFICE ? NORTH : SOUTH);
  for (const { id, powerW, reservationMicroEurPerKwH } of accepted) {
    // The office rests in the second period of the window and has nothing to offer there.
    const periods = id === OFFICE ? WINDOW_PERIODS - 1 : WINDOW_PERIODS;
    const price = reservationMicroEurPerKwH;
    for (let period = 0; period < periods; period++) {
      ledger.transferRounded(kind("reservation"), DSO, fspOf(id), price, powerW * PERIOD_HOURS);
    }
  }
  for (const { unit, baselineWh, meteredWh, price, claims: which } of deliveries) {
    const granted = which.map((index) => claims[index]!);
    const orders = granted.map(({ grantedWh }) => ({
      ledger: 0,
      direction: UP as 0,
      orderedWh: grantedWh,
    }));
    const isTaken = granted.some(({ need }) => need === 1);
    for (const [i, verified] of verifyOrders(orders, baselineWh, meteredWh).entries()) {
      const { paidWh, missingWh } = verified;
      const { orderedWh } = orders[i]!;
      const pay = remunerate(terms.rule, { orderedWh, paidWh, priceMicro: price });
      // The larger need pays; where it is the TSO's, what the DSO's order lacks costs nothing.
      const payer = isTaken ? TSO : DSO;
      const waived = isTaken && granted[i]!.need === 0;
      const chargedWh = waived ? 0 : missingWh;
      const { period } = granted[i]!;
      records.push({
        ...{ payer, provider: fspOf(unit), unit, period, direction: UP, continues: false },
        ...{ orderedWh, priceMicro: price, penaltyMicro: pay.penaltyPriceMicro },
        ...{ verifiedWh: paidWh, waived },
      });
      const before = ledger.balances[fspOf(unit)]!;
      ledger.transferRounded(kind("activation"), payer, fspOf(unit), pay.paidPriceMicro, paidWh);
      const paid = ledger.balances[fspOf(unit)]! - before;
      ledger.transferRounded(kind("penalty"), fspOf(unit), payer, pay.penaltyPriceMicro, chargedWh);
      if (unit === OFFICE) {
        ledger.post(kind("ownerShare"), NORTH, OWNER, Math.floor(OWNER_SHARE * paid));
      }
    }
  }
  ledger.assertConserved();
  return { postings: ledger.dayPostings(), orders: records };
}
