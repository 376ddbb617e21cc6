import { type ForecastCooling, forecastCooling } from "#sim/agents/forecasts/forecastCooling.ts";
import { type Leads, leadsOf } from "#sim/agents/forecasts/leads.ts";
import type { World } from "#sim/world/world.ts";

const known = new WeakMap<World, ForecastNews>();
const PERIODS_PER_HOUR = 4;
/** Far forecasts: what a day-ahead round knew. */
const FARTHEST = 0;

/**
 * How far weather forecasts for the window of a round have moved since customers looked last, the
 * same for all: the most of any period. What entered the window since was looked at the day before.
 */
export class ForecastNews {
  /** By orientation of the roof, kW per kWp. */
  readonly pvKwPerKwp: Float64Array;
  /** Cooling of a home, kW, and of an office, W per m². */
  coolingKw = 0;
  coolingWPerM2 = 0;
  readonly #world: World;
  readonly #leads: Leads;
  readonly #cooling: ForecastCooling;
  // What was compared last: areas of a round ask the same one after the other.
  #now = -1;
  #open = -1;
  #window = -1;

  /** Of a world: one for all its customers. */
  static of(world: World): ForecastNews {
    const news = known.get(world) ?? new ForecastNews(world);
    known.set(world, news);
    return news;
  }

  private constructor(world: World) {
    this.#world = world;
    this.#leads = leadsOf(world.vintageOf);
    this.#cooling = forecastCooling(world);
    this.pvKwPerKwp = new Float64Array(world.forecast.pvKwPerKwp[FARTHEST]!.length);
  }

  /** Compares what is known at the start of period `now` of [open, window) with an hour ago. */
  compare(now: number, open: number, window: number): void {
    if (now === this.#now && open === this.#open && window === this.#window) return;
    this.#now = now;
    this.#open = open;
    this.#window = window;
    const { vintage } = this.#leads;
    const { pvKwPerKwp } = this.#world.forecast;
    const { homeKw, officeWPerM2 } = this.#cooling;
    this.pvKwPerKwp.fill(0);
    this.coolingKw = 0;
    this.coolingWPerM2 = 0;
    for (let i = open; i < window; i++) {
      const latest = vintage[i - now]!;
      const isNew = i >= window - PERIODS_PER_HOUR;
      const before = isNew ? FARTHEST : vintage[i - now + PERIODS_PER_HOUR]!;
      if (latest === before) continue;
      for (let k = 0; k < this.pvKwPerKwp.length; k++) {
        const moved = Math.abs(pvKwPerKwp[latest]![k]![i]! - pvKwPerKwp[before]![k]![i]!);
        if (moved > this.pvKwPerKwp[k]!) this.pvKwPerKwp[k] = moved;
      }
      this.coolingKw = Math.max(
        this.coolingKw,
        Math.abs(homeKw[latest]![i]! - homeKw[before]![i]!),
      );
      this.coolingWPerM2 = Math.max(
        this.coolingWPerM2,
        Math.abs(officeWPerM2[latest]![i]! - officeWPerM2[before]![i]!),
      );
    }
  }
}
