import type { OrderRecord, OrderTerms } from "#sim/ledger/escrow/orderRecord.ts";

const PERMILLE = 1000;

/** Counts failed orders of units by season, as `IOrderEscrow` does, to know who is in default. */
export class StrikeBook {
  /** By unit: the season of the last strike, and how many there are in it. */
  readonly #strikes = new Map<number, { season: number; count: number }>();

  /** Follows what was verified; returns the units that have reached the limit just now. */
  follow(terms: OrderTerms, orders: readonly OrderRecord[]): number[] {
    const { rule, season, strikeLimit } = terms;
    if (rule.rule !== "strikes") return [];
    const floor = Math.round(PERMILLE * rule.failureBelow);
    const defaulted: number[] = [];
    for (const [unit, { orderedWh, verifiedWh, waived }] of wholeOrders(orders)) {
      if (waived || verifiedWh * PERMILLE >= orderedWh * floor) continue;
      const before = this.#strikes.get(unit);
      const count = 1 + (before?.season === season ? before.count : 0);
      this.#strikes.set(unit, { season, count });
      if (count === strikeLimit) defaulted.push(unit);
    }
    return defaulted;
  }
}

interface WholeOrder {
  orderedWh: number;
  verifiedWh: number;
  waived: boolean;
}

/** Joins the parts of each order. */
function wholeOrders(orders: readonly OrderRecord[]): [unit: number, WholeOrder][] {
  const whole: [number, WholeOrder][] = [];
  for (const { unit, continues, orderedWh, verifiedWh, waived } of orders) {
    if (!continues) whole.push([unit, { orderedWh: 0, verifiedWh: 0, waived: false }]);
    const [, order] = whole.at(-1)!;
    order.orderedWh += orderedWh;
    order.verifiedWh += verifiedWh;
    order.waived ||= waived;
  }
  return whole;
}
