import { heldWh } from "#engine/coordination/claimedEnergy.ts";
import type { ClaimEntry, FlexPeriod } from "#engine/coordination/flexPeriod.ts";
import { standsOnList } from "#engine/coordination/listOffers.ts";
import { NEED_KINDS, type NeedKind, sameOperator, UP } from "#engine/coordination/needs.ts";
import { creditsClaims, type Scheme } from "#engine/coordination/scheme.ts";

/**
 * Returns the granted claims that operators of this kind know of: their own, and of others what the
 * exchange tells before the gate closes. Under `after` that is nothing; under `shared` those on units
 * that stand on a list of theirs; under `platform` all.
 */
export function knownClaims(flex: FlexPeriod, scheme: Scheme, kind: NeedKind): ClaimEntry[] {
  const lists = NEED_KINDS.filter((other) => sameOperator(kind, other));
  const isTold = ({ unit }: ClaimEntry) =>
    scheme.exchange === "platform" ||
    (scheme.exchange === "shared" && lists.some((list) => standsOnList(flex.offers, unit, list)));
  return flex.claims.filter(
    (claim) => claim.grantedWh > 0 && (sameOperator(kind, claim.kind) || isTold(claim)),
  );
}

/**
 * Returns what an operator has to count when it computes a need: claims that another operator was
 * granted and that it knows of, except those that `clearGate` credits against the need itself.
 *
 * So a need is computed from nominations, own picks and these claims.
 */
export function visibleClaims(flex: FlexPeriod, scheme: Scheme, kind: NeedKind): ClaimEntry[] {
  return knownClaims(flex, scheme, kind).filter(
    (claim) => !sameOperator(kind, claim.kind) && !creditsClaims(scheme, kind, claim.kind),
  );
}

/** Positions of the claims that `clearGate` credits against needs of this kind. */
export function creditedClaims(flex: FlexPeriod, scheme: Scheme, kind: NeedKind): number[] {
  const positions: number[] = [];
  for (const [position, claim] of flex.claims.entries()) {
    const isKnown =
      claim.grantedWh > 0 &&
      creditsClaims(scheme, kind, claim.kind) &&
      (scheme.exchange === "platform" || standsOnList(flex.offers, claim.unit, kind));
    if (isKnown) positions.push(position);
  }
  return positions;
}

/** Energy that claims turn up, less what they turn down, Wh. */
export function netUpWh(claims: readonly ClaimEntry[]): number {
  return claims.reduce(
    (sum, claim) => sum + (claim.direction === UP ? heldWh(claim) : -heldWh(claim)),
    0,
  );
}

/**
 * Returns the energy that was granted for needs of these kinds, up less down, Wh. The TSO counts that
 * of its own congestion picks when it computes its balancing need, under every exchange.
 */
export function ownEnergyWh(flex: FlexPeriod, ...kinds: NeedKind[]): number {
  return netUpWh(flex.claims.filter((claim) => kinds.includes(claim.kind)));
}
