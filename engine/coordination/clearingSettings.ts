import type { Direction } from "#engine/coordination/needs.ts";

export interface ClearingSettings {
  /** Highest price that the list of each need admits, µEUR/kWh. */
  readonly priceCapMicro: readonly [number, number, number];
  /** What relief may cost more where a blocked offer has to be replaced, share of that offer's cost. */
  readonly maxPremium: number;
  /** Least relief per unit of activation that makes an offer eligible. */
  readonly sensitivityMin: number;
  /** Less than this is no offer, Wh. */
  readonly offerWhMin: number;
  /** Whether every congestion pick is paired with its opposite outside the congestion. */
  readonly isPaired?: boolean;
  /** Area of each unit; absent where areas play no part: then each unit is a place of its own. */
  readonly areaOf?: ArrayLike<number>;
  /** How far two areas are from each other on the transmission grid; absent: all alike. */
  readonly areaDistance?: (one: number, other: number) => number;
  /** Value of a need that stays unmet, µEUR per kWh of relief: joint clearing leaves what costs more. */
  readonly unmetMicro?: readonly [number, number, number];
  /**
   * Energy by which a unit may still move without hurting the DSO's grid, Wh; asked right before
   * each claim of an operator other than the DSO, where the scheme's guard is `filter` or `aggregate`.
   */
  readonly safeWh?: (unit: number, direction: Direction) => number;
}
