import { DOWN, DSO_CM, UP } from "#engine/coordination/needs.ts";
import type { Order } from "#engine/coordination/orders.ts";

/**
 * Sums what different operators ordered against each other in each area, also on different units:
 * min(up, down) between the DSO and the TSO, Wh.
 */
export function counterActivationWh(
  orders: readonly Order[],
  unitArea: ArrayLike<number>,
  areaCount: number,
): Float64Array {
  const sums = Array.from({ length: areaCount }, () => ({ dso: [0, 0], tso: [0, 0] }));
  for (const { unit, kind, direction, orderedWh } of orders) {
    const area = sums[unitArea[unit]!]!;
    (kind === DSO_CM ? area.dso : area.tso)[direction]! += orderedWh;
  }
  return Float64Array.from(
    sums,
    ({ dso, tso }) => Math.min(dso[UP]!, tso[DOWN]!) + Math.min(dso[DOWN]!, tso[UP]!),
  );
}
