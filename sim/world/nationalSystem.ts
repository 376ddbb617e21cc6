import type { Scenario, Transmission } from "#scenarios/scenario.ts";
import { streamKey } from "#sim/random/randomStream.ts";
import { autoregression } from "#sim/world/autoregression.ts";
import { type Calendar, SATURDAY, WEEKDAY } from "#sim/world/calendar.ts";
import { dailyClimatology } from "#sim/world/climatology.ts";
import { errorShares } from "#sim/world/forecastVintage.ts";
import { quarterHours } from "#sim/world/loadShape.ts";
import { incidence, pvOutput } from "#sim/world/photovoltaics.ts";
import { monthlyOf } from "#sim/world/seasons.ts";
import type { SunPath } from "#sim/world/sunPath.ts";
import type { Weather } from "#sim/world/weather.ts";
import { drawWind } from "#sim/world/wind.ts";

/** The country's load over its mean, and wind and PV over installed capacity. */
export interface SystemFactors {
  readonly loadFactor: Float32Array;
  readonly windFactor: Float32Array;
  readonly pvFactor: Float32Array;
}

export interface NationalSystem extends SystemFactors {
  /** By vintage. */
  readonly forecast: readonly SystemFactors[];
  /** Short positive. */
  readonly imbalanceMw: Float32Array;
  /** Output of the country's PV under a clear sky, over installed capacity; known from the calendar. */
  readonly clearPvFactor: Float32Array;
}

/**
 * Standard deviation of the imbalance, MW: √((load·a)² + (wind capacity·b)² + (clear-sky PV·c)²).
 *
 * @param loadFactor - Load over its mean.
 * @param clearPvFactor - Clear-sky output of PV over installed capacity.
 */
export function imbalanceSdMw(
  transmission: Transmission,
  loadFactor: number,
  clearPvFactor: number,
): number {
  const { loadShare, windShare, pvShare } = transmission.imbalance;
  const load = loadFactor * transmission.meanLoadMw * loadShare;
  const wind = transmission.windInstalledMw * windShare;
  const pv = Math.min(1, clearPvFactor / BRIGHTEST) * transmission.pvInstalledMw * pvShare;
  return Math.sqrt(load * load + wind * wind + pv * pv);
}

/** Load by type of day over its mean: system-bg-ro-2016. */
const WORKDAY_FACTOR = 1.017;
const SATURDAY_FACTOR = 0.968;
const SUNDAY_FACTOR = 0.95;
/** Load per kelvin of anomaly, and what is left over: 5.4 % in all (system-bg-ro-2016). */
const LOAD_PER_K = { winter: -0.012, spring: -0.006, summer: 0.008, autumn: -0.006 };
const LOAD_NOISE_SD = 0.025;
const LOAD_NOISE_LAG1 = 0.992;

/** The country's fleet faces the equator; its inverters are rated below the modules. */
const FLEET_TILT_DEGREE = 28;
/** Its output at a clear noon in spring, where its imbalance is at its highest. */
const BRIGHTEST = 0.8;

/** Day-ahead errors: of load, of wind capacity, of clear-sky PV output (pilot-facts 7.3). */
const LOAD_ERROR = 0.025;
const WIND_ERROR = 0.09;
const PV_ERROR = 0.1;
const ERROR_LAG1 = 0.97;
/** Two hours ahead some 40 % of the day-ahead error are left (pilot-facts 7.3). */
const ERROR_TAU_HOURS = 4;

/** Draws load, wind, PV, their forecasts and the system's imbalance. */
export function drawNationalSystem(
  calendar: Calendar,
  scenario: Scenario,
  sun: SunPath,
  weather: Weather,
  seed: number,
): NationalSystem {
  const fleet = {
    tiltDegree: FLEET_TILT_DEGREE,
    azimuthDegree: scenario.place.latitudeDegree < 0 ? 0 : 180,
  };
  const facing = incidence(sun, fleet);
  const output = (ghi: Float32Array) =>
    pvOutput(sun, facing, fleet.tiltDegree, ghi, weather.temperatureC);
  const clearPv = output(sun.clearSky);
  const actual = {
    loadFactor: drawLoad(calendar, scenario, weather, seed),
    windFactor: drawWind(calendar, scenario.climate.windAvailability, seed),
    pvFactor: output(weather.nationalGhiWPerM2),
  };
  return {
    ...actual,
    forecast: forecastSystem(calendar, actual, clearPv, seed),
    imbalanceMw: drawImbalance(calendar, scenario.transmission, actual, clearPv, seed),
    clearPvFactor: clearPv,
  };
}

function drawLoad(
  calendar: Calendar,
  scenario: Scenario,
  weather: Weather,
  seed: number,
): Float32Array {
  const { place, transmission, climate } = scenario;
  const byQuarter = loadByQuarter(transmission, place.latitudeDegree);
  const normal = dailyClimatology(climate.temperatureC);
  const perK = dailyClimatology(monthlyOf(LOAD_PER_K, place.latitudeDegree));
  const noise = series(calendar, seed, "system/load", LOAD_NOISE_LAG1);
  const daily = dailyMeans(calendar, weather.temperatureC);
  return noise.map((z, i) => {
    const date = calendar.dayOfYear[i]!;
    const anomaly = daily[calendar.day[i]!]! - normal[date]!;
    const expected = byQuarter[Math.floor(calendar.minuteOfDay[i]! / 15)]![date]!;
    const dayFactor = dayTypeFactor(calendar.dayType[i]!);
    return expected * dayFactor * (1 + perK[date]! * anomaly + LOAD_NOISE_SD * z);
  });
}

/** For each quarter of the day the expected factor by day of year, without steps between seasons. */
function loadByQuarter(transmission: Transmission, latitudeDegree: number): Float64Array[] {
  const { winter, spring, summer, autumn } = transmission.loadShape;
  const quarters = {
    winter: quarterHours(winter),
    spring: quarterHours(spring),
    summer: quarterHours(summer),
    autumn: quarterHours(autumn),
  };
  return Array.from({ length: 96 }, (_, quarter) =>
    dailyClimatology(
      monthlyOf(
        {
          winter: quarters.winter[quarter]!,
          spring: quarters.spring[quarter]!,
          summer: quarters.summer[quarter]!,
          autumn: quarters.autumn[quarter]!,
        },
        latitudeDegree,
      ),
    ),
  );
}

function forecastSystem(
  calendar: Calendar,
  actual: SystemFactors,
  clearPv: Float32Array,
  seed: number,
): SystemFactors[] {
  const load = series(calendar, seed, "forecast/load", ERROR_LAG1);
  const wind = series(calendar, seed, "forecast/wind", ERROR_LAG1);
  const pv = series(calendar, seed, "forecast/pv", ERROR_LAG1);
  return errorShares(ERROR_TAU_HOURS).map((share) => ({
    loadFactor: actual.loadFactor.map((x, i) => x * (1 + LOAD_ERROR * share * load[i]!)),
    windFactor: actual.windFactor.map((x, i) => {
      return Math.min(1, Math.max(0, x + WIND_ERROR * share * wind[i]!));
    }),
    pvFactor: actual.pvFactor.map((x, i) => {
      const clear = clearPv[i]!;
      return Math.min(1.05 * clear, Math.max(0, x + PV_ERROR * share * clear * pv[i]!));
    }),
  }));
}

/** AR(1) whose sd follows load, wind capacity and the PV that the sun allows. */
function drawImbalance(
  calendar: Calendar,
  transmission: Transmission,
  actual: SystemFactors,
  clearPv: Float32Array,
  seed: number,
): Float32Array {
  const { lag1 } = transmission.imbalance;
  return series(calendar, seed, "system/imbalance", lag1).map((z, i) => {
    return z * imbalanceSdMw(transmission, actual.loadFactor[i]!, clearPv[i]!);
  });
}

function series(calendar: Calendar, seed: number, name: string, lag1: number): Float32Array {
  return autoregression(streamKey(seed, name), lag1, calendar.firstUnixQuarter, calendar.count);
}

function dailyMeans(calendar: Calendar, values: Float32Array): Float64Array {
  const means = new Float64Array(calendar.dayCount);
  for (let d = 0; d < calendar.dayCount; d++) {
    const from = calendar.dayStart[d]!;
    const end = calendar.dayStart[d + 1]!;
    for (let i = from; i < end; i++) means[d] = means[d]! + values[i]! / (end - from);
  }
  return means;
}

function dayTypeFactor(dayType: number): number {
  if (dayType === WEEKDAY) return WORKDAY_FACTOR;
  return dayType === SATURDAY ? SATURDAY_FACTOR : SUNDAY_FACTOR;
}
