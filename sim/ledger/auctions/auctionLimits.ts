import type { AuctionRecord, ServedRequest } from "#sim/ledger/auctions/auctionRecord.ts";

/** `IReservationAuction.offersMax`: serving a request takes 6.5, opening the book 7.0 million gas. */
const OFFERS_MAX = 1000;
/** Prices of an offer have 24 bits. */
const RESERVATION_MAX = 2 ** 24 - 1;
const ACTIVATION_MAX = 2 ** 23 - 1;
const POWER_MAX = 2 ** 32 - 1;
/** Up to here floats rank as fractions do. */
const SCORE_MAX = 2 ** 32;
const SUM_MAX = 2 ** 53;
/** `MeritOrder.SHARES_MAX`. */
const SHARES_MAX = 32;

/**
 * Why an auction is not held on chain but recorded by the hash of its outcome; null where it is held.
 * At most 31 characters.
 */
export function whyNotOnChain({ offers, requests }: AuctionRecord): string | null {
  if (offers.length > OFFERS_MAX) return `more than ${OFFERS_MAX} offers`;
  for (const { powerW, reservationMicroEurPerKwH, activationMicroEurPerKwh } of offers) {
    if (powerW > POWER_MAX) return "power beyond 32 bits";
    if (reservationMicroEurPerKwH > RESERVATION_MAX) return "price beyond 24 bits";
    if (Math.abs(activationMicroEurPerKwh) > ACTIVATION_MAX) return "price beyond 24 bits";
  }
  const powerW = offers.reduce((sum, offer) => sum + offer.powerW, 0);
  for (const request of requests) {
    if (request.selection === "exact") return "cheapest set of offers";
    if (request.marginTies === "proRata" && offers.length > SHARES_MAX) return "margin among many";
    const score = largestScore({ offers, request });
    if (score >= SCORE_MAX || score * powerW * 1000 >= SUM_MAX) return "scores beyond exact floats";
  }
  return null;
}

/** µEUR per kW and hour, before effectiveness. */
function largestScore({
  offers,
  request,
}: {
  offers: AuctionRecord["offers"];
  request: ServedRequest;
}): number {
  const scores = offers.map(
    ({ reservationMicroEurPerKwH, activationMicroEurPerKwh }) =>
      reservationMicroEurPerKwH +
      (request.utilisationPermille * Math.abs(activationMicroEurPerKwh)) / 1000,
  );
  return Math.max(request.scoreCapMicro, ...scores);
}
