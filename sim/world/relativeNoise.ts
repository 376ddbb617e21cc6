import type { StreamKey } from "#sim/random/randomStream.ts";
import { fillAutoregression } from "#sim/world/autoregression.ts";
import type { Calendar } from "#sim/world/calendar.ts";
import { exp, log } from "#sim/world/transcendental.ts";

/** Bounds of a load over its yearly mean, and its expected course. */
export interface LoadBounds {
  /** Part that never moves. */
  readonly standby: number;
  /** Never above. */
  readonly most: number;
  readonly shape: Float32Array;
}

/**
 * Relative deviation of a load from its expectation: lognormal, so skewed, above −1 and of mean 0
 * (energy stays unbiased), with the given sd and lag-1 of 15 minutes. `common` is the deviation
 * that the whole group shares, or null. With bounds only what is above the standby deviates, by so
 * much more (quiet nights, and peaks by day), and no peak passes the other bound.
 */
export function relativeNoise(
  calendar: Calendar,
  key: StreamKey,
  sd: number,
  lag1: number,
  common: Float32Array | null,
  bounds: LoadBounds | null = null,
): Float32Array {
  const out = new Float32Array(calendar.count);
  if (sd <= 0) return out;
  const moving = bounds === null ? sd : sd / (1 - bounds.standby);
  const variance = log(1 + moving * moving);
  const sigma = Math.sqrt(variance);
  const latentLag1 = log(1 + lag1 * moving * moving) / variance;
  fillAutoregression(key, latentLag1, calendar.firstUnixQuarter, out);
  const shift = variance / 2;
  if (bounds !== null) {
    fillWithin(out, sigma, shift, common, bounds);
  } else if (common === null) {
    for (let i = 0; i < out.length; i++) out[i] = exp(sigma * out[i]! - shift) - 1;
  } else {
    for (let i = 0; i < out.length; i++) {
      out[i] = exp(sigma * out[i]! - shift) * (1 + common[i]!) - 1;
    }
  }
  return out;
}

/** Turns standard normal values into deviations of what is above the standby. */
function fillWithin(
  out: Float32Array,
  sigma: number,
  shift: number,
  common: Float32Array | null,
  { standby, most, shape }: LoadBounds,
): void {
  for (let i = 0; i < out.length; i++) {
    const above = Math.max(0, 1 - standby / shape[i]!);
    const own = 1 + above * (exp(sigma * out[i]! - shift) - 1);
    const load = own * (1 + (common === null ? 0 : common[i]!));
    out[i] = Math.min(load, most / shape[i]!) - 1;
  }
}
