import type { OrderBatch } from "#sim/ledger/escrow/orderBatch.ts";

/** What batches of orders move between wallets and escrow, by participant, µEUR. */
export interface EscrowFlows {
  /** Paid in. */
  readonly held: Float64Array;
  /** Got back, with what was earned or compensated. */
  readonly returned: Float64Array;
}

export function escrowFlows(batches: readonly OrderBatch[], participants: number): EscrowFlows {
  const held = new Float64Array(participants);
  const returned = new Float64Array(participants);
  for (const { orders, deliveries } of batches) {
    for (const [i, { payer, provider }] of orders.entries()) {
      const { escrow, collateral, paid, penalty } = deliveries[i]!;
      held[payer]! += escrow;
      held[provider]! += collateral;
      returned[payer]! += escrow - paid + penalty;
      returned[provider]! += collateral + paid - penalty;
    }
  }
  return { held, returned };
}
