/**
 * What the book knows of the grid: a bound per bus to order by, and a charge per trade to pay.
 * All prices integer µEUR/kWh.
 *
 * The cost of the grid's state is convex, so its gradient bounds what a trade costs from below:
 * `λ_s − λ_b ≤ charge(s, b, q) + slack`. The book relies on it to stop its search early.
 */
export interface TariffView {
  /** λ per bus: cost of one more kWh injected; λ_s − λ_b never exceeds charge + slack. */
  readonly lambdaMicro: Int32Array;
  /** Another number whenever `lambdaMicro` has changed: keys made of an old λ are made anew. */
  readonly epoch: number;
  /** How far the bound above may be off, ≥ 0: rounding, and what is not convex. */
  readonly slackMicro: number;
  /** Charge of a trade, averaged over its energy; may be negative (a reward). */
  charge(sellerBus: number, buyerBus: number, energyWh: number): number;
  /** Tells the grid that a trade was made. */
  onTrade(sellerBus: number, buyerBus: number, energyWh: number): void;
}

/** The tariff of a grid that costs nothing: every charge is zero. */
export function freeTariff(busCount: number): TariffView {
  return {
    lambdaMicro: new Int32Array(busCount),
    epoch: 0,
    slackMicro: 0,
    charge: () => 0,
    onTrade() {},
  };
}
