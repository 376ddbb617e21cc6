import { randomBits, type StreamKey } from "#sim/random/randomStream.ts";
import { nearNormal } from "#sim/world/autoregression.ts";
import type { Calendar } from "#sim/world/calendar.ts";
import { fitLogitNormal, type LogitNormal } from "#sim/world/logitNormal.ts";
import { monthlyOf } from "#sim/world/seasons.ts";
import { monthlySun, type Position, type SunPath } from "#sim/world/sunPath.ts";

/** sd of the daily clearness around its normal: weather-15min, Sofia 2019 (pilot-facts 1.2). */
const DAILY_SD = { winter: 0.2, spring: 0.18, summer: 0.15, autumn: 0.2 };
const CLEARNESS_MIN = 0.05;
const CLEARNESS_MAX = 0.78;

/** Clearness of 15 minutes around the day's, by its class: weather-15min, Sofia 2019. */
const CLASSES = [
  { below: 0.3, sd: 0.13, lag1: 0.67 },
  { below: 0.5, sd: 0.19, lag1: 0.78 },
  { below: 0.65, sd: 0.165, lag1: 0.78 },
  { below: Infinity, sd: 0.1, lag1: 0.8 },
] as const;

/** Clearness stays above this, and light below this multiple of the clear sky. */
const DARKEST = 0.02;
const ENHANCEMENT = 1.12;

/**
 * Distribution of the daily clearness (irradiation over that outside the atmosphere) of each
 * month, so that the mean irradiation meets the normal. `spread` scales its sd.
 */
export function clearnessByMonth(
  ghiKwhPerM2Day: readonly number[],
  place: Position,
  spread = 1,
): LogitNormal[] {
  const sds = monthlyOf(DAILY_SD, place.latitudeDegree);
  return monthlySun(place).map(({ extraterrestrialKwh, clearSkyKwh }, month) => {
    const mean = ghiKwhPerM2Day[month]! / extraterrestrialKwh;
    const clear = (1.06 * clearSkyKwh) / extraterrestrialKwh;
    const high = Math.max(mean + 0.05, Math.min(CLEARNESS_MAX, clear));
    return fitLogitNormal(mean, sds[month]! * spread, CLEARNESS_MIN, high);
  });
}

/** Spreads each day's clearness over its periods as irradiance on the horizontal, W/m². */
export function irradiance(
  calendar: Calendar,
  sun: SunPath,
  clearnessOfDay: Float64Array,
  flicker: StreamKey | null,
): Float32Array {
  const ghi = new Float32Array(calendar.count);
  for (let d = 0; d < calendar.dayCount; d++) {
    const from = calendar.dayStart[d]!;
    const end = calendar.dayStart[d + 1]!;
    const first = calendar.firstUnixQuarter;
    fillDay(ghi, sun, { from, end, clearness: clearnessOfDay[d]!, flicker, first });
  }
  return ghi;
}

interface Day {
  readonly from: number;
  readonly end: number;
  readonly clearness: number;
  readonly flicker: StreamKey | null;
  readonly first: number;
}

/** Follows the clear sky's course, adds the clouds' AR(1), and keeps the day's sum. */
function fillDay(ghi: Float32Array, sun: SunPath, day: Day): void {
  const { from, end, clearness, flicker, first } = day;
  let outside = 0;
  let clear = 0;
  for (let i = from; i < end; i++) {
    outside += sun.extraterrestrial[i]!;
    clear += sun.clearSky[i]!;
  }
  if (clear === 0) return;
  const share = (clearness * outside) / clear;
  const { sd, lag1 } = CLASSES.find(({ below }) => clearness < below)!;
  const gain = Math.sqrt(1 - lag1 * lag1);
  let x = 0;
  let isFirst = true;
  for (let i = from; i < end; i++) {
    const top = sun.extraterrestrial[i]!;
    if (top === 0) continue;
    if (flicker !== null) {
      const draw = nearNormal(randomBits(flicker, first + i));
      x = isFirst ? draw : lag1 * x + gain * draw;
      isFirst = false;
    }
    ghi[i] = bounded(share * sun.clearSky[i]! + sd * x * top, top, sun.clearSky[i]!);
  }
  for (let round = 0; round < 3; round++) rescale(ghi, sun, from, end, clearness * outside);
}

function rescale(ghi: Float32Array, sun: SunPath, from: number, end: number, sum: number): void {
  let found = 0;
  for (let i = from; i < end; i++) found += ghi[i]!;
  const factor = sum / found;
  for (let i = from; i < end; i++) {
    if (ghi[i]! > 0) ghi[i] = Math.min(ghi[i]! * factor, ENHANCEMENT * sun.clearSky[i]!);
  }
}

function bounded(value: number, outside: number, clearSky: number): number {
  return Math.min(Math.max(value, DARKEST * outside), ENHANCEMENT * clearSky);
}
