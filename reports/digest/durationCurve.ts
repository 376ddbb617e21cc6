const POINTS = 200;

/**
 * Shares of the time at which duration curves are kept, 0 to 1. They stand closer near 0, where the
 * few hours are that break limits.
 */
export const durationShares: readonly number[] = Array.from(
  { length: POINTS + 1 },
  (_, k) => (k / POINTS) ** 2,
);

/** Thins a series to its duration curve at `durationShares`, from the given end of its values. */
export function durationCurve(values: Float64Array, first: "highest" | "lowest"): Float64Array {
  const sorted = values.toSorted();
  if (first === "highest") sorted.reverse();
  const last = sorted.length - 1;
  return Float64Array.from(durationShares, (share) => sorted[Math.round(share * last)]!);
}
