/** What a baseline may be computed from; all energies per period, consumption positive, Wh. */
export interface BaselineHistory {
  /**
   * Metered energy of earlier like days (same day type, without activation), newest first; each at
   * least as long as the window's end.
   */
  readonly likeDays: readonly ArrayLike<number>[];
  /** Metered energy of the day itself; only periods before the window are looked at. */
  readonly today: ArrayLike<number>;
  /** Nominations of the day, frozen at the gate. */
  readonly nominated: ArrayLike<number>;
}

/** Periods of the day [from, to) for which a baseline is wanted. */
export interface BaselineWindow {
  readonly from: number;
  readonly to: number;
}

/** A way to say what a unit would have metered without the order; Wh per period of the window. */
export interface BaselineMethod {
  readonly name: string;
  /** @returns null where the history is too short for this method. */
  estimate(history: BaselineHistory, window: BaselineWindow): Float64Array | null;
}

/** The nomination frozen at the gate: the default for participants of the local market. */
export const nominated: BaselineMethod = {
  name: "nominated",
  estimate: (history, { from, to }) =>
    Float64Array.from({ length: to - from }, (_, i) => history.nominated[from + i]!),
};

/** Mean of the `x` days with the highest energy in the window, of the last `y` like days. */
export function highXofY(x: number, y: number): BaselineMethod {
  return {
    name: `high${x}of${y}`,
    estimate: ({ likeDays }, window) => {
      if (likeDays.length < y) return null;
      return meanOf(byEnergy(likeDays.slice(0, y), window).slice(0, x), window);
    },
  };
}

/**
 * Mean of the last 10 like days without the highest and the lowest, ranked by energy in the window
 * (ERCOT, Elexon BL01).
 */
export const mid8of10: BaselineMethod = {
  name: "mid8of10",
  estimate: ({ likeDays }, window) => {
    if (likeDays.length < 10) return null;
    return meanOf(byEnergy(likeDays.slice(0, 10), window).slice(1, 9), window);
  },
};

/** Mean of the `periods` metered right before the window, held constant over it. */
export function meterBefore(periods: number): BaselineMethod {
  return {
    name: `meterBefore${periods}`,
    estimate: ({ today }, { from, to }) => {
      if (from < periods) return null;
      let sum = 0;
      for (let period = from - periods; period < from; period++) sum += today[period]!;
      return new Float64Array(to - from).fill(sum / periods);
    },
  };
}

/** Days by energy in the window, highest first; equal ones newest first. */
function byEnergy(days: readonly ArrayLike<number>[], { from, to }: BaselineWindow) {
  const energyWh = (day: ArrayLike<number>) => {
    let sum = 0;
    for (let period = from; period < to; period++) sum += day[period]!;
    return sum;
  };
  return [...days].sort((a, b) => energyWh(b) - energyWh(a));
}

function meanOf(days: readonly ArrayLike<number>[], { from, to }: BaselineWindow): Float64Array {
  return Float64Array.from({ length: to - from }, (_, i) => {
    let sum = 0;
    for (const day of days) sum += day[from + i]!;
    return sum / days.length;
  });
}
