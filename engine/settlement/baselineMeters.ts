import { type BaselineMethod, spanMean } from "#engine/settlement/baseline.ts";

/**
 * Mean of the `periods` metered right before the window, held constant over it; a quarter of an hour
 * to an hour is usual.
 */
export function meterBefore(periods: number): BaselineMethod {
  return {
    name: `meterBefore${periods}`,
    estimate: ({ today }, { from, to }) => {
      if (from < periods) return null;
      const before = spanMean(today, { from: from - periods, to: from });
      return new Float64Array(to - from).fill(before);
    },
  };
}

/**
 * Ramps from the mean of the `periods` metered right before the window to that of the periods right
 * after it; each period takes the value of its middle (meter before, meter after).
 *
 * A rebound after the order is taken for ordinary consumption.
 */
export function meterBeforeAfter(periods: number): BaselineMethod {
  return {
    name: `meterBeforeAfter${periods}`,
    estimate: ({ today }, { from, to }) => {
      if (from < periods || to + periods > today.length) return null;
      const before = spanMean(today, { from: from - periods, to: from });
      const after = spanMean(today, { from: to, to: to + periods });
      const length = to - from;
      return Float64Array.from(
        { length },
        (_, i) => before + ((after - before) * (i + 0.5)) / length,
      );
    },
  };
}
