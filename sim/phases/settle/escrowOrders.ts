import type { Order } from "#engine/coordination/orders.ts";
import type { Remuneration } from "#engine/settlement/penalty.ts";
import { shareLargestRemainder } from "#engine/settlement/shareLargestRemainder.ts";
import type { OrderRecord } from "#sim/ledger/escrow/orderRecord.ts";

/**
 * Describes an order as the ledger takes it into escrow and releases it: one part for each operator that
 * bears some of it. None at a negative price, at which the provider pays: there is nothing to hold.
 *
 * @param about - Provider, period of the run, and what was verified of each operator's part, Wh.
 * @param accountOf - Account of an operator.
 */
export function escrowOrders(
  order: Order,
  { penaltyPriceMicro }: Remuneration,
  about: { provider: number; period: number; paidParts: readonly number[] },
  accountOf: (operator: number) => number,
): OrderRecord[] {
  const { unit, direction, orderedWh, priceMicro, shares, penaltyWaived } = order;
  if (priceMicro < 0) return [];
  const weights = shares.map(({ weight }) => weight);
  const parts = shareLargestRemainder(orderedWh, weights)
    .map((partWh, k) => ({ operator: shares[k]!.operator, partWh, paidWh: about.paidParts[k]! }))
    .filter(({ partWh }) => partWh > 0);
  return parts.map(({ operator, partWh, paidWh }, k) => ({
    payer: accountOf(operator),
    provider: about.provider,
    unit,
    period: about.period,
    direction,
    continues: k > 0,
    orderedWh: partWh,
    priceMicro,
    penaltyMicro: penaltyPriceMicro,
    // Rounding may give an operator one Wh more of what came than of what was ordered.
    verifiedWh: Math.min(paidWh, partWh),
    waived: penaltyWaived,
  }));
}
