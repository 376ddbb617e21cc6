import {
  type Acceptance,
  type AcceptedSet,
  acceptOffers,
  type Need,
  nothing,
  take,
} from "#engine/market/calls/acceptOffers.ts";
import type { RankedOffer } from "#engine/market/calls/auctionOffer.ts";

/** Indivisible offers up to which every set of them is weighed. */
export const EXACT_OFFERS_MAX = 25;

/**
 * Accepts the set of offers that covers most of the need and, of those, costs least, by the sum of
 * score × power. Indivisible offers are taken whole and must leave the sum below the ceiling;
 * divisible ones then give what is missing, cheapest first. Of equal sets the one with the earlier
 * offers stands. With more than 25 indivisible offers it is `acceptOffers`.
 *
 * Branch and bound: a branch ends where even fractions of its remaining offers would not do better.
 */
export function acceptExactly(ranked: readonly RankedOffer[], need: Need): AcceptedSet {
  const whole = ranked.filter(({ offer }) => !offer.divisible);
  if (whole.length > EXACT_OFFERS_MAX) return acceptOffers(ranked, need);
  const divisible = ranked.filter(({ offer }) => offer.divisible);
  let best: AcceptedSet = nothing;
  let bestCovered = -1;
  let bestCost = 0;

  const visit = (depth: number, set: AcceptedSet, cost: number): void => {
    const bound = boundOf(ranked, depth < whole.length ? whole[depth]! : null, set, cost, need);
    const isHopeless =
      bound.covered < bestCovered || (bound.covered === bestCovered && bound.cost >= bestCost);
    if (isHopeless) return;
    if (depth < whole.length) {
      const next = whole[depth]!;
      const acceptance: Acceptance = { ranked: next, powerW: next.offer.powerW };
      const reliefMw = set.reliefMw + next.offer.powerW * next.effectivenessPermille;
      // Whole offers beyond the need would only be paid for nothing.
      if (set.reliefMw < need.needMw && reliefMw <= Math.max(need.ceilingMw, need.needMw)) {
        const taken = { acceptances: [...set.acceptances, acceptance], reliefMw };
        visit(depth + 1, taken, cost + next.scoreMilli * next.offer.powerW);
      }
      visit(depth + 1, set, cost);
      return;
    }
    const full = divisible.reduce((sum, offer) => take(sum, offer, need), set);
    const covered = Math.min(full.reliefMw, need.needMw);
    const fullCost = costOf(full);
    if (covered > bestCovered || (covered === bestCovered && fullCost < bestCost)) {
      best = full;
      bestCovered = covered;
      bestCost = fullCost;
    }
  };
  visit(0, nothing, 0);
  return inMeritOrder(best, ranked);
}

/** The most that can be covered, and the least it can cost, when all that is left could be cut. */
function boundOf(
  ranked: readonly RankedOffer[],
  from: RankedOffer | null,
  set: AcceptedSet,
  cost: number,
  { needMw }: Need,
): { covered: number; cost: number } {
  let missingMw = needMw - set.reliefMw;
  let least = cost;
  let isLeft = false;
  for (const each of ranked) {
    if (each === from) isLeft = true;
    if (!(isLeft || each.offer.divisible)) continue;
    const { scoreMilli, effectivenessPermille, offer } = each;
    const wholeMw = offer.powerW * effectivenessPermille;
    const usedMw = Math.max(0, Math.min(missingMw, wholeMw));
    least += (usedMw / effectivenessPermille) * scoreMilli;
    missingMw -= usedMw;
    // What pays to be taken may be taken for that alone, as far as the bound knows.
    if (scoreMilli < 0) least += ((wholeMw - usedMw) / effectivenessPermille) * scoreMilli;
  }
  return { covered: needMw - Math.max(0, missingMw), cost: least };
}

function costOf({ acceptances }: AcceptedSet): number {
  return acceptances.reduce((sum, { ranked, powerW }) => sum + ranked.scoreMilli * powerW, 0);
}

function inMeritOrder(set: AcceptedSet, ranked: readonly RankedOffer[]): AcceptedSet {
  const place = new Map(ranked.map((offer, i) => [offer, i]));
  return {
    ...set,
    acceptances: set.acceptances.toSorted((a, b) => place.get(a.ranked)! - place.get(b.ranked)!),
  };
}
