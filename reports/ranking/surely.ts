import type { Difference } from "#reports/statistics.ts";

/** Far below what any measure shows, in its own unit. */
const ROUNDING = 1e-9;

/**
 * Returns the sign of a difference whose interval excludes 0, or of a single pair; 0 where nothing
 * is sure. Sums of the same numbers in another order do not count as different.
 */
export function surely({ mean, interval }: Difference): number {
  if (Math.abs(mean) < ROUNDING) return 0;
  if (interval === null) return Math.sign(mean);
  if (interval[0] > 0) return 1;
  return interval[1] < 0 ? -1 : 0;
}
