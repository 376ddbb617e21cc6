import type { DecidedClaim } from "#sim/audit/decidedClaims.ts";
import { type AuditFinding, claimFinding, streamFinding } from "#sim/audit/finding.ts";
import type { PublishedList } from "#sim/audit/publishedLists.ts";

/** What operators saw on their lists on one day, for the claims of that day. */
export class SeenOffers {
  /** Most that an operator saw of an offer, Wh; by operator, need, period, unit and direction. */
  readonly #quantityWh = new Map<string, number>();

  /** Takes a list in and returns what is wrong with it. */
  add(list: PublishedList): AuditFinding[] {
    const { operator, need, period, offers } = list;
    for (const { unit, direction, quantityWh } of offers) {
      const key = keyOf({ operator, need, period, unit, direction });
      this.#quantityWh.set(key, Math.max(quantityWh, this.#quantityWh.get(key) ?? 0));
    }
    const isSorted = offers.every(
      ({ priceMicro }, i) => i === 0 || offers[i - 1]!.priceMicro <= priceMicro,
    );
    if (isSorted) return [];
    return [streamFinding("order", "a list is not sorted by price, cheapest first", period)];
  }

  /** What is wrong with a claim for what its operator saw. */
  check(claim: DecidedClaim): AuditFinding[] {
    const seenWh = this.#quantityWh.get(keyOf(claim));
    if (seenWh !== undefined && claim.requestedWh <= seenWh) return [];
    const saw = seenWh === undefined ? "nothing" : `${seenWh} Wh`;
    const says = `claimed ${claim.requestedWh} Wh of an offer of which its operator saw ${saw}`;
    return [claimFinding("notOnList", claim, claim.requestedWh, says)];
  }
}

function keyOf({
  operator,
  need,
  period,
  unit,
  direction,
}: Pick<DecidedClaim, "operator" | "need" | "period" | "unit" | "direction">): string {
  return `${operator}/${need}/${period}/${unit}/${direction}`;
}
