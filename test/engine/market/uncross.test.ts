import fc from "fast-check";
import { expect, test } from "vitest";
import type { AuctionOffer } from "#engine/market/calls/auctionOffer.ts";
import { uncross } from "#engine/market/calls/callAuction.ts";

const CAP_MICRO = 50_000;

function offer(id: number, powerW: number, reservation: number, more: Partial<AuctionOffer> = {}) {
  return {
    id,
    submittedMinute: 0,
    powerW,
    reservationMicroEurPerKwH: reservation,
    activationMicroEurPerKwh: 0,
    divisible: true,
    ...more,
  };
}

const whole = { divisible: false };

test.each<{
  story: string;
  offers: AuctionOffer[];
  accepted: [id: number, powerW: number][];
  unmetW: number;
}>([
  { story: "nothing offered leaves all unmet", offers: [], accepted: [], unmetW: 10_000 },
  {
    story: "the cheapest come first and the last one gives the rest",
    offers: [offer(1, 6_000, 9_000), offer(2, 6_000, 7_000), offer(3, 6_000, 8_000)],
    accepted: [
      [2, 6_000],
      [3, 4_000],
    ],
    unmetW: 0,
  },
  {
    story: "expected activation counts with its share of hours",
    offers: [
      offer(1, 10_000, 5_000, { activationMicroEurPerKwh: 300_000 }), // 5 000 + 0.1 · 300 000
      offer(2, 10_000, 30_000, { activationMicroEurPerKwh: 40_000 }), // 30 000 + 0.1 · 40 000
    ],
    accepted: [[2, 10_000]],
    unmetW: 0,
  },
  {
    story: "equal scores go to the earlier offer, then to the lower id",
    offers: [
      offer(3, 4_000, 7_000, { submittedMinute: 1 }),
      offer(2, 4_000, 7_000, { submittedMinute: 1 }),
      offer(9, 4_000, 7_000),
    ],
    accepted: [
      [9, 4_000],
      [2, 4_000],
      [3, 2_000],
    ],
    unmetW: 0,
  },
  {
    story: "an offer above the cap is left out, one at the cap is not",
    offers: [offer(1, 4_000, CAP_MICRO), offer(2, 4_000, CAP_MICRO + 1)],
    accepted: [[1, 4_000]],
    unmetW: 6_000,
  },
  {
    story: "an indivisible offer may overshoot the request by 10 %",
    offers: [offer(1, 6_000, 7_000), offer(2, 5_000, 8_000, whole)],
    accepted: [
      [1, 6_000],
      [2, 5_000],
    ],
    unmetW: 0,
  },
  {
    story: "beyond 10 % it is skipped",
    offers: [offer(1, 6_000, 7_000, whole), offer(2, 5_001, 8_000, whole)],
    accepted: [[1, 6_000]],
    unmetW: 4_000,
  },
  {
    story: "a skipped offer that covers more takes the place of the last one accepted",
    offers: [offer(1, 6_000, 7_000, whole), offer(2, 9_000, 8_000, whole)],
    accepted: [[2, 9_000]],
    unmetW: 1_000,
  },
  {
    story: "a skipped offer goes in front of the last one, which gives what is then missing",
    offers: [offer(1, 6_000, 7_000), offer(2, 7_000, 8_000, whole)],
    accepted: [
      [2, 7_000],
      [1, 3_000],
    ],
    unmetW: 0,
  },
  {
    story: "an overshooting offer gives way to one that fits for less",
    offers: [offer(1, 9_000, 7_000), offer(2, 2_000, 8_000, whole), offer(3, 1_500, 9_000)],
    accepted: [
      [1, 9_000],
      [3, 1_000],
    ],
    unmetW: 0,
  },
])("auction for 10 kW: $story", ({ offers, accepted, unmetW }) => {
  const result = uncross(10_000, CAP_MICRO, offers);
  expect(result.accepted.map(({ id, powerW }) => [id, powerW])).toEqual(accepted);
  expect(result.unmetW).toBe(unmetW);
});

test("a less effective offer ranks by what its relief costs, and gives more to bring the same", () => {
  const permille = new Map([
    [1, 500],
    [2, 1000],
    [3, 49],
    [4, -300],
  ]);
  const offers = [
    offer(1, 30_000, 6_000),
    offer(2, 4_000, 10_000),
    offer(3, 9_000, 0),
    offer(4, 9_000, 0),
  ];
  const result = uncross(10_000, CAP_MICRO, offers, {
    effectivenessPermille: ({ id }) => permille.get(id)!,
  });
  expect(result).toEqual({
    accepted: [
      {
        id: 2,
        powerW: 4_000,
        reliefW: 4_000,
        reservationMicroEurPerKwH: 10_000,
        activationMicroEurPerKwh: 0,
      },
      {
        id: 1,
        powerW: 12_000,
        reliefW: 6_000,
        reservationMicroEurPerKwH: 6_000,
        activationMicroEurPerKwh: 0,
      },
    ],
    passedOver: [
      { id: 3, reason: "ineffective" },
      { id: 4, reason: "ineffective" },
    ],
    reliefW: 10_000,
    unmetW: 0,
    marginalScoreMicro: 12_000,
  });
});

test("what a divisible offer gives is rounded up to a W, also where that exceeds 10 %", () => {
  const { accepted } = uncross(1, CAP_MICRO, [offer(1, 30_000, 6_000)], {
    effectivenessPermille: () => 300,
  });
  expect(accepted).toMatchObject([{ powerW: 4, reliefW: 1.2 }]);
});

test("an attempt that is only as good changes nothing", () => {
  const offers = [offer(1, 8_000, 7_000, whole), offer(2, 8_000, 7_000, whole)];
  const { accepted } = uncross(10_000, CAP_MICRO, offers);
  expect(accepted).toMatchObject([{ id: 1, powerW: 8_000 }]);
});

test("uniform pricing lifts every accepted offer to the highest accepted score", () => {
  const offers = [
    offer(1, 4_000, 5_000, { activationMicroEurPerKwh: 20_000 }), // score 7 000
    offer(2, 4_000, 9_000, { activationMicroEurPerKwh: 30_000 }), // score 12 000
    offer(3, 4_000, 40_000),
  ];
  const { accepted, marginalScoreMicro } = uncross(8_000, CAP_MICRO, offers, {
    pricing: "uniform",
  });
  expect(accepted.map((each) => each.reservationMicroEurPerKwH)).toEqual([10_000, 9_000]);
  expect(accepted.map((each) => each.activationMicroEurPerKwh)).toEqual([20_000, 30_000]);
  expect(marginalScoreMicro).toBe(12_000);
});

test("a uniform price that is no whole µEUR rounds down, as all that is paid out", () => {
  const { accepted } = uncross(1_700, CAP_MICRO, [offer(1, 1_000, 900), offer(2, 1_000, 1_000)], {
    pricing: "uniform",
    effectivenessPermille: ({ id }) => (id === 1 ? 1000 : 700),
  });
  // 1 000 / 0.7 = 1 428.57
  expect(accepted.map((each) => each.reservationMicroEurPerKwH)).toEqual([1_428, 1_000]);
});

test("each offer that is not accepted has its reason", () => {
  const offers = [
    offer(1, 8_000, 7_000, whole),
    offer(2, 4_000, 8_000, whole),
    offer(3, 4_000, CAP_MICRO + 1),
  ];
  const { passedOver } = uncross(10_000, CAP_MICRO, offers);
  expect(passedOver).toEqual([
    { id: 2, reason: "indivisible" },
    { id: 3, reason: "aboveCap" },
  ]);
  expect(uncross(0, CAP_MICRO, [offers[0]!]).passedOver).toEqual([{ id: 1, reason: "notNeeded" }]);
});

const books = fc.array(
  fc.record({
    powerW: fc.integer({ min: 1, max: 9 }).map((kw) => kw * 1000),
    reservation: fc.integer({ min: 0, max: 6 }).map((each) => each * 10_000),
    activation: fc.constantFrom(0, 50_000, 200_000),
    divisible: fc.boolean(),
    permille: fc.constantFrom(0, 49, 300, 700, 1000),
    minute: fc.nat(2),
  }),
  { maxLength: 7 },
);

function drawnOffers(
  book: {
    powerW: number;
    reservation: number;
    activation: number;
    divisible: boolean;
    minute: number;
  }[],
) {
  return book.map(({ powerW, reservation, activation, divisible, minute }, id) =>
    offer(id, powerW, reservation, {
      activationMicroEurPerKwh: activation,
      divisible,
      submittedMinute: minute,
    }),
  );
}

test("whatever is offered: no overshoot beyond 10 %, no price below the asked, nothing above the cap", () => {
  fc.assert(
    fc.property(books, fc.nat(25), fc.constantFrom("payAsBid", "uniform"), (book, kw, pricing) => {
      const offers = drawnOffers(book);
      const quantityW = kw * 1000;
      const result = uncross(quantityW, CAP_MICRO, offers, {
        pricing,
        effectivenessPermille: ({ id }) => book[id]!.permille,
      });
      expect(result.reliefW).toBeLessThanOrEqual(quantityW * 1.1 + 1);
      expect(result.unmetW).toBe(Math.max(0, quantityW - result.reliefW));
      expect(result.accepted.length + result.passedOver.length).toBe(offers.length);
      for (const { id, powerW, reliefW, reservationMicroEurPerKwH: paid } of result.accepted) {
        const { reservationMicroEurPerKwH: asked, divisible, powerW: offeredW } = offers[id]!;
        const score = paid + 0.1 * offers[id]!.activationMicroEurPerKwh;
        expect(powerW).toBeLessThanOrEqual(offeredW);
        if (!divisible) expect(powerW).toBe(offeredW);
        expect(reliefW).toBeCloseTo((powerW * book[id]!.permille) / 1000, 6);
        expect(paid).toBeGreaterThanOrEqual(asked);
        if (pricing === "payAsBid") expect(paid).toBe(asked);
        expect((score * 1000) / book[id]!.permille).toBeLessThanOrEqual(CAP_MICRO + 1e-6);
      }
    }),
    { numRuns: 3000, seed: 539 },
  );
});

/** The least that covering as much as possible can cost, by trying every power in whole kW. */
function leastCost(
  offers: AuctionOffer[],
  quantityKw: number,
): { coveredKw: number; cost: number } {
  const costs = new Map([[0, 0]]);
  for (const { powerW, reservationMicroEurPerKwH: price } of offers) {
    for (const [kw, cost] of [...costs]) {
      for (let more = 1; more <= powerW / 1000 && kw + more <= quantityKw; more++) {
        const sum = cost + more * price;
        if (sum < (costs.get(kw + more) ?? Number.POSITIVE_INFINITY)) costs.set(kw + more, sum);
      }
    }
  }
  const coveredKw = Math.max(...costs.keys());
  return { coveredKw, cost: costs.get(coveredKw)! };
}

test("divisible offers cover as much as possible at the least cost", () => {
  fc.assert(
    fc.property(books, fc.nat(25), (book, kw) => {
      const offers = drawnOffers(
        book.map((each) => ({
          ...each,
          activation: 0,
          reservation: each.reservation / 2,
          divisible: true,
        })),
      );
      const { accepted, reliefW } = uncross(kw * 1000, CAP_MICRO, offers);
      const cost = accepted.reduce(
        (sum, each) => sum + (each.powerW / 1000) * each.reservationMicroEurPerKwH,
        0,
      );
      expect({ coveredKw: reliefW / 1000, cost }).toEqual(leastCost(offers, kw));
    }),
    { numRuns: 500, seed: 539 },
  );
});
