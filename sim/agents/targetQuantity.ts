/**
 * Standard deviations beyond the plan to which it pays to trade at a price, where the retailer takes
 * and gives the rest; 0 where these are no worse than the market.
 */
export function retailQuantile(
  priceMicro: number,
  importMicro: number,
  feedInMicro: number,
): number {
  const spread = importMicro - feedInMicro;
  return spread > 0 ? normalQuantile((importMicro - priceMicro) / spread) : 0;
}

/**
 * Net energy that a customer is best off having traded by the gate, consumption positive, Wh, where
 * what it will need is normal around `meanWh` with `sdWh`: the retailer takes what is too much at
 * feed-in and gives what is missing at import price. A buyer at price p stops where
 * F(q) = (import − p) / (import − feedIn), a seller where F of its surplus is
 * (p − feedIn) / (import − feedIn) (newsvendor rule). Between the two it waits.
 *
 * @param buyer - `retailQuantile` at which a kWh more is bought all-in.
 * @param seller - The same of what a kWh less brings.
 */
export function hedgedWh(meanWh: number, sdWh: number, buyer: number, seller: number): number {
  const bought = meanWh + sdWh * buyer;
  const sold = meanWh + sdWh * seller;
  // Where selling is expected to beat buying, both have a sense: the plan decides.
  if ((meanWh > 0 || sold >= 0) && bought > 0) return bought;
  return Math.min(sold, 0);
}

/** Beyond 1.44 sd expected prices are too uncertain, and errors too far from normal, to lean on. */
const CENTRE = 0.425;

/**
 * Quantile of the standard normal distribution to seven digits, for shares from 0.075 to 0.925 and
 * at the nearer of these for all others (Wichura, Applied Statistics 37, 1988, AS 241, PPND7).
 */
export function normalQuantile(share: number): number {
  const q = Math.min(CENTRE, Math.max(-CENTRE, share - 0.5));
  const r = CENTRE * CENTRE - q * q;
  const above = ((59.10937472 * r + 159.29113202) * r + 50.434271938) * r + 3.3871327179;
  const below = ((67.1875636 * r + 78.757757664) * r + 17.895169469) * r + 1;
  return (q * above) / below;
}
