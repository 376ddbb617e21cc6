import type { HeatingOptions, HeatingSettings } from "#sim/agents/devices/heatingOptions.ts";
import { heatPerformance } from "#sim/agents/devices/heatPerformance.ts";

/** One forecast of the weather as a heating takes it, by world index. */
export interface HeatClimate {
  readonly outsideC: Float32Array;
  /** Coefficient of performance. */
  readonly performance: Float64Array;
  /** Heat of people, machines and the sun; the same behind blinds. */
  readonly gainsKw: Float64Array;
  readonly shadedGainsKw: Float64Array;
}

/** Of heatings that take the weather alike. */
interface Known {
  readonly options: HeatingOptions;
  readonly settings: HeatingSettings;
  readonly climates: readonly HeatClimate[];
}

const known = new WeakMap<readonly Float32Array[], Known[]>();

/** Tabulates the forecasts of a heating by vintage, once for all that take them alike. */
export function heatClimates(
  options: HeatingOptions,
  settings: HeatingSettings,
): readonly HeatClimate[] {
  const all = known.get(options.forecastTemperatureC) ?? [];
  known.set(options.forecastTemperatureC, all);
  let found = all.find((one) => settings === one.settings && isAlike(options, one.options));
  if (found === undefined) {
    const climates = options.forecastTemperatureC.map((outsideC, vintage) =>
      tabulate(options, settings, outsideC, options.forecastSunWPerM2[vintage]!),
    );
    found = { options, settings, climates };
    all.push(found);
  }
  return found.climates;
}

function isAlike(one: HeatingOptions, other: HeatingOptions): boolean {
  return (
    one.type === other.type &&
    one.forecastSunWPerM2 === other.forecastSunWPerM2 &&
    one.insideGainsKw === other.insideGainsKw &&
    one.solarApertureM2 === other.solarApertureM2
  );
}

function tabulate(
  { type, insideGainsKw, solarApertureM2 }: HeatingOptions,
  settings: HeatingSettings,
  outsideC: Float32Array,
  sunWPerM2: Float32Array,
): HeatClimate {
  const { shadedShare } = settings.room;
  return {
    outsideC,
    performance: Float64Array.from(outsideC, (celsius) => heatPerformance(type, settings, celsius)),
    gainsKw: Float64Array.from(sunWPerM2, (sun) => insideGainsKw + (solarApertureM2 * sun) / 1000),
    shadedGainsKw: Float64Array.from(
      sunWPerM2,
      (sun) => insideGainsKw + (shadedShare * solarApertureM2 * sun) / 1000,
    ),
  };
}
