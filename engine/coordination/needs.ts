/** What a system operator needs flexibility for: congestion management of the DSO or the TSO, balancing. */
export const DSO_CM = 0;
export const TSO_CM = 1;
export const BAL = 2;
export type NeedKind = typeof DSO_CM | typeof TSO_CM | typeof BAL;
export const NEED_KINDS: readonly NeedKind[] = [DSO_CM, TSO_CM, BAL];

/** Pairs of needs; the last lies within one operator and is not double activation. */
export const NEED_PAIRS: readonly (readonly [NeedKind, NeedKind])[] = [
  [DSO_CM, TSO_CM],
  [DSO_CM, BAL],
  [TSO_CM, BAL],
];

/** Direction of flexibility: up is less consumption or more feed-in, down the reverse. */
export const UP = 0;
export const DOWN = 1;
export type Direction = typeof UP | typeof DOWN;

/** Number of the TSO among the operators; a DSO has the index of its area. */
export const TSO_OPERATOR = -1;

/** What an operator must relieve at its gate. */
export interface Need {
  readonly kind: NeedKind;
  /** `TSO_OPERATOR`, or the index of the DSO's area. */
  readonly operator: number;
  /** Index of the area; -1 for the TSO. */
  readonly area: number;
  /** Congested branch, bus or corridor line, or `system`. */
  readonly element: string;
  readonly direction: Direction;
  /**
   * Relief wanted, in Wh of an offer with effectiveness 1. Zero or negative is headroom: nothing is
   * wanted, until the claims of another operator use the headroom up.
   */
  readonly quantityWh: number;
  /** Relief per Wh in `direction`, per unit: 0 where it does nothing, negative where it does harm. */
  readonly effectiveness: Float64Array;
  /** Absent where the grid or the balance asks; else what an operator does because of other picks. */
  readonly origin?: "rebalancing" | "correction";
  /** What the element would show: loading in percent, voltage in pu, imbalance in kW. */
  readonly shown: number;
}

/** Tells whether two needs belong to the same operator wherever they meet on one unit. */
export function sameOperator(one: NeedKind, other: NeedKind): boolean {
  return (one === DSO_CM) === (other === DSO_CM);
}

/** Position of an offer in the columns of an `OfferSet`. */
export function offerIndex(unit: number, direction: Direction): number {
  return 2 * unit + direction;
}
