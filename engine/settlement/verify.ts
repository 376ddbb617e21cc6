/** What verification has to know of an order. */
export interface OrderToVerify {
  /** Registry that granted it: orders of one ledger stand on different kWh. */
  readonly ledger: number;
  /** Up (0) is less consumption or more feed-in, down (1) the reverse. */
  readonly direction: 0 | 1;
  readonly orderedWh: number;
}

/** One order, measured; Wh. */
export interface Verified {
  /** Delivered by meter and baseline in the ordered direction, before any cap; never negative. */
  readonly verifiedWh: number;
  /** What is paid for: at most `orderedWh`, after sharing with the other orders of its ledger. */
  readonly paidWh: number;
  /**
   * What is missing against the baseline adjusted by the order. More than `orderedWh` where the unit
   * moved the wrong way: the first order of its direction carries that.
   */
  readonly missingWh: number;
}

/** Signed delivery in a direction by meter and baseline, Wh; consumption is positive. */
export function deliveredWh(baselineWh: number, meteredWh: number, direction: 0 | 1): number {
  return direction === 0 ? baselineWh - meteredWh : meteredWh - baselineWh;
}

/**
 * Verifies all orders of one unit in one period.
 *
 * Operators that share a registry share one verified quantity, in order of dispatch. Operators with
 * registries of their own verify alone against the same baseline, so that the same kWh may be paid
 * twice.
 *
 * @param orders - In order of dispatch.
 */
export function verifyOrders(
  orders: readonly OrderToVerify[],
  baselineWh: number,
  meteredWh: number,
): Verified[] {
  const restWh = new Map<string, number>();
  return orders.map(({ ledger, direction, orderedWh }) => {
    const signedWh = deliveredWh(baselineWh, meteredWh, direction);
    const key = `${ledger}/${direction}`;
    const isFirst = !restWh.has(key);
    const available = restWh.get(key) ?? Math.max(signedWh, 0);
    const paidWh = Math.min(orderedWh, available);
    restWh.set(key, available - paidWh);
    const wrongWayWh = isFirst ? Math.max(-signedWh, 0) : 0;
    return {
      verifiedWh: Math.max(signedWh, 0),
      paidWh,
      missingWh: orderedWh - paidWh + wrongWayWh,
    };
  });
}

/**
 * Energy that counts as delivered for retail and imbalance, Wh: the paid quantity of all orders of
 * one unit and direction; where operators verified alone the largest, not the sum.
 */
export function correctedWh(
  orders: readonly OrderToVerify[],
  verified: readonly Verified[],
  direction: 0 | 1,
): number {
  const byLedger = new Map<number, number>();
  for (const [index, order] of orders.entries()) {
    if (order.direction !== direction) continue;
    const paidWh = verified[index]!.paidWh;
    byLedger.set(order.ledger, (byLedger.get(order.ledger) ?? 0) + paidWh);
  }
  return Math.max(0, ...byLedger.values());
}
