import { exp } from "#sim/world/transcendental.ts";

/**
 * Forecasts are kept in four vintages by their lead, the time from decision to delivery:
 * 0 day ahead (over 12 h), 1 intraday (over 4 h), 2 before the gates (over 2 h), 3 nearest.
 */
export const VINTAGES = 4;

/** Typical lead of each vintage, h: where its error is taken. */
export const VINTAGE_LEAD_HOURS = [24, 8, 3, 1] as const;

/** Periods ahead up to which forecasts are renewed within the day. */
export const INTRADAY_PERIODS = 48;

/** Vintage that a decision `leadPeriods` before delivery sees. */
export function vintageOf(leadPeriods: number): number {
  if (leadPeriods > INTRADAY_PERIODS) return 0;
  if (leadPeriods > 16) return 1;
  return leadPeriods > 8 ? 2 : 3;
}

/** Error of each vintage over that of a far forecast: 1 − exp(−lead/τ). */
export function errorShares(tauHours: number): number[] {
  return VINTAGE_LEAD_HOURS.map((lead) => 1 - exp(-lead / tauHours));
}
