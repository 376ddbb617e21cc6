import { streamKey } from "#sim/random/randomStream.ts";
import { autoregression } from "#sim/world/autoregression.ts";
import type { Calendar } from "#sim/world/calendar.ts";
import { dailyClimatology } from "#sim/world/climatology.ts";
import { fitLogitNormal, logitNormal } from "#sim/world/logitNormal.ts";
import { exp } from "#sim/world/transcendental.ts";

/**
 * Persistence of the wind: an AR(1) with τ = 21.5 h, smoothed with τ = 1 h, has lag 1 h 0.983 and
 * lag 24 h 0.35, as measured for Bulgaria and Romania (pilot-facts 7.3).
 */
const PERSISTENCE_HOURS = 21.5;
const SMOOTHING_HOURS = 1;
/** sd by month against its mean, and the highest availability: system-bg-ro-2016. */
const SD_AT_ZERO = 0.05;
const SD_PER_MEAN = 0.48;
const AVAILABILITY_MAX = 0.92;

/** Share of installed wind capacity that the country's wind gives, by period. */
export function drawWind(
  calendar: Calendar,
  monthlyAvailability: readonly number[],
  seed: number,
): Float32Array {
  const fits = monthlyAvailability.map((mean) =>
    fitLogitNormal(mean, SD_AT_ZERO + SD_PER_MEAN * mean, 0, AVAILABILITY_MAX),
  );
  const mu = dailyClimatology(fits.map((fit) => fit.mu));
  const sigma = dailyClimatology(fits.map((fit) => fit.sigma));
  const gusty = smoothed(calendar, seed);
  const bounds = { mean: 0, low: 0, high: AVAILABILITY_MAX };
  return gusty.map((z, i) => {
    const date = calendar.dayOfYear[i]!;
    return logitNormal({ ...bounds, mu: mu[date]!, sigma: sigma[date]! }, z);
  });
}

/** Standard normal; a run-up before the first period forgets where the smoothing began. */
function smoothed(calendar: Calendar, seed: number): Float32Array {
  const runUp = 192;
  const key = streamKey(seed, "weather/wind");
  const lag1 = exp(-0.25 / PERSISTENCE_HOURS);
  const weight = 1 - exp(-0.25 / SMOOTHING_HOURS);
  const raw = autoregression(key, lag1, calendar.firstUnixQuarter - runUp, calendar.count + runUp);
  const scale = Math.sqrt((PERSISTENCE_HOURS + SMOOTHING_HOURS) / PERSISTENCE_HOURS);
  const out = new Float32Array(calendar.count);
  let z = 0;
  for (let i = 0; i < raw.length; i++) {
    z += weight * (raw[i]! - z);
    if (i >= runUp) out[i - runUp] = z * scale;
  }
  return out;
}
