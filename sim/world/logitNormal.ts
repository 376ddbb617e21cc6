import { exp } from "#sim/world/transcendental.ts";

/** A normal variable squeezed between two bounds: skewed towards the middle at either end. */
export interface LogitNormal {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  readonly mu: number;
  readonly sigma: number;
}

const SIGMA_MAX = 5;
const HALVINGS = 32;

/** Finds the logit-normal with given mean and sd between `low` and `high`. */
export function fitLogitNormal(mean: number, sd: number, low: number, high: number): LogitNormal {
  const margin = 0.02 * (high - low);
  const target = Math.min(high - margin, Math.max(low + margin, mean));
  let narrow = 0.01;
  let wide = SIGMA_MAX;
  for (let i = 0; i < HALVINGS; i++) {
    const sigma = (narrow + wide) / 2;
    const { variance } = moments(withMean(target, sigma, low, high));
    if (variance < sd * sd) narrow = sigma;
    else wide = sigma;
  }
  return withMean(target, (narrow + wide) / 2, low, high);
}

/** Maps a standard normal draw. */
export function logitNormal({ low, high, mu, sigma }: LogitNormal, z: number): number {
  return low + (high - low) / (1 + exp(-(mu + sigma * z)));
}

function withMean(mean: number, sigma: number, low: number, high: number): LogitNormal {
  let below = -20;
  let above = 20;
  for (let i = 0; i < HALVINGS; i++) {
    const mu = (below + above) / 2;
    if (moments({ mean, low, high, mu, sigma }).mean < mean) below = mu;
    else above = mu;
  }
  return { mean, low, high, mu: (below + above) / 2, sigma };
}

function moments(distribution: LogitNormal): { mean: number; variance: number } {
  let mean = 0;
  let square = 0;
  for (let i = 0; i < NODES.length; i++) {
    const value = logitNormal(distribution, NODES[i]!);
    mean += WEIGHTS[i]! * value;
    square += WEIGHTS[i]! * value * value;
  }
  return { mean, variance: square - mean * mean };
}

/** Trapezoids over ±4 sd: exact to many digits for smooth integrands. */
const NODES = Array.from({ length: 33 }, (_, i) => -4 + i / 4);
const WEIGHTS = normalised(NODES.map((z) => exp((-z * z) / 2)));

function normalised(weights: readonly number[]): number[] {
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / sum);
}
