/** Plain statistics over samples, for tests that judge random series. */

export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}

export function deviation(values: ArrayLike<number>): number {
  return Math.sqrt(covariance(values, values, 0));
}

/** Correlation of `one[i]` with `other[i + lag]`. */
export function correlation(one: ArrayLike<number>, other: ArrayLike<number>, lag = 0): number {
  return covariance(one, other, lag) / (deviation(one) * deviation(other));
}

/** Σ (observed − expected)² / expected over equally likely buckets. */
export function chiSquare(counts: ArrayLike<number>): number {
  const expected = mean(counts);
  let sum = 0;
  for (let i = 0; i < counts.length; i++) sum += (counts[i]! - expected) ** 2 / expected;
  return sum;
}

/** Value below which the share `q` of the samples lies. */
export function quantile(values: ArrayLike<number>, q: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))]!;
}

function covariance(one: ArrayLike<number>, other: ArrayLike<number>, lag: number): number {
  const count = Math.min(one.length, other.length - lag);
  const meanOne = mean(one);
  const meanOther = mean(other);
  let sum = 0;
  for (let i = 0; i < count; i++) sum += (one[i]! - meanOne) * (other[i + lag]! - meanOther);
  return sum / count;
}
