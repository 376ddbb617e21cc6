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
  /**
   * Energy by which a unit may still move without hurting the DSO's grid, Wh; asked right before
   * each claim of an operator other than the DSO, where the scheme's guard is `filter`.
   */
  readonly safeWh?: (unit: number, direction: Direction) => number;
}
