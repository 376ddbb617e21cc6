import type { Climate } from "#scenarios/scenario.ts";
import { type StreamKey, streamKey } from "#sim/random/randomStream.ts";
import { autoregression } from "#sim/world/autoregression.ts";
import type { Calendar } from "#sim/world/calendar.ts";
import { clearnessByMonth, irradiance } from "#sim/world/clearness.ts";
import { dailyClimatology } from "#sim/world/climatology.ts";
import { type LogitNormal, logitNormal } from "#sim/world/logitNormal.ts";
import { monthlyOf } from "#sim/world/seasons.ts";
import type { Position, SunPath } from "#sim/world/sunPath.ts";
import { drawAnomalies, temperature } from "#sim/world/temperature.ts";

/** Realised weather of the place, and the country's irradiance for the national system. */
export interface Weather {
  readonly temperatureC: Float32Array;
  readonly ghiWPerM2: Float32Array;
  /** Mean over the country: days go partly with the place, clouds within the day even out. */
  readonly nationalGhiWPerM2: Float32Array;
}

/** Sunny days are warm in summer, neither in winter (pilot-facts 1.2). */
const WARM_WHEN_CLEAR = { winter: 0, spring: 0.25, summer: 0.54, autumn: 0.25 };
/** Together with the share of temperature this gives the daily clearness lag-1 0.37. */
const CLEARNESS_LAG1 = 0.33;

/** Correlation of the country's days with the place's, and what averaging leaves of their sd. */
const NATIONAL_CORRELATION = 0.8;
const NATIONAL_SPREAD = 0.85;

/** Draws temperature and irradiance: streams `weather/…`, by absolute day and period. */
export function drawWeather(
  calendar: Calendar,
  climate: Climate,
  place: Position,
  sun: SunPath,
  seed: number,
): Weather {
  const anomaly = drawAnomalies(calendar, seed);
  const cloud = drawCloud(calendar, place.latitudeDegree, anomaly, seed);
  const byMonth = clearnessByMonth(climate.ghiKwhPerM2Day, place);
  const clearness = clearnessOfDays(calendar, byMonth, cloud);
  const clearnessRatio = clearness.map((value, d) => value / byMonth[monthOf(calendar, d)]!.mean);

  const elsewhere = dailySeries(calendar, streamKey(seed, "weather/elsewhere"));
  const own = Math.sqrt(1 - NATIONAL_CORRELATION ** 2);
  const nationalCloud = cloud.map((z, d) => NATIONAL_CORRELATION * z + own * elsewhere[d]!);
  const nationalByMonth = clearnessByMonth(climate.ghiKwhPerM2Day, place, NATIONAL_SPREAD);
  const nationalClearness = clearnessOfDays(calendar, nationalByMonth, nationalCloud);

  return {
    temperatureC: temperature(
      calendar,
      climate,
      place.latitudeDegree,
      { anomaly, clearnessRatio },
      streamKey(seed, "weather/gusts"),
    ),
    ghiWPerM2: irradiance(calendar, sun, clearness, streamKey(seed, "weather/clouds")),
    nationalGhiWPerM2: irradiance(calendar, sun, nationalClearness, null),
  };
}

/** Standard normal cloudiness by day, correlated with temperature by season. */
function drawCloud(
  calendar: Calendar,
  latitudeDegree: number,
  anomaly: Float32Array,
  seed: number,
): Float64Array {
  const own = dailySeries(calendar, streamKey(seed, "weather/clearness"));
  const share = dailyClimatology(monthlyOf(WARM_WHEN_CLEAR, latitudeDegree));
  return Float64Array.from(own, (x, d) => {
    const warm = share[calendar.dayOfYear[calendar.dayStart[d]!]!]!;
    return warm * anomaly[d + 1]! + Math.sqrt(1 - warm * warm) * x;
  });
}

function clearnessOfDays(
  calendar: Calendar,
  byMonth: readonly LogitNormal[],
  cloud: Float64Array,
): Float64Array {
  return cloud.map((z, d) => logitNormal(byMonth[monthOf(calendar, d)]!, z));
}

function dailySeries(calendar: Calendar, key: StreamKey): Float32Array {
  return autoregression(key, CLEARNESS_LAG1, calendar.firstUnixDay, calendar.dayCount);
}

function monthOf(calendar: Calendar, day: number): number {
  return calendar.month[calendar.dayStart[day]!]!;
}
