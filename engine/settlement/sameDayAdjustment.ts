import { assert } from "#engine/assert.ts";
import {
  type BaselineHistory,
  type BaselineMethod,
  type BaselineWindow,
  type ProfileMethod,
  type Span,
  spanMean,
} from "#engine/settlement/baseline.ts";

/** Periods of the day by which an estimate is corrected, as counted back from the order. */
export interface AdjustmentPeriods {
  /** Periods from the start of these to the start of the order. */
  readonly startsBefore: number;
  readonly periods: number;
}

/** How what was metered shortly before an order corrects its baseline. */
export type SameDayAdjustment = AdjustmentPeriods & {
  /** Whether it may only help the provider: raise the baseline of an order up, lower that of one down. */
  readonly oneSided: boolean;
} & (
    | {
        readonly kind: "additive";
        /** Most that is added or taken off, as a share of the estimate's mean over the order. */
        readonly capShare: number;
      }
    | {
        readonly kind: "multiplicative";
        readonly factorMin: number;
        readonly factorMax: number;
      }
  );

/** The hour that starts two hours before the order, in quarter hours. */
export const HOUR_BEFORE: AdjustmentPeriods = { startsBefore: 8, periods: 4 };

/** At most a fifth of the mean estimate is added or taken off. */
export const ADDITIVE = {
  ...HOUR_BEFORE,
  kind: "additive",
  capShare: 0.2,
  oneSided: false,
} as const satisfies SameDayAdjustment;

/** Scaled by at most a fifth. */
export const MULTIPLICATIVE = {
  ...HOUR_BEFORE,
  kind: "multiplicative",
  factorMin: 0.8,
  factorMax: 1.2,
  oneSided: false,
} as const satisfies SameDayAdjustment;

/**
 * Corrects a method by what was metered on the day itself, within a cap: shifts it by the mean gap
 * between meter and estimate, or scales it by their ratio.
 *
 * Without enough periods before the order there is no estimate. A ratio to an estimate of zero says
 * nothing, and leaves it as it is.
 */
export function adjusted(method: ProfileMethod, adjustment: SameDayAdjustment): BaselineMethod {
  const { startsBefore, periods, kind } = adjustment;
  assert(periods >= 1 && startsBefore >= periods, "adjustment periods end before the order");
  const sides = adjustment.oneSided ? "OneSided" : "";
  return {
    name: `${method.name}+${kind}${sides}`,
    estimate: (history, window) => {
      const from = window.from - startsBefore;
      if (from < 0) return null;
      const span = { from, to: from + periods };
      const before = method.profile(history, window, span);
      const estimate = method.estimate(history, window);
      if (before === null || estimate === null) return null;
      const gap = { meteredWh: spanMean(history.today, span), estimatedWh: meanOf(before) };
      return correct(estimate, gap, adjustment, window);
    },
  };
}

/** Raises what the meter shows in the adjustment periods of an order, as a provider might who games. */
export function inflateBefore(
  history: BaselineHistory,
  window: BaselineWindow,
  { startsBefore, periods }: AdjustmentPeriods,
  inflateWh: number,
): BaselineHistory {
  const span: Span = { from: window.from - startsBefore, to: window.from - startsBefore + periods };
  const helps = window.direction === 0 ? inflateWh : -inflateWh;
  const today = Float64Array.from(history.today, (energyWh, period) =>
    period >= span.from && period < span.to ? energyWh + helps : energyWh,
  );
  return { ...history, today };
}

function correct(
  estimate: Float64Array,
  { meteredWh, estimatedWh }: { meteredWh: number; estimatedWh: number },
  adjustment: SameDayAdjustment,
  { direction }: BaselineWindow,
): Float64Array {
  if (adjustment.kind === "additive") {
    const cap = adjustment.capShare * Math.abs(meanOf(estimate));
    const shift = Math.min(cap, Math.max(-cap, meteredWh - estimatedWh));
    return estimate.map((energyWh) => energyWh + allowed(shift, adjustment, direction));
  }
  if (estimatedWh === 0) return estimate;
  const { factorMin, factorMax } = adjustment;
  const factor = Math.min(factorMax, Math.max(factorMin, meteredWh / estimatedWh));
  return estimate.map(
    (energyWh) => energyWh + allowed((factor - 1) * energyWh, adjustment, direction),
  );
}

/** A change of the baseline, or none where it may only help and does not. */
function allowed(change: number, { oneSided }: SameDayAdjustment, direction: 0 | 1): number {
  if (!oneSided) return change;
  return direction === 0 ? Math.max(0, change) : Math.min(0, change);
}

function meanOf(energyWh: Float64Array): number {
  return spanMean(energyWh, { from: 0, to: energyWh.length });
}
