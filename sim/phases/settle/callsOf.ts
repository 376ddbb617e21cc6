import type { Order } from "#engine/coordination/orders.ts";

type Called = Pick<Order, "direction" | "kind" | "operator" | "priceMicro">;

/**
 * Joins what an operator called of both rows of an offer: a failure of both is one. At a negative price
 * nothing goes into escrow, so such a row is judged by itself, as the chain judges the other by itself.
 *
 * @param orders - Of one unit in one period.
 * @returns positions of the orders of each call; calls and orders in their order.
 */
export function callsOf(orders: readonly Called[]): number[][] {
  const calls = new Map<string, number[]>();
  for (const [k, { direction, kind, operator, priceMicro }] of orders.entries()) {
    const key = `${direction}/${kind}/${operator}/${priceMicro < 0}`;
    const call = calls.get(key);
    if (call === undefined) calls.set(key, [k]);
    else call.push(k);
  }
  return [...calls.values()];
}
