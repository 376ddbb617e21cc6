import * as grid from "#engine/market/priceGrid.ts";

// Folded into the code; as imports they would be read and checked at each use.
const { PRICE_MICRO_MAX, PRICE_MICRO_MIN, TICK_MICRO_EUR_PER_KWH } = grid;

/** Place of a limit among all limits of its side, from 0, the best first; limit on the grid. */
export function rankOf(side: 0 | 1, limitMicro: number): number {
  // Without a branch: which side comes next cannot be foreseen.
  const sign = 2 * side - 1;
  const best = PRICE_MICRO_MAX - side * (PRICE_MICRO_MAX + PRICE_MICRO_MIN);
  return ((best + Math.imul(sign, limitMicro)) / TICK_MICRO_EUR_PER_KWH) | 0;
}

/** The limit at a place among all limits of its side, µEUR/kWh. */
export function limitAt(side: 0 | 1, rank: number): number {
  const sign = 2 * side - 1;
  const best = PRICE_MICRO_MAX - side * (PRICE_MICRO_MAX - PRICE_MICRO_MIN);
  return best + sign * rank * TICK_MICRO_EUR_PER_KWH;
}
