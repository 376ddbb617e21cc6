import type { Scenario } from "#scenarios/scenario.ts";
import { drawBackground } from "#sim/world/background.ts";
import { buildCalendar, type Calendar } from "#sim/world/calendar.ts";
import { facadeIrradiance } from "#sim/world/facade.ts";
import { vintageOf } from "#sim/world/forecastVintage.ts";
import { householdShape, layOut, mixedShape, officeShape } from "#sim/world/loadShape.ts";
import { weatherOf } from "#sim/world/measuredWeather.ts";
import { drawNationalSystem, type NationalSystem } from "#sim/world/nationalSystem.ts";
import { incidence, type Orientation, pvOutput } from "#sim/world/photovoltaics.ts";
import { drawDayAhead, imbalancePrices, retailImport } from "#sim/world/prices.ts";
import { drawProsumers, orientationsOf, type ProsumerSeries } from "#sim/world/prosumerSeries.ts";
import { sunPath } from "#sim/world/sunPath.ts";
import { forecastWeather } from "#sim/world/weatherForecast.ts";
import { hashSeries, seriesWithin } from "#sim/world/worldHash.ts";

export type { ProsumerSeries } from "#sim/world/prosumerSeries.ts";

/**
 * Everything exogenous of a run, the same in all variants of a seed. Arrays are indexed by period
 * of the calendar, 0 = first period of the spin-up. What is `forecast` stands in arrays of its
 * own: a decision never reads realised values of the future.
 */
export interface World {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly calendar: Calendar;
  /** SHA-256 over all series. */
  readonly hash: string;
  readonly weather: {
    readonly temperatureC: Float32Array;
    readonly ghiWPerM2: Float32Array;
    /** On vertical windows that look in all directions. */
    readonly facadeWPerM2: Float32Array;
  };
  readonly orientations: readonly Orientation[];
  /** Realised AC output by orientation, kW per kWp. */
  readonly pvKwPerKwp: readonly Float32Array[];
  /** By vintage; PV by vintage and orientation. */
  readonly forecast: {
    readonly temperatureC: readonly Float32Array[];
    readonly ghiWPerM2: readonly Float32Array[];
    readonly facadeWPerM2: readonly Float32Array[];
    readonly pvKwPerKwp: readonly (readonly Float32Array[])[];
  };
  /** Vintage that a decision `leadPeriods` before delivery sees. */
  vintageOf(leadPeriods: number): number;
  /** Known from 12:00 of the day before. */
  readonly dayAheadMicroEurPerKwh: Int32Array;
  readonly imbalanceShortMicroEurPerKwh: Int32Array;
  readonly imbalanceLongMicroEurPerKwh: Int32Array;
  readonly retailImportMicroEurPerKwh: Int32Array;
  /** All areas' prosumers in order of `scenario.areas`. */
  readonly prosumers: readonly ProsumerSeries[];
  /** By area, over the stated peak; forecasts by vintage and area. */
  readonly backgroundFactor: readonly Float32Array[];
  readonly backgroundForecast: readonly (readonly Float32Array[])[];
  readonly system: NationalSystem;
}

export interface WorldRequest {
  readonly seed: number;
  /** First day and length of the run; the scenario's by default. */
  readonly start?: string;
  readonly days?: number;
}

/** Homes' share of the yearly energy of a background station; offices and shops are the rest. */
const BACKGROUND_HOUSEHOLD_SHARE = 0.75;

/**
 * Builds the world of one seed. All draws are keyed by stream name and absolute day or period, so
 * runs of different start and length agree on the dates they share.
 */
export function buildWorld(scenario: Scenario, request: WorldRequest): World {
  const { seed } = request;
  const { place, prices } = scenario;
  const { latitudeDegree } = place;
  const calendar = calendarOf(scenario, request);
  const sun = sunPath(calendar, place);
  const weather = weatherOf(calendar, scenario.climate, place, sun, seed);
  const forecast = forecastWeather(calendar, sun, weather, seed);
  const orientations = orientationsOf(scenario);
  const planes = orientations.map((orientation) => ({
    tilt: orientation.tiltDegree,
    facing: incidence(sun, orientation),
  }));
  const pv = (ghi: Float32Array, temperature: Float32Array) =>
    planes.map(({ tilt, facing }) =>
      pvOutput(sun, facing, tilt, ghi, temperature, scenario.devices.photovoltaics),
    );

  const { albedo } = scenario.devices.photovoltaics;
  const facade = (ghi: Float32Array) => facadeIrradiance(sun, ghi, albedo);

  const household = householdShape(scenario);
  const office = officeShape(scenario);
  const mixed = mixedShape(scenario, BACKGROUND_HOUSEHOLD_SHARE, household, office);
  const shape = { household: layOut(calendar, household), office: layOut(calendar, office) };
  const background = scenario.areas.map((area) => drawBackground(calendar, area, mixed, seed));
  const dayAhead = drawDayAhead(calendar, prices.dayAhead, latitudeDegree, seed);
  const imbalance = imbalancePrices(dayAhead, prices.imbalance);

  const series = {
    calendar,
    weather: {
      temperatureC: weather.temperatureC,
      ghiWPerM2: weather.ghiWPerM2,
      facadeWPerM2: facade(weather.ghiWPerM2),
    },
    orientations,
    pvKwPerKwp: pv(weather.ghiWPerM2, weather.temperatureC),
    forecast: {
      ...forecast,
      facadeWPerM2: forecast.ghiWPerM2.map(facade),
      pvKwPerKwp: forecast.ghiWPerM2.map((ghi, v) => pv(ghi, forecast.temperatureC[v]!)),
    },
    dayAheadMicroEurPerKwh: dayAhead,
    imbalanceShortMicroEurPerKwh: imbalance.short,
    imbalanceLongMicroEurPerKwh: imbalance.long,
    retailImportMicroEurPerKwh: retailImport(calendar, prices.retail, latitudeDegree),
    prosumers: drawProsumers(calendar, scenario, { orientations, shape }, seed),
    backgroundFactor: background.map(({ realised }) => realised),
    backgroundForecast: forecast.ghiWPerM2.map((_, v) => background.map((b) => b.forecast[v]!)),
    system: drawNationalSystem(calendar, scenario, sun, weather, seed),
  };
  return { ...series, scenario, seed, vintageOf, hash: hashSeries(seriesWithin(series)) };
}

function calendarOf(scenario: Scenario, request: WorldRequest): Calendar {
  const { start, days, spinUpDays } = scenario.calendar;
  return buildCalendar({
    timeZone: scenario.place.timeZone,
    holidays: scenario.place.holidays,
    start: request.start ?? start,
    days: request.days ?? days,
    spinUpDays,
  });
}
