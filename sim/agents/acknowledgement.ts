import type { Order } from "#engine/coordination/orders.ts";

/** What a provider answers to an order; positions in the word list of the tables. */
export const ACK_FULL = 0;
export const ACK_PARTIAL = 1;
export const ACK_REFUSED = 2;
export const ACK_SILENT = 3;
export type Acknowledgement =
  | typeof ACK_FULL
  | typeof ACK_PARTIAL
  | typeof ACK_REFUSED
  | typeof ACK_SILENT;

/** What a unit said of the orders of one period: energy that it can deliver of their sum. */
export interface UnitAnswer {
  /** Whether the orders reached it. */
  heard: boolean;
  /** Wh of the net order that its devices bear at that instant. */
  ableWh: number;
}

/** Part of one order that the provider acknowledges. */
export interface OrderAnswer {
  readonly acknowledgement: Acknowledgement;
  readonly acknowledgedWh: number;
}

/**
 * Answers the orders of one unit and period, in order of dispatch: those in the direction of their sum
 * share what its devices bear, after what opposite orders take off each other, which costs nothing.
 * Orders of different ledgers in one direction stand on the same kWh (`physicalOrders`): each ledger
 * shares all of it.
 */
export function answerOrders(
  orders: readonly Pick<Order, "ledger" | "direction" | "orderedWh">[],
  { heard, ableWh }: UnitAnswer,
): OrderAnswer[] {
  const ordered = new Map<number, [upWh: number, downWh: number]>();
  for (const { ledger, direction, orderedWh } of orders) {
    const sums = ordered.get(ledger) ?? [0, 0];
    sums[direction] += orderedWh;
    ordered.set(ledger, sums);
  }
  const largest = (direction: 0 | 1) =>
    Math.max(0, ...[...ordered.values()].map((sums) => sums[direction]));
  const sums = [largest(0), largest(1)] as const;
  const cancelled = Math.min(...sums);
  const borne: [number, number] = [cancelled, cancelled];
  borne[sums[0] >= sums[1] ? 0 : 1] += Math.floor(ableWh);
  const leftOf = new Map([...ordered.keys()].map((ledger) => [ledger, [...borne]]));
  return orders.map(({ ledger, direction, orderedWh }) => {
    if (!heard) return { acknowledgement: ACK_SILENT, acknowledgedWh: 0 };
    const left = leftOf.get(ledger)!;
    const acknowledgedWh = Math.min(orderedWh, left[direction]!);
    left[direction]! -= acknowledgedWh;
    const isFull = acknowledgedWh === orderedWh;
    const acknowledgement = isFull ? ACK_FULL : acknowledgedWh > 0 ? ACK_PARTIAL : ACK_REFUSED;
    return { acknowledgement, acknowledgedWh };
  });
}
