import { UP } from "#engine/coordination/needs.ts";
import type { Order } from "#engine/coordination/orders.ts";

/** What a unit physically has to do, once all its orders are taken together. */
export interface PhysicalOrder {
  readonly unit: number;
  /** Up positive, down negative, Wh. */
  readonly netUpWh: number;
}

/**
 * Nets the orders of each unit, which can deliver only once: orders of one ledger stand on different
 * kWh and add up, those of different ledgers in one direction stand on the same kWh, and opposite
 * orders cancel.
 *
 * @returns one entry per ordered unit, by unit; also where the orders cancel.
 */
export function physicalOrders(orders: readonly Order[]): PhysicalOrder[] {
  const byUnit = new Map<number, Map<number, [upWh: number, downWh: number]>>();
  for (const { unit, ledger, direction, orderedWh } of orders) {
    const ledgers = byUnit.get(unit) ?? new Map<number, [number, number]>();
    const sums = ledgers.get(ledger) ?? [0, 0];
    sums[direction] += orderedWh;
    byUnit.set(unit, ledgers.set(ledger, sums));
  }
  return [...byUnit]
    .map(([unit, ledgers]) => {
      const sums = [...ledgers.values()];
      const upWh = Math.max(...sums.map(([up]) => up));
      const downWh = Math.max(...sums.map(([, down]) => down));
      return { unit, netUpWh: upWh - downWh };
    })
    .sort((a, b) => a.unit - b.unit);
}

/**
 * Shares what a unit delivered among its orders, in order of dispatch: it is delivered once, so what
 * serves one order cannot serve another.
 *
 * @param orders - All orders of one unit, in order of dispatch.
 * @param deliveredUpWh - True response of the unit, up positive, Wh.
 * @returns Wh that served each order; orders against the response got nothing.
 */
export function shareDelivered(orders: readonly Order[], deliveredUpWh: number): number[] {
  let restWh = Math.abs(deliveredUpWh);
  return orders.map(({ direction, orderedWh }) => {
    const isServed = deliveredUpWh > 0 === (direction === UP);
    const servedWh = isServed ? Math.min(orderedWh, restWh) : 0;
    restWh -= servedWh;
    return servedWh;
  });
}
