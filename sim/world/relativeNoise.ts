import type { StreamKey } from "#sim/random/randomStream.ts";
import { fillAutoregression } from "#sim/world/autoregression.ts";
import type { Calendar } from "#sim/world/calendar.ts";
import { exp, log } from "#sim/world/transcendental.ts";

/**
 * Relative deviation of a load from its expectation: lognormal, so skewed, above −1 and of mean 0
 * (energy stays unbiased), with the given sd and lag-1 of 15 minutes. `common` is the deviation
 * that the whole group shares, or null.
 */
export function relativeNoise(
  calendar: Calendar,
  key: StreamKey,
  sd: number,
  lag1: number,
  common: Float32Array | null,
): Float32Array {
  const out = new Float32Array(calendar.count);
  if (sd <= 0) return out;
  const variance = log(1 + sd * sd);
  const sigma = Math.sqrt(variance);
  const latentLag1 = log(1 + lag1 * sd * sd) / variance;
  fillAutoregression(key, latentLag1, calendar.firstUnixQuarter, out);
  const shift = variance / 2;
  if (common === null) {
    for (let i = 0; i < out.length; i++) out[i] = exp(sigma * out[i]! - shift) - 1;
  } else {
    for (let i = 0; i < out.length; i++) {
      out[i] = exp(sigma * out[i]! - shift) * (1 + common[i]!) - 1;
    }
  }
  return out;
}
