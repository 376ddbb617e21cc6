import type { Climate } from "#scenarios/scenario.ts";
import { type StreamKey, streamKey } from "#sim/random/randomStream.ts";
import { autoregression } from "#sim/world/autoregression.ts";
import type { Calendar } from "#sim/world/calendar.ts";
import { dailyClimatology } from "#sim/world/climatology.ts";
import { monthlyOf } from "#sim/world/seasons.ts";
import { cos } from "#sim/world/transcendental.ts";

/** sd of the daily mean around its normal, K: weather-15min, Sofia 2019 (pilot-facts 1.2). */
const DAILY_SD = { winter: 4.1, spring: 2.9, summer: 2.7, autumn: 3.2 };

/**
 * Lag-1 of the drawn daily anomaly. The course runs straight from noon to noon, which lifts the
 * lag of daily means to the measured 0.80 and shrinks their sd, undone by `UNSMOOTHED`.
 */
const ANOMALY_LAG1 = 0.68;
const UNSMOOTHED = 1.0763;

/** A cloudless day swings more than a dull one. */
const SWING_PER_CLEARNESS = 0.7;

/** Local minutes of the coolest and warmest time, in winter and summer (pilot-facts 1.2). */
const LOWEST_MINUTE = { winter: 360, spring: 330, summer: 300, autumn: 330 };
const HIGHEST_MINUTE = { winter: 780, spring: 810, summer: 840, autumn: 810 };

const GUST_SD = 0.4;
const GUST_LAG1 = 0.97;

/** Daily anomalies in sd from the day before the first to the day behind the last. */
export function drawAnomalies(calendar: Calendar, seed: number): Float32Array {
  const key = streamKey(seed, "weather/temperature");
  return autoregression(key, ANOMALY_LAG1, calendar.firstUnixDay - 1, calendar.dayCount + 2);
}

/** Outside temperature, °C: normals, anomaly, daily swing and a little noise. */
export function temperature(
  calendar: Calendar,
  climate: Climate,
  latitudeDegree: number,
  days: { readonly anomaly: Float32Array; readonly clearnessRatio: Float64Array },
  noise: StreamKey,
): Float32Array {
  const normal = dailyClimatology(climate.temperatureC);
  const swings = dailyClimatology(
    climate.temperatureHighC.map((high, month) => high - climate.temperatureLowC[month]!),
  );
  const sd = dailyClimatology(monthlyOf(DAILY_SD, latitudeDegree));
  const lowest = dailyClimatology(monthlyOf(LOWEST_MINUTE, latitudeDegree));
  const highest = dailyClimatology(monthlyOf(HIGHEST_MINUTE, latitudeDegree));
  const gusts = autoregression(noise, GUST_LAG1, calendar.firstUnixQuarter, calendar.count);

  const out = new Float32Array(calendar.count);
  for (let i = 0; i < out.length; i++) {
    const minute = calendar.minuteOfDay[i]! + 7.5;
    const date = calendar.dayOfYear[i]!;
    const day = calendar.day[i]!;
    const clearness = Math.min(1.8, days.clearnessRatio[day]!) - 1;
    const swing = swings[date]! * Math.max(0.3, 1 + SWING_PER_CLEARNESS * clearness);
    out[i] =
      normal[date]! +
      sd[date]! * UNSMOOTHED * noonToNoon(days.anomaly, day + 1, minute) +
      swing * swingShape(minute, lowest[date]!, highest[date]!) +
      GUST_SD * gusts[i]!;
  }
  return out;
}

function noonToNoon(anomaly: Float32Array, day: number, minute: number): number {
  const weight = minute / 1440 - 0.5;
  const neighbour = weight < 0 ? anomaly[day - 1]! : anomaly[day + 1]!;
  return anomaly[day]! + Math.abs(weight) * (neighbour - anomaly[day]!);
}

/** Two half cosines, −0.5 at `lowest` and +0.5 at `highest`; mean 0. */
function swingShape(minute: number, lowest: number, highest: number): number {
  const rise = highest - lowest;
  const since = (minute - lowest + 1440) % 1440;
  if (since < rise) return -0.5 * cos((Math.PI * since) / rise);
  return 0.5 * cos((Math.PI * (since - rise)) / (1440 - rise));
}
