import { id } from "ethers";
import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { AuctionOffer } from "#engine/market/calls/auctionOffer.ts";
import { CallAuction } from "#engine/market/calls/callAuction.ts";
import { auctionOnChain, type RequestOnChain } from "#test/support/auctionOnChain.ts";
import { admitUnits, startPlatform, type TestPlatform, transact } from "#test/support/testChain.ts";

const PROVIDERS = 4;
const UNITS_EACH = 8;
/** Each round is one auction; the default is a sample of what was run once. */
const ROUNDS = Number(process.env["AUCTION_ROUNDS"] ?? 2000);

let bench: TestPlatform;
let fresh: unknown;

beforeAll(async () => {
  bench = await startPlatform();
  for (let provider = 0; provider < PROVIDERS; provider++) {
    const units = Array.from({ length: UNITS_EACH }, (_, i) => i * PROVIDERS + provider);
    await admitUnits(bench, units, { owner: provider });
    const { address } = bench.signers.participant(provider);
    await transact(bench.chain, bench.auction, "grantRole", id("FSP"), address);
  }
  fresh = await bench.chain.request("evm_snapshot", []);
});

afterAll(() => bench.chain.close());

/** Few prices, powers and effectivenesses, so that ties, overshoots and improvements are common. */
const terms = fc.oneof(
  fc.record({
    powerW: fc.constantFrom(1000, 1000, 2000, 2500, 4000, 9000),
    reservationMicroEurPerKwH: fc.constantFrom(0, 5000, 6000, 10_000),
    activationMicroEurPerKwh: fc.constantFrom(-50_000, 0, 40_000, 50_000),
    divisible: fc.boolean(),
  }),
  fc.record({
    powerW: fc.integer({ min: 1, max: 2_000_000 }),
    reservationMicroEurPerKwH: fc.integer({ min: 0, max: 200_000 }),
    activationMicroEurPerKwh: fc.integer({ min: -500_000, max: 500_000 }),
    divisible: fc.boolean(),
  }),
);
const permille = fc.oneof(
  fc.constantFrom(1000, 1000, 500, 250, 50, 49, 0, -300),
  fc.integer({ min: -1000, max: 1000 }),
);
const units = fc.uniqueArray(fc.nat({ max: PROVIDERS * UNITS_EACH - 1 }), { maxLength: 24 });
const offers = units.chain((ids) =>
  fc
    .array(terms, { minLength: ids.length, maxLength: ids.length })
    .map((list) =>
      list.map((one, i) => ({ ...one, id: ids[i]!, submittedMinute: ids[i]! % PROVIDERS })),
    ),
);
const request = fc.record({
  quantityW: fc.oneof(fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 0, max: 5_000_000 })),
  scoreCapMicro: fc.oneof(fc.integer({ min: 0, max: 30_000 }), fc.constant(10_000_000)),
  utilisationPermille: fc.constantFrom(0, 100, 100, 1000),
  overshootPermille: fc.constantFrom(0, 100, 100, 500),
  pricing: fc.constantFrom<"payAsBid" | "uniform">("payAsBid", "uniform"),
  marginTies: fc.constantFrom<"time" | "proRata">("time", "proRata"),
  effects: fc.array(permille, {
    minLength: PROVIDERS * UNITS_EACH,
    maxLength: PROVIDERS * UNITS_EACH,
  }),
});
const requests = fc
  .array(request, { minLength: 1, maxLength: 3 })
  .map((list) => list.sort((a, b) => b.scoreCapMicro - a.scoreCapMicro));

function inEngine(list: readonly AuctionOffer[], wanted: readonly RequestOnChain[]) {
  const auction = new CallAuction(1);
  for (const offer of list) expect(auction.submit(offer)).toBeUndefined();
  auction.freeze();
  return wanted.map(({ effectivenessPermille, ...one }) =>
    auction.uncross({
      ...one,
      effectivenessPermille: (offer) => effectivenessPermille(offer.id),
    }),
  );
}

let rounds = 0;
let improved = 0;

test(`${ROUNDS} random auctions end on chain as in the engine: winners, prices, unmet need`, async () => {
  const property = fc.asyncProperty(offers, requests, async (list, wanted) => {
    const asked = wanted.map(({ effects, ...one }) => ({
      ...one,
      effectivenessPermille: (unit: number) => effects[unit]!,
    }));
    const expected = inEngine(list, asked);
    const { served } = await auctionOnChain(bench, rounds++, list, asked);
    for (const [i, result] of expected.entries()) {
      const found = served[i]!;
      expect(found.accepted).toEqual(
        result.accepted.map(({ id: unit, powerW, reservationMicroEurPerKwH }) => {
          return { id: unit, powerW, reservationMicroEurPerKwH };
        }),
      );
      expect(found.reliefMw).toBe(Math.round(1000 * result.reliefW));
      expect(found.unmetMw).toBe(Math.round(1000 * result.unmetW));
      const marginal = found.marginalScore / found.marginalEffectiveness;
      expect(Number.isNaN(marginal) ? null : marginal).toBe(result.marginalScoreMicro);
      if (result.accepted.some(({ id: unit }, k) => k > 0 && outOfOrder(list, result, unit, k))) {
        improved++;
      }
    }
  });
  await fc.assert(
    property.afterEach(async () => {
      await bench.chain.request("evm_revert", [fresh]);
      fresh = await bench.chain.request("evm_snapshot", []);
    }),
    { numRuns: ROUNDS },
  );
  console.log(`${rounds} auctions, in ${improved} requests an offer was put in front`);
}, 3_600_000);

/** Tells whether the offer before the one at place `k` was put in front of it. */
function outOfOrder(
  list: readonly AuctionOffer[],
  { accepted }: ReturnType<CallAuction["uncross"]>,
  unit: number,
  k: number,
): boolean {
  const price = (one: number) => list.find((offer) => offer.id === one)!.reservationMicroEurPerKwH;
  return k === accepted.length - 1 && price(accepted[k - 1]!.id) > price(unit);
}
