import { errorShares } from "#sim/world/forecastVintage.ts";
import { sunPath } from "#sim/world/sunPath.ts";
import { IRRADIANCE_SD, TAU_HOURS } from "#sim/world/weatherForecast.ts";
import type { World } from "#sim/world/world.ts";

const known = new WeakMap<World, PvForecastError>();

/** How far PV may be from its forecast: statistics of the forecast, nothing of what comes. */
export class PvForecastError {
  readonly #world: World;
  readonly #clearSky: Float32Array;
  readonly #sd: readonly number[];

  private constructor(world: World) {
    this.#world = world;
    this.#clearSky = sunPath(world.calendar, world.scenario.place).clearSky;
    this.#sd = errorShares(TAU_HOURS).map((share) => share * IRRADIANCE_SD);
  }

  /** Shared by all who live in a world. */
  static of(world: World): PvForecastError {
    const found = known.get(world) ?? new PvForecastError(world);
    known.set(world, found);
    return found;
  }

  /** sd over the forecast of period `i` in a vintage; output follows irradiance nearly in step. */
  share(vintage: number, i: number): number {
    const forecast = this.#world.forecast.ghiWPerM2[vintage]![i]!;
    return forecast > 0 ? (this.#sd[vintage]! * this.#clearSky[i]!) / forecast : 0;
  }
}
