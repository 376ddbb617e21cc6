import type { HeatingOptions, HeatingSettings } from "#sim/agents/devices/heatingOptions.ts";
import { heatPerformance } from "#sim/agents/devices/heatPerformance.ts";
import { LatestSeries } from "#sim/agents/forecasts/latestForecast.ts";

/** The weather's forecast as a heating takes it. */
export interface HeatClimate {
  readonly outsideC: LatestSeries;
  /** Coefficient of performance. */
  readonly heatPerKwh: LatestSeries;
  /** Heat of people, machines and the sun, kW; the same behind blinds. */
  readonly gainsKw: LatestSeries;
  readonly shadedGainsKw: LatestSeries;
}

/** Of heatings that take the weather alike. */
interface Known {
  readonly options: HeatingOptions;
  readonly settings: HeatingSettings;
  readonly climate: HeatClimate;
}

const known = new WeakMap<readonly Float32Array[], Known[]>();

/** Tabulates the forecasts of a heating, once for all that take them alike. */
export function heatClimate(options: HeatingOptions, settings: HeatingSettings): HeatClimate {
  const all = known.get(options.forecastTemperatureC) ?? [];
  known.set(options.forecastTemperatureC, all);
  let found = all.find((one) => settings === one.settings && isAlike(options, one.options));
  if (found === undefined) {
    found = { options, settings, climate: tabulate(options, settings) };
    all.push(found);
  }
  return found.climate;
}

function isAlike(one: HeatingOptions, other: HeatingOptions): boolean {
  return (
    one.type === other.type &&
    one.vintageOf === other.vintageOf &&
    one.forecastSunWPerM2 === other.forecastSunWPerM2 &&
    one.insideGainsKw === other.insideGainsKw &&
    one.solarApertureM2 === other.solarApertureM2
  );
}

function tabulate(options: HeatingOptions, settings: HeatingSettings): HeatClimate {
  const { type, insideGainsKw, solarApertureM2, vintageOf } = options;
  const { forecastTemperatureC, forecastSunWPerM2 } = options;
  const { shadedShare } = settings.room;
  const performance = (celsius: number) => heatPerformance(type, settings, celsius);
  const gainsKw = (sun: number) => insideGainsKw + (solarApertureM2 * sun) / 1000;
  const shadedKw = (sun: number) => insideGainsKw + (shadedShare * solarApertureM2 * sun) / 1000;
  return {
    outsideC: new LatestSeries(forecastTemperatureC, vintageOf),
    heatPerKwh: new LatestSeries(mapAll(forecastTemperatureC, performance), vintageOf),
    gainsKw: new LatestSeries(mapAll(forecastSunWPerM2, gainsKw), vintageOf),
    shadedGainsKw: new LatestSeries(mapAll(forecastSunWPerM2, shadedKw), vintageOf),
  };
}

function mapAll(
  vintages: readonly Float32Array[],
  map: (value: number) => number,
): readonly Float64Array[] {
  return vintages.map((vintage) => Float64Array.from(vintage, map));
}
