import type { Climate } from "#scenarios/scenario.ts";
import { streamKey } from "#sim/random/randomStream.ts";
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
  const clearnessRatio = clearness.map((value, d) => {
    return (value * 1) / meanOf(byMonth[calendar.month[calendar.dayStart[d]!]!]!);
  });

  const elsewhere = daily(calendar, streamKey(seed, "weather/elsewhere"), CLEARNESS_LAG1);
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
