import { fading } from "#sim/agents/fading.ts";
import { PvForecastError } from "#sim/agents/forecasts/pvForecastError.ts";
import type { World } from "#sim/world/world.ts";

const unseenOf = new Map<number, Float64Array>();

/** What is not known yet of a deviation k periods after one was seen, shared by all who ask. */
export function unseenShares(lag1: number): Float64Array {
  let shares = unseenOf.get(lag1);
  if (shares === undefined) {
    shares = fading(lag1).map((faded) => Math.sqrt(1 - faded * faded));
    unseenOf.set(lag1, shares);
  }
  return shares;
}

const pvSharesOf = new WeakMap<World, readonly Float64Array[]>();

/** Tabulates `PvForecastError.share` by vintage and period, once for all customers of a world. */
export function pvShares(world: World): readonly Float64Array[] {
  let shares = pvSharesOf.get(world);
  if (shares === undefined) {
    const error = PvForecastError.of(world);
    shares = world.forecast.ghiWPerM2.map((ghi, vintage) =>
      Float64Array.from(ghi, (_, i) => error.share(vintage, i)),
    );
    pvSharesOf.set(world, shares);
  }
  return shares;
}
