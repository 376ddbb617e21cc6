import { formatNumber } from "#reports/format.ts";

/** An energy, Wh. */
export const wh = (value: number) => formatNumber(value, 0);

/** A price in µEUR/kWh as EUR/MWh. */
export const eurPerMwh = (microEurPerKwh: number) => formatNumber(microEurPerKwh / 1000, 2);

/** An amount in µEUR as EUR, to the last digit. */
export const eur = (microEur: number) => formatNumber(microEur / 1e6, 6);

/** Adds up one figure of many facts. */
export function total<T>(facts: readonly T[], of: (fact: T) => number): number {
  return facts.reduce((sum, fact) => sum + of(fact), 0);
}
