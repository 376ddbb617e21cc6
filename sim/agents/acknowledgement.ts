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
 */
export function answerOrders(
  orders: readonly { readonly direction: 0 | 1; readonly orderedWh: number }[],
  { heard, ableWh }: UnitAnswer,
): OrderAnswer[] {
  const sumOf = (direction: 0 | 1) =>
    orders.reduce((sum, one) => sum + (one.direction === direction ? one.orderedWh : 0), 0);
  const sums = [sumOf(0), sumOf(1)] as const;
  const cancelled = Math.min(...sums);
  const left: [number, number] = [cancelled, cancelled];
  left[sums[0] >= sums[1] ? 0 : 1] += Math.floor(ableWh);
  return orders.map(({ direction, orderedWh }) => {
    if (!heard) return { acknowledgement: ACK_SILENT, acknowledgedWh: 0 };
    const acknowledgedWh = Math.min(orderedWh, left[direction]);
    left[direction] -= acknowledgedWh;
    const isFull = acknowledgedWh === orderedWh;
    const acknowledgement = isFull ? ACK_FULL : acknowledgedWh > 0 ? ACK_PARTIAL : ACK_REFUSED;
    return { acknowledgement, acknowledgedWh };
  });
}
