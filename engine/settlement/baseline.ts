/** What a baseline may be computed from; all energies per period, consumption positive, Wh. */
export interface BaselineHistory {
  /**
   * Metered energy of earlier like days (same day type, without activation), newest first; each at
   * least as long as the window's end.
   */
  readonly likeDays: readonly ArrayLike<number>[];
  /** Whether the day is a working day, and with it its like days. */
  readonly isWorkingDay: boolean;
  /**
   * Metered energy of the day itself. Only periods before the window are looked at; those after it by
   * `meterBeforeAfter` alone, which therefore settles later.
   */
  readonly today: ArrayLike<number>;
  /** Nominations of the day, frozen at the gate. */
  readonly nominated: ArrayLike<number>;
}

/** Periods [from, to) of a day. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The periods of an order, for which a baseline is wanted. */
export interface BaselineWindow extends Span {
  /** Direction ordered: up (0), less consumption, or down (1). A one-sided adjustment asks for it. */
  readonly direction: 0 | 1;
}

/** A way to say what a unit would have metered without the order; Wh per period of the window. */
export interface BaselineMethod {
  readonly name: string;
  /** @returns null where the history is too short for this method. */
  estimate(history: BaselineHistory, window: BaselineWindow): Float64Array | null;
}

/** A method that says something about periods outside the window too, so that today may correct it. */
export interface ProfileMethod extends BaselineMethod {
  /** Estimates `span` with the days that were chosen for `window`. */
  profile(history: BaselineHistory, window: BaselineWindow, span: Span): Float64Array | null;
}

/** Makes a method from its profile: its estimate is the profile over the window. */
export function profileMethod(name: string, profile: ProfileMethod["profile"]): ProfileMethod {
  return { name, profile, estimate: (history, window) => profile(history, window, window) };
}

/** Mean of a span, Wh per period. */
export function spanMean(energyWh: ArrayLike<number>, { from, to }: Span): number {
  let sum = 0;
  for (let period = from; period < to; period++) sum += energyWh[period]!;
  return sum / (to - from);
}
