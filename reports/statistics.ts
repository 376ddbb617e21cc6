/**
 * What a difference between paired runs says. One pair: nothing about uncertainty. Two to nine:
 * Student interval and exact sign-flip test. Ten and more: bootstrap.
 */
export interface Difference {
  /** Pairs that entered. */
  readonly n: number;
  readonly mean: number;
  /** 95 % interval of the mean difference; null for a single pair. */
  readonly interval: readonly [low: number, high: number] | null;
  readonly method: "none" | "student" | "bootstrap";
  /** Exact two-sided sign-flip p-value; null outside of two to nine pairs. */
  readonly pValue: number | null;
}

const PAIRS_FOR_BOOTSTRAP = 10;
const RESAMPLES = 10_000;
const BOOTSTRAP_SEED = 0x5eed;

/** 97.5 % quantile of Student's t for 1 to 8 degrees of freedom (any statistical table). */
const T_975 = [12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.306];

/** Evaluates paired differences, one per seed. Returns null where there is no pair. */
export function evaluateDifferences(differences: readonly number[]): Difference | null {
  const n = differences.length;
  if (n === 0) return null;
  const common = { n, mean: mean(differences) };
  if (n === 1) return { ...common, interval: null, method: "none", pValue: null };
  if (n < PAIRS_FOR_BOOTSTRAP) {
    const interval = studentInterval(differences);
    return { ...common, interval, method: "student", pValue: signFlipPValue(differences) };
  }
  return {
    ...common,
    interval: bootstrapInterval(differences, BOOTSTRAP_SEED),
    method: "bootstrap",
    pValue: null,
  };
}

/** Arithmetic mean; NaN of nothing. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** 95 % Student interval of the mean of 2 to 9 values. */
export function studentInterval(values: readonly number[]): [number, number] {
  const center = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - center) ** 2, 0);
  const standardError = Math.sqrt(squares / (values.length - 1) / values.length);
  const halfWidth = T_975[values.length - 2]! * standardError;
  return [center - halfWidth, center + halfWidth];
}

/**
 * Exact two-sided p-value of "the sign of each difference is chance": the share of all 2^n sign
 * patterns whose sum is at least as far from zero as the observed one.
 */
export function signFlipPValue(differences: readonly number[]): number {
  const observed = Math.abs(differences.reduce((sum, value) => sum + value, 0));
  // Sums of the same numbers in another order may differ in the last digit and still be equal.
  const tolerance = 1e-12 * differences.reduce((sum, value) => sum + Math.abs(value), 0);
  const patterns = 2 ** differences.length;
  let asFar = 0;
  for (let pattern = 0; pattern < patterns; pattern++) {
    let sum = 0;
    for (let i = 0; i < differences.length; i++) {
      sum += (pattern >> i) & 1 ? -differences[i]! : differences[i]!;
    }
    if (Math.abs(sum) >= observed - tolerance) asFar++;
  }
  return asFar / patterns;
}

/** 95 % percentile bootstrap interval of the mean; the same seed gives the same interval. */
export function bootstrapInterval(values: readonly number[], seed: number): [number, number] {
  const random = mulberry32(seed);
  const means = new Float64Array(RESAMPLES);
  for (let k = 0; k < RESAMPLES; k++) {
    let sum = 0;
    for (let i = 0; i < values.length; i++) sum += values[Math.floor(random() * values.length)]!;
    means[k] = sum / values.length;
  }
  means.sort();
  return [quantileOfSorted(means, 0.025), quantileOfSorted(means, 0.975)];
}

/** Linear interpolation between order statistics (type 7 of Hyndman and Fan, 1996). */
export function quantileOfSorted(sorted: ArrayLike<number>, share: number): number {
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below]! + (position - below) * (sorted[above]! - sorted[below]!);
}

/** Small seeded generator (Tommy Ettinger, public domain); uniform in [0, 1). */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
