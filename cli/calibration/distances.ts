import { assert } from "#engine/assert.ts";

/** Numbers in ascending order; what distances take. */
export function sorted(values: Iterable<number>): Float64Array {
  return Float64Array.from(values).sort();
}

/** Largest distance of two empirical distributions, 0 to 1 (Kolmogorov and Smirnov). Sorted samples. */
export function kolmogorovSmirnov(a: Float64Array, b: Float64Array): number {
  assert(a.length > 0 && b.length > 0, "a distribution needs values");
  let i = 0;
  let j = 0;
  let most = 0;
  while (i < a.length && j < b.length) {
    const value = Math.min(a[i]!, b[j]!);
    while (i < a.length && a[i]! <= value) i++;
    while (j < b.length && b[j]! <= value) j++;
    most = Math.max(most, Math.abs(i / a.length - j / b.length));
  }
  return most;
}

/**
 * Mean distance that probability has to be moved (Wasserstein, order 1), in the unit of the values:
 * the area between the two empirical distribution functions. Sorted samples.
 */
export function wasserstein(a: Float64Array, b: Float64Array): number {
  assert(a.length > 0 && b.length > 0, "a distribution needs values");
  let i = 0;
  let j = 0;
  let sum = 0;
  let before = Math.min(a[0]!, b[0]!);
  while (i < a.length || j < b.length) {
    const value = Math.min(a[i] ?? Number.POSITIVE_INFINITY, b[j] ?? Number.POSITIVE_INFINITY);
    sum += Math.abs(i / a.length - j / b.length) * (value - before);
    while (i < a.length && a[i]! <= value) i++;
    while (j < b.length && b[j]! <= value) j++;
    before = value;
  }
  return sum;
}

/** Value below which a share of a sorted sample lies; between neighbours on a straight line. */
export function quantile(values: Float64Array, share: number): number {
  assert(values.length > 0, "a quantile needs values");
  const place = share * (values.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, values.length - 1);
  return values[below]! + (place - below) * (values[above]! - values[below]!);
}

export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let k = 0; k < values.length; k++) sum += values[k]!;
  return sum / values.length;
}

/** Root of the mean squared relative error of `ours` against `real`. */
export function relativeError(ours: readonly number[], real: readonly number[]): number {
  assert(ours.length === real.length && ours.length > 0);
  return Math.sqrt(mean(ours.map((value, k) => (value / real[k]! - 1) ** 2)));
}
