import { type PlanView, RING, RING_MASK } from "#sim/agents/devices/device.ts";

/** A value for every period, or one for each period from 0 on. */
type Series = number | readonly number[];

/** What a device sees when it plans; prices in µEUR/kWh, energies in Wh. */
export function planView(
  [now, open, end]: readonly [now: number, open: number, end: number],
  values: {
    readonly retail: Series;
    readonly consume?: Series;
    readonly surplus?: Series;
    readonly other?: Series;
    readonly traded?: Series;
  },
): PlanView {
  return {
    now,
    open,
    end,
    settled: end,
    retailPrice: ring(values.retail),
    consumePrice: ring(values.consume ?? values.retail),
    surplusPrice: ring(values.surplus ?? 0),
    otherWh: ring(values.other ?? 0),
    tradedWh: ring(values.traded ?? 0),
  };
}

/** A ring over the world index that starts with the series, or holds one value throughout. */
export function ring(values: Series): Float64Array {
  const result = new Float64Array(RING);
  if (typeof values === "number") return result.fill(values);
  for (const [i, value] of values.entries()) result[i & RING_MASK] = value;
  return result;
}
