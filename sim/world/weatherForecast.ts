import { streamKey } from "#sim/random/randomStream.ts";
import { autoregression } from "#sim/world/autoregression.ts";
import type { Calendar } from "#sim/world/calendar.ts";
import { errorShares } from "#sim/world/forecastVintage.ts";
import type { SunPath } from "#sim/world/sunPath.ts";
import type { Weather } from "#sim/world/weather.ts";

/** Forecasts by vintage. One path of errors is scaled down as delivery nears. */
export interface WeatherForecast {
  readonly temperatureC: readonly Float32Array[];
  readonly ghiWPerM2: readonly Float32Array[];
}

/** sd of a day-ahead forecast: K, and share of clear-sky irradiance. */
const TEMPERATURE_SD_K = 1.5;
export const IRRADIANCE_SD = 0.25;
export const TAU_HOURS = 6;
const TEMPERATURE_LAG1 = 0.985;
const IRRADIANCE_LAG1 = 0.97;

/** What is forecast stays between a black sky and a little above the clear one. */
const LOWEST = 0.03;
const HIGHEST = 1.05;

/** Forecasts of what will be: realised values plus an error of their own stream. */
export function forecastWeather(
  calendar: Calendar,
  sun: SunPath,
  weather: Weather,
  seed: number,
): WeatherForecast {
  const { firstUnixQuarter, count } = calendar;
  const warm = autoregression(
    streamKey(seed, "forecast/temperature"),
    TEMPERATURE_LAG1,
    firstUnixQuarter,
    count,
  );
  const bright = autoregression(
    streamKey(seed, "forecast/irradiance"),
    IRRADIANCE_LAG1,
    firstUnixQuarter,
    count,
  );
  const shares = errorShares(TAU_HOURS);
  return {
    temperatureC: shares.map((share) =>
      weather.temperatureC.map((value, i) => value + TEMPERATURE_SD_K * share * warm[i]!),
    ),
    ghiWPerM2: shares.map((share) =>
      weather.ghiWPerM2.map((value, i) => {
        const clear = sun.clearSky[i]!;
        const guess = value + IRRADIANCE_SD * share * clear * bright[i]!;
        return Math.min(HIGHEST * clear, Math.max(LOWEST * clear, guess));
      }),
    ),
  };
}
