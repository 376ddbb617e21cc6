/**
 * Energy that a battery takes from the grid (negative: gives) so that the meter shows `targetWh`
 * instead of `netWh`, as far as that pays: below zero net a kWh costs what feeding it in would have
 * earned, above zero what buying it costs. Prices in µEUR/kWh.
 *
 * @param takesBelow - Price up to which a kWh is worth storing.
 * @param givesAbove - Price from which on one is worth giving.
 */
export function coverWh(
  netWh: number,
  targetWh: number,
  importPrice: number,
  feedInPrice: number,
  takesBelow: number,
  givesAbove: number,
): number {
  const missing = targetWh - netWh;
  if (missing > 0) {
    const surplus = Math.min(missing, Math.max(0, -netWh));
    if (surplus > 0 && feedInPrice > takesBelow) return 0;
    return importPrice > takesBelow ? surplus : missing;
  }
  const bought = Math.min(-missing, Math.max(0, netWh));
  if (bought > 0 && importPrice < givesAbove) return 0;
  return feedInPrice < givesAbove ? -bought : missing;
}
