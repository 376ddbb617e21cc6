import type { ScaleOptions } from "@observablehq/plot";
import { durationShares } from "#reports/digest/durationCurve.ts";

/** Share of the time that a tail shows, percent: here limits are broken and variants differ. */
export const TAIL_PERCENT = 5;

const common = { labelAnchor: "center", labelArrow: "none" } as const;
const tickFormat = (percent: number) => String(percent);

/** All the time. */
export const wholeAxis: ScaleOptions = {
  ...common,
  label: "Share of time (%)",
  domain: [0, 100],
  ticks: [0, 25, 50, 75, 100],
  tickFormat,
};

/** The first percents of a duration curve; the square root gives room to the few worst hours. */
export const tailAxis: ScaleOptions = {
  ...common,
  label: `Share of time (%), first ${TAIL_PERCENT} %`,
  type: "sqrt",
  domain: [0, TAIL_PERCENT],
  ticks: [0, 0.1, 0.5, 1, 2, 3, 4, 5],
  tickFormat,
};

/** One point of a duration curve. */
export interface CurvePoint {
  readonly timePercent: number;
  readonly value: number;
}

/** Points of a curve at `durationShares`. */
export function wholePoints(curve: Float64Array): CurvePoint[] {
  return durationShares.map((share, k) => ({ timePercent: 100 * share, value: curve[k]! }));
}

/** Points of the tail of a curve, to its very end. */
export function tailPoints(curve: Float64Array): CurvePoint[] {
  const points = wholePoints(curve);
  const beyond = points.findIndex(({ timePercent }) => timePercent >= TAIL_PERCENT);
  const [a, b] = [points[beyond - 1]!, points[beyond]!];
  const part = (TAIL_PERCENT - a.timePercent) / (b.timePercent - a.timePercent);
  const value = a.value + part * (b.value - a.value);
  return [...points.slice(0, beyond), { timePercent: TAIL_PERCENT, value }];
}
