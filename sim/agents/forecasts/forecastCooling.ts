import { isOfficeOccupied } from "#sim/world/cooling.ts";
import type { World } from "#sim/world/world.ts";

/** Cooling expected by vintage and period: what all customers of a kind share of it. */
export interface ForecastCooling {
  /** Of a home that cools, kW. */
  readonly homeKw: readonly Float64Array[];
  /** Of an office, W per m². */
  readonly officeWPerM2: readonly Float64Array[];
}

const known = new WeakMap<World, ForecastCooling>();

/** Tabulates `coolingKw` over the forecast temperatures of a world, once for all its customers. */
export function forecastCooling(world: World): ForecastCooling {
  let result = known.get(world);
  if (result === undefined) {
    const { temperatureC } = world.forecast;
    result = {
      homeKw: temperatureC.map((vintage) => homeKw(world, vintage)),
      officeWPerM2: temperatureC.map((vintage) => officeWPerM2(world, vintage)),
    };
    known.set(world, result);
  }
  return result;
}

function homeKw({ scenario }: World, temperatureC: Float32Array): Float64Array {
  const { startC, kwPerK, kwMax } = scenario.behaviour.cooling;
  return Float64Array.from(temperatureC, (celsius) =>
    Math.min(kwMax, Math.max(0, celsius - startC) * kwPerK),
  );
}

function officeWPerM2({ scenario, calendar }: World, temperatureC: Float32Array): Float64Array {
  const { startC, wPerM2K } = scenario.behaviour.officeCooling;
  return Float64Array.from(temperatureC, (celsius, i) => {
    const occupied = isOfficeOccupied(calendar.dayType[i]!, calendar.minuteOfDay[i]!);
    return occupied ? Math.max(0, celsius - startC) * wPerM2K : 0;
  });
}
