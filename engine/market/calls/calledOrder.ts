import type { Side } from "#engine/market/side.ts";

/**
 * An order of a call auction, its limit on the one axis that all buses share: an offer's limit + λ, a
 * bid's limit + λ − f0, µEUR/kWh. A bid and an offer trade where the bid's is not below the offer's.
 */
export interface CalledOrder {
  readonly side: Side;
  readonly agent: number;
  readonly keyMicro: number;
  readonly openWh: number;
  /** The least that it trades if it trades at all, Wh; 0 for any part. */
  readonly minimumWh: number;
  /** Orders of one group, from 0 on, exclude each other; −1 for none. */
  readonly group: number;
}

/** What an auction has decided. Orders by their place among those that were called. */
export interface CallClearing {
  /** Energy that each order trades, Wh. */
  readonly tradedWh: readonly number[];
  readonly volumeWh: number;
  /** What bids give more than offers ask, tariff and f0 paid, µEUR/kWh × Wh. */
  readonly surplus: number;
  /** Price on the shared axis, µEUR/kWh: a seller gets it − λ, a buyer pays it − λ + f0; null without trades. */
  readonly priceMicro: number | null;
}
