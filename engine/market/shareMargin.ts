import type { AcceptedSet } from "#engine/market/calls/acceptOffers.ts";
import type { RankedOffer } from "#engine/market/calls/auctionOffer.ts";
import { shareLargestRemainder } from "#engine/settlement/shareLargestRemainder.ts";

/**
 * Gives divisible offers that tie at the margin, in score, activation price and effectiveness, equal
 * shares of their power instead of serving the earlier first: in whole W, by largest remainder.
 */
export function shareMargin(set: AcceptedSet, ranked: readonly RankedOffer[]): AcceptedSet {
  const cut = set.acceptances.find(({ ranked: { offer }, powerW }) => powerW < offer.powerW);
  if (cut === undefined) return set;
  const ties = ranked.filter((each) => tiesWith(each, cut.ranked));
  const isTied = new Set(ties);
  const tiedW = set.acceptances.reduce(
    (sum, { ranked: each, powerW }) => sum + (isTied.has(each) ? powerW : 0),
    0,
  );
  const shares = shareLargestRemainder(
    tiedW,
    ties.map(({ offer }) => offer.powerW),
  );
  const others = set.acceptances.filter(({ ranked: each }) => !isTied.has(each));
  const shared = ties
    .map((each, i) => ({ ranked: each, powerW: shares[i]! }))
    .filter(({ powerW }) => powerW > 0);
  return { ...set, acceptances: [...others, ...shared] };
}

function tiesWith(a: RankedOffer, b: RankedOffer): boolean {
  return (
    a.offer.divisible &&
    a.scoreMicro === b.scoreMicro &&
    a.effectivenessPermille === b.effectivenessPermille &&
    a.offer.activationMicroEurPerKwh === b.offer.activationMicroEurPerKwh
  );
}
