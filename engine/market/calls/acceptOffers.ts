import type { RankedOffer } from "#engine/market/calls/auctionOffer.ts";

export interface Acceptance {
  readonly ranked: RankedOffer;
  readonly powerW: number;
}

export interface AcceptedSet {
  readonly acceptances: readonly Acceptance[];
  /** Power that reaches the constraint, mW: whole, so that the sums are exact. */
  readonly reliefMw: number;
}

/** Request in mW: needed, and the most that may come of it where offers cannot be cut. */
export interface Need {
  readonly needMw: number;
  readonly ceilingMw: number;
}

export const nothing: AcceptedSet = { acceptances: [], reliefMw: 0 };

/**
 * Accepts offers from the cheapest up until the need is covered. A divisible offer gives what is
 * missing, rounded up to a W. An indivisible one that is more than what is missing is taken whole
 * if the sum stays below the ceiling, and skipped otherwise.
 *
 * One pass then repairs what skipping or overshooting did at the margin: each offer not taken is
 * tried in front of the last one accepted, which then gives only what is still missing. The best
 * attempt stands if it covers more of the need, or as much of it for a lower sum of scores.
 */
export function acceptOffers(ranked: readonly RankedOffer[], need: Need): AcceptedSet {
  const greedy = ranked.reduce((set, offer) => take(set, offer, need), nothing);
  const last = greedy.acceptances.at(-1);
  const taken = new Set(greedy.acceptances.map((acceptance) => acceptance.ranked));
  const isLumpy = greedy.reliefMw < need.needMw || last?.ranked.offer.divisible === false;
  if (last === undefined || !isLumpy) return greedy;

  const withoutLast: AcceptedSet = {
    acceptances: greedy.acceptances.slice(0, -1),
    reliefMw: greedy.reliefMw - reliefMw(last),
  };
  let best = greedy;
  for (const offer of ranked) {
    if (taken.has(offer)) continue;
    const attempt = take(take(withoutLast, offer, need), last.ranked, need);
    if (isBetter(attempt, best, need)) best = attempt;
  }
  return best;
}

/** The set with as much of one offer as is needed and may be taken. */
export function take(
  set: AcceptedSet,
  ranked: RankedOffer,
  { needMw, ceilingMw }: Need,
): AcceptedSet {
  const missingMw = needMw - set.reliefMw;
  if (missingMw <= 0) return set;
  const { offer, effectivenessPermille } = ranked;
  const wantedW = Math.min(Math.ceil(missingMw / effectivenessPermille), offer.powerW);
  const powerW = offer.divisible ? wantedW : offer.powerW;
  const acceptance = { ranked, powerW };
  const sumMw = set.reliefMw + reliefMw(acceptance);
  if (powerW > wantedW && sumMw > ceilingMw) return set;
  return { acceptances: [...set.acceptances, acceptance], reliefMw: sumMw };
}

function isBetter(a: AcceptedSet, b: AcceptedSet, { needMw }: Need): boolean {
  const coveredA = Math.min(a.reliefMw, needMw);
  const coveredB = Math.min(b.reliefMw, needMw);
  return coveredA > coveredB || (coveredA === coveredB && scoreSum(a) < scoreSum(b));
}

function scoreSum({ acceptances }: AcceptedSet): number {
  return acceptances.reduce((sum, { ranked, powerW }) => sum + ranked.scoreMilli * powerW, 0);
}

function reliefMw({ ranked, powerW }: Acceptance): number {
  return powerW * ranked.effectivenessPermille;
}
