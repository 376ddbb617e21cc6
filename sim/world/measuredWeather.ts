import { assert } from "#engine/assert.ts";
import type { Climate, MeasuredWeather } from "#scenarios/scenario.ts";
import { streamKey } from "#sim/random/randomStream.ts";
import { autoregression } from "#sim/world/autoregression.ts";
import type { Calendar } from "#sim/world/calendar.ts";
import { irradiance } from "#sim/world/clearness.ts";
import type { Position, SunPath } from "#sim/world/sunPath.ts";
import { drawWeather, type Weather } from "#sim/world/weather.ts";

/** The country's days go with the place's; what is left is drawn (as for drawn weather). */
const NATIONAL_CORRELATION = 0.8;
const NATIONAL_SPREAD = 0.85;
const CLEARNESS_SD = 0.18;
const CLEARNESS_LAG1 = 0.33;
const CLEARNESS_MIN = 0.05;
const CLEARNESS_MAX = 0.78;

const SECONDS_PER_PERIOD = 900;

/** Weather of a world: measured where the scenario brings some, else drawn around the normals. */
export function weatherOf(
  calendar: Calendar,
  climate: Climate,
  place: Position,
  sun: SunPath,
  seed: number,
): Weather {
  const { measured } = climate;
  if (measured === null) return drawWeather(calendar, climate, place, sun, seed);
  const ghiWPerM2 = irradianceOf(calendar, sun, measured);
  return {
    temperatureC: Float32Array.from(calendar.startUnixSeconds, (at) => {
      return measured.temperatureC[rowAt(measured, at)]!;
    }),
    ghiWPerM2,
    nationalGhiWPerM2: nationalOf(calendar, sun, ghiWPerM2, seed),
  };
}

/** Spreads each row over its periods as the sun outside of the atmosphere shines; none at night. */
function irradianceOf(calendar: Calendar, sun: SunPath, measured: MeasuredWeather): Float32Array {
  const { count, startUnixSeconds } = calendar;
  const out = new Float32Array(count);
  for (let from = 0; from < count; ) {
    const row = rowAt(measured, startUnixSeconds[from]!);
    let end = from;
    let outside = 0;
    for (; end < count && rowAt(measured, startUnixSeconds[end]!) === row; end++) {
      outside += sun.extraterrestrial[end]!;
    }
    const ghi = measured.ghiWPerM2[row]!;
    for (let i = from; i < end; i++) {
      const top = sun.extraterrestrial[i]!;
      if (top > 0) out[i] = Math.min(top, (ghi * top * (end - from)) / outside);
    }
    from = end;
  }
  return out;
}

function rowAt({ firstUnixSeconds, stepMinutes, temperatureC }: MeasuredWeather, at: number) {
  const row = Math.floor((at - firstUnixSeconds) / (60 * stepMinutes));
  assert(row >= 0 && row < temperatureC.length, "measured weather covers the calendar");
  assert(SECONDS_PER_PERIOD <= 60 * stepMinutes, "rows are no shorter than periods");
  return row;
}

/** Irradiance of the country: days that lean on the place's, without its clouds. */
function nationalOf(
  calendar: Calendar,
  sun: SunPath,
  ghiWPerM2: Float32Array,
  seed: number,
): Float32Array {
  const { dayCount, dayStart, firstUnixDay } = calendar;
  const key = streamKey(seed, "weather/elsewhere");
  const elsewhere = autoregression(key, CLEARNESS_LAG1, firstUnixDay, dayCount);
  const clearness = new Float64Array(dayCount);
  for (let d = 0; d < dayCount; d++) {
    clearness[d] = clearnessOf(sun, ghiWPerM2, dayStart[d]!, dayStart[d + 1]!);
  }
  const own = Math.sqrt(1 - NATIONAL_CORRELATION ** 2) * CLEARNESS_SD;
  const national = clearness.map((value, d) => {
    const usual = usualAround(clearness, d);
    const away = NATIONAL_CORRELATION * (value - usual) + own * elsewhere[d]!;
    const found = usual + NATIONAL_SPREAD * away;
    return Math.min(CLEARNESS_MAX, Math.max(CLEARNESS_MIN, found));
  });
  return irradiance(calendar, sun, national, null);
}

function clearnessOf(sun: SunPath, ghiWPerM2: Float32Array, from: number, end: number): number {
  let outside = 0;
  let found = 0;
  for (let i = from; i < end; i++) {
    outside += sun.extraterrestrial[i]!;
    found += ghiWPerM2[i]!;
  }
  return outside > 0 ? found / outside : CLEARNESS_MIN;
}

/** Mean of the days within a fortnight: what is usual for the season. */
function usualAround(clearness: Float64Array, day: number): number {
  const near = clearness.subarray(Math.max(0, day - 14), day + 15);
  return near.reduce((sum, value) => sum + value, 0) / near.length;
}
