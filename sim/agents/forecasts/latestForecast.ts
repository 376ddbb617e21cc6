import { RING, RING_MASK } from "#sim/agents/devices/device.ts";
import { forecastCooling } from "#sim/agents/forecasts/forecastCooling.ts";
import { type Leads, leadsOf } from "#sim/agents/forecasts/leads.ts";
import type { World } from "#sim/world/world.ts";

type Series = Float32Array | Float64Array;

/** One quantity of the forecast as it is known at one instant, taken together from its vintages. */
export class LatestSeries {
  /** Ring over the world index, of the periods that a lead below RING reaches. */
  readonly ring = new Float64Array(RING);
  readonly #vintages: readonly Series[];
  readonly #leads: Leads;
  #now = -1;

  constructor(vintages: readonly Series[], vintageOf: (lead: number) => number) {
    this.#vintages = vintages;
    this.#leads = leadsOf(vintageOf);
  }

  /** The ring as it is known at the start of period `now`. */
  at(now: number): Float64Array {
    const { ring } = this;
    if (now === this.#now) return ring;
    const shift = this.#now < 0 ? RING : now - this.#now;
    this.#now = now;
    const { vintage, until } = this.#leads;
    const count = Math.min(RING, this.#vintages[0]!.length - now);
    for (let from = 0; from < count; from = until[from]!) {
      const to = Math.min(count, until[from]!);
      // The others of these leads were served by the same vintage before.
      const first = shift > 0 ? Math.max(from, until[from]! - shift) : from;
      const end = shift > 0 ? to : Math.min(to, from - shift);
      const series = this.#vintages[vintage[from]!]!;
      for (let i = now + first; i < now + end; i++) ring[i & RING_MASK] = series[i]!;
    }
    return ring;
  }
}

/** What all customers of a world share of their forecasts. */
export interface LatestForecast {
  /** By orientation of the roof, kW per kWp. */
  readonly pvKwPerKwp: readonly LatestSeries[];
  /** Cooling of a home that cools, kW, and of an office, W per m². */
  readonly homeKw: LatestSeries;
  readonly officeWPerM2: LatestSeries;
}

const known = new WeakMap<World, LatestForecast>();

export function latestForecast(world: World): LatestForecast {
  let latest = known.get(world);
  if (latest === undefined) {
    const { pvKwPerKwp } = world.forecast;
    const cooling = forecastCooling(world);
    const series = (vintages: readonly Series[]) => new LatestSeries(vintages, world.vintageOf);
    latest = {
      pvKwPerKwp: pvKwPerKwp[0]!.map((_, roof) => series(pvKwPerKwp.map((all) => all[roof]!))),
      homeKw: series(cooling.homeKw),
      officeWPerM2: series(cooling.officeWPerM2),
    };
    known.set(world, latest);
  }
  return latest;
}
