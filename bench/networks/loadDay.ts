import type { BenchNetwork } from "#bench/networks/benchNetwork.ts";
import { streamKey, uniform } from "#sim/random/randomStream.ts";

export const PERIODS_PER_DAY = 96;

/** Loads of one day, by period and bus. */
export interface LoadDay {
  readonly kw: readonly Float64Array[];
  readonly kvar: readonly Float64Array[];
}

/** Draws each bus in each period between −30 % (feed-in) and 170 % of its load. */
export function drawLoadDay({ name, loadKw, loadKvar }: BenchNetwork): LoadDay {
  const key = streamKey(1, `bench/${name}`);
  const draw = (load: Float64Array, period: number) =>
    load.map((power, bus) => power * (2 * uniform(key, period * load.length + bus) - 0.3));
  const periods = Array.from({ length: PERIODS_PER_DAY }, (_, period) => period);
  return {
    kw: periods.map((period) => draw(loadKw, period)),
    kvar: periods.map((period) => draw(loadKvar, period)),
  };
}
