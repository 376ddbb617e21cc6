/** Smallest step between two limits, µEUR/kWh. Charges of the grid may be any integer in between. */
export const TICK_MICRO_EUR_PER_KWH = 100;

/** Lowest limit an order may carry, µEUR/kWh: −0.5 EUR/kWh. */
export const PRICE_MICRO_MIN = -500_000;

/** Highest limit an order may carry, µEUR/kWh: 1.5 EUR/kWh. */
export const PRICE_MICRO_MAX = 1_500_000;

/** Limits that an order may carry. */
export const TICK_COUNT = (PRICE_MICRO_MAX - PRICE_MICRO_MIN) / TICK_MICRO_EUR_PER_KWH + 1;

/** Rounds a price down to the grid, µEUR/kWh: what a buyer may bid without exceeding `micro`. */
export function ticksDown(micro: number): number {
  return Math.floor(micro / TICK_MICRO_EUR_PER_KWH) * TICK_MICRO_EUR_PER_KWH + 0;
}

/** Rounds a price up to the grid, µEUR/kWh: what a seller may ask without falling below `micro`. */
export function ticksUp(micro: number): number {
  return Math.ceil(micro / TICK_MICRO_EUR_PER_KWH) * TICK_MICRO_EUR_PER_KWH + 0;
}
