import { UP } from "#engine/coordination/needs.ts";
import type { Order } from "#engine/coordination/orders.ts";
import { physicalOrders } from "#engine/coordination/physicalOrder.ts";
import { settings, type TestNeed } from "#test/support/flexGate.ts";

/**
 * What picks cost everyone together, slow and obvious: all payments, and each element's unmet relief
 * at its value, once every unit has delivered what its orders come to. µEUR/kWh × Wh.
 */
export function clearingCost(orders: readonly Order[], needs: readonly TestNeed[]): number {
  let cost = 0;
  for (const { orderedWh, priceMicro } of orders) cost += orderedWh * priceMicro;
  for (const { kind, direction, wh, effectiveness } of needs) {
    let reliefWh = 0;
    for (const { unit, netUpWh } of physicalOrders(orders)) {
      reliefWh += (direction === UP ? 1 : -1) * (effectiveness?.[unit] ?? 1) * netUpWh;
    }
    cost += settings.unmetMicro![kind] * Math.max(0, wh - reliefWh);
  }
  return cost;
}

/** How much dearer whole Wh may be than the solution in fractions: one Wh more of every order. */
export function roundingCost(orders: readonly Order[], needs: readonly TestNeed[]): number {
  let cost = 1e-6;
  for (const { unit, priceMicro } of orders) {
    cost += priceMicro;
    for (const { kind, effectiveness } of needs) {
      cost += settings.unmetMicro![kind] * Math.abs(effectiveness?.[unit] ?? 1);
    }
  }
  return cost;
}
