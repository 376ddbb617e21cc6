import fc from "fast-check";
import { expect, test } from "vitest";
import type { AuctionOffer } from "#engine/market/calls/auctionOffer.ts";
import { uncross } from "#engine/market/calls/callAuction.ts";

const CAP_MICRO = 50_000;

const books = fc.array(
  fc.record({
    powerW: fc.integer({ min: 1, max: 6 }).map((kw) => kw * 1000),
    reservationMicroEurPerKwH: fc.integer({ min: 0, max: 6 }).map((each) => each * 9_000),
    activationMicroEurPerKwh: fc.constantFrom(-50_000, 0, 90_000),
    divisible: fc.boolean(),
    submittedMinute: fc.nat(2),
  }),
  { maxLength: 7 },
);

interface Weighed {
  coveredW: number;
  cost: number;
}

const scoreOf = (offer: AuctionOffer) =>
  offer.reservationMicroEurPerKwH + 0.1 * offer.activationMicroEurPerKwh;

/** Every set of indivisible offers, each filled up with divisible ones from the cheapest. */
function bestOfAllSets(offers: AuctionOffer[], needW: number): Weighed {
  const whole = offers.filter((offer) => !offer.divisible);
  const rest = offers.filter((offer) => offer.divisible).sort((a, b) => scoreOf(a) - scoreOf(b));
  let best: Weighed = { coveredW: -1, cost: 0 };
  for (let mask = 0; mask < 2 ** whole.length; mask++) {
    const chosen = whole.filter((_, i) => (mask >> i) & 1);
    let reliefW = chosen.reduce((sum, { powerW }) => sum + powerW, 0);
    // None may be there for nothing: without it the need must be open.
    const isWasteful = chosen.some(({ powerW }) => reliefW - powerW >= needW);
    if (isWasteful || reliefW > needW * 1.1) continue;
    let cost = chosen.reduce((sum, offer) => sum + scoreOf(offer) * offer.powerW, 0);
    for (const offer of rest) {
      const powerW = Math.max(0, Math.min(offer.powerW, needW - reliefW));
      reliefW += powerW;
      cost += scoreOf(offer) * powerW;
    }
    const coveredW = Math.min(needW, reliefW);
    if (coveredW > best.coveredW || (coveredW === best.coveredW && cost < best.cost - 1e-6)) {
      best = { coveredW, cost };
    }
  }
  return best;
}

function weigh(offers: AuctionOffer[], needW: number, selection: "exact" | "meritOrder"): Weighed {
  const { accepted } = uncross(needW, CAP_MICRO, offers, { selection });
  const reliefW = accepted.reduce((sum, { powerW }) => sum + powerW, 0);
  const cost = accepted.reduce((sum, { id, powerW }) => sum + scoreOf(offers[id]!) * powerW, 0);
  return { coveredW: Math.min(needW, reliefW), cost };
}

const drawn = (book: Omit<AuctionOffer, "id">[]) =>
  book
    .map((offer, id) => ({ ...offer, id }))
    .filter((offer) => scoreOf(offer) <= CAP_MICRO && scoreOf(offer) >= 0)
    .map((offer, id) => ({ ...offer, id }));

test("the exact selection is the best of all sets, and the merit order never beats it", () => {
  let improved = 0;
  fc.assert(
    fc.property(books, fc.integer({ min: 1, max: 20 }), (book, kw) => {
      const offers = drawn(book);
      const best = bestOfAllSets(offers, kw * 1000);
      const exact = weigh(offers, kw * 1000, "exact");
      expect(exact.coveredW).toBe(best.coveredW);
      expect(exact.cost).toBeCloseTo(best.cost, 3);
      const merit = weigh(offers, kw * 1000, "meritOrder");
      expect(merit.coveredW).toBeLessThanOrEqual(exact.coveredW);
      if (merit.coveredW === exact.coveredW) expect(merit.cost).toBeGreaterThan(exact.cost - 1e-3);
      if (merit.coveredW < exact.coveredW || merit.cost > exact.cost + 1) improved++;
    }),
    { numRuns: 2000, seed: 44 },
  );
  expect(improved).toBeGreaterThan(50);
});

test.each(["payAsBid", "uniform"] as const)(
  "%s pays every accepted offer by its rule",
  (pricing) => {
    fc.assert(
      fc.property(books, fc.integer({ min: 1, max: 20 }), (book, kw) => {
        const offers = drawn(book);
        const { accepted } = uncross(kw * 1000, CAP_MICRO, offers, { pricing, selection: "exact" });
        const highest = Math.max(...accepted.map(({ id }) => scoreOf(offers[id]!)));
        for (const { id, reservationMicroEurPerKwH: paid } of accepted) {
          const offer = offers[id]!;
          const due = highest - 0.1 * offer.activationMicroEurPerKwh;
          const asked = offer.reservationMicroEurPerKwH;
          expect(paid).toBe(pricing === "payAsBid" ? asked : Math.floor(due + 1e-6));
          expect(paid).toBeGreaterThanOrEqual(asked);
        }
      }),
      { numRuns: 500, seed: 44 },
    );
  },
);

test("twenty-five indivisible offers are weighed, twenty-six are taken along the merit order", () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, id) => ({
      ...{ id, submittedMinute: 0, powerW: 2000 + 137 * ((id * 7) % 11), divisible: false },
      reservationMicroEurPerKwH: 9_000 + 311 * ((id * 5) % 13),
      activationMicroEurPerKwh: 0,
    }));
  const exact = weigh(many(25), 30_000, "exact");
  expect(exact.cost).toBeLessThanOrEqual(weigh(many(25), 30_000, "meritOrder").cost);
  expect(weigh(many(26), 30_000, "exact")).toEqual(weigh(many(26), 30_000, "meritOrder"));
});

function offer(id: number, powerW: number, more: Partial<AuctionOffer> = {}): AuctionOffer {
  return {
    ...{ id, submittedMinute: 0, powerW, reservationMicroEurPerKwH: 9_000 },
    ...{ activationMicroEurPerKwh: 0, divisible: true, ...more },
  };
}

test("equal scores go to the lower activation price before time counts", () => {
  const offers = [
    offer(1, 5_000, {
      submittedMinute: 0,
      reservationMicroEurPerKwH: 8_000,
      activationMicroEurPerKwh: 10_000,
    }),
    offer(2, 5_000, { submittedMinute: 9 }),
  ];
  const { accepted } = uncross(5_000, CAP_MICRO, offers);
  expect(accepted.map(({ id }) => id)).toEqual([2]);
});

test("ties at the margin go by time, or share by power", () => {
  const offers = [
    offer(1, 4_000),
    offer(2, 2_000),
    offer(3, 2_000),
    offer(4, 1_000, { reservationMicroEurPerKwH: 1 }),
  ];
  const powers = (marginTies: "time" | "proRata") =>
    uncross(6_001, CAP_MICRO, offers, { marginTies }).accepted.map(({ id, powerW }) => [
      id,
      powerW,
    ]);
  expect(powers("time")).toEqual([
    [4, 1_000],
    [1, 4_000],
    [2, 1_001],
  ]);
  expect(powers("proRata")).toEqual([
    [4, 1_000],
    [1, 2_501],
    [2, 1_250],
    [3, 1_250],
  ]);
});
