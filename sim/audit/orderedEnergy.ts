import type { DecidedClaim } from "#sim/audit/decidedClaims.ts";
import type { EscrowedOrder } from "#sim/audit/escrowedOrders.ts";
import type { AuditFinding } from "#sim/audit/finding.ts";

/** Whether more is paid for than was granted: what stands in escrow against the grants of all ledgers. */
export class OrderedEnergy {
  /** Granted and not yet ordered, by unit, period and direction, Wh. */
  readonly #leftWh = new Map<string, number>();

  grant(claim: DecidedClaim): void {
    const key = keyOf(claim);
    this.#leftWh.set(key, (this.#leftWh.get(key) ?? 0) + claim.grantedWh);
  }

  /** Follows orders that went into escrow and returns those that nothing was granted for. */
  follow(orders: readonly EscrowedOrder[]): AuditFinding[] {
    return orders.flatMap((order) => {
      const key = keyOf(order);
      const leftWh = this.#leftWh.get(key) ?? 0;
      this.#leftWh.set(key, Math.max(0, leftWh - order.orderedWh));
      return order.orderedWh > leftWh ? [beyondGrants(order, leftWh)] : [];
    });
  }
}

function beyondGrants({ unit, period, orderedWh }: EscrowedOrder, leftWh: number): AuditFinding {
  return {
    check: "beyondGrants",
    period,
    unit,
    operators: [],
    needs: [],
    kind: null,
    energyWh: orderedWh - leftWh,
    says: `${orderedWh} Wh ordered, of ${leftWh} Wh granted and not ordered before`,
  };
}

function keyOf({ unit, period, direction }: Omit<EscrowedOrder, "orderedWh">): string {
  return `${period}/${unit}/${direction}`;
}
