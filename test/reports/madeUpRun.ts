import { type IndicatorName, indicatorNames, type RunIndicators } from "#reports/indicators.ts";

/** Indicators of a run that never was: `some` as given, the others 0. */
export function madeUpRun(
  variant: string,
  seed: number,
  some: Partial<Record<IndicatorName, number>>,
): RunIndicators {
  const zeros = Object.fromEntries(indicatorNames.map((name) => [name, 0]));
  return { variant, seed, values: { ...(zeros as Record<IndicatorName, number>), ...some } };
}
