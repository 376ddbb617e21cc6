import type { ApplianceName, ApplianceType } from "#scenarios/scenario.ts";

/** What a home uses on average, and how restless that is: sd and highest value over the mean. */
export interface BaseLoad {
  readonly kwhPerYear: number;
  readonly noiseSd: number;
  /** Null without a bound. */
  readonly peak: number | null;
}

const HOURS_PER_YEAR = 8760;
const PERIODS_PER_YEAR = 35_040;
const WEEKS_PER_YEAR = 365 / 7;
/** What is left of the base use at least when its machines are counted by themselves. */
const USE_SHARE_MIN = 0.3;
/** The same for its deviations and its peak. */
const NOISE_SHARE_MIN = 0.5;

/**
 * The base load of a home whose machines are counted by themselves. They are part of what a whole
 * home uses, of its variance and of its peak: their part is taken out of each.
 */
export function baseWithout(
  whole: BaseLoad,
  names: readonly ApplianceName[],
  types: Readonly<Record<ApplianceName, ApplianceType>>,
): BaseLoad {
  if (names.length === 0) return whole;
  let machineKwh = 0;
  let machineKw2 = 0;
  let machineKwMost = 0;
  for (const name of names) {
    const { profileKw, runsPerWeek } = types[name];
    const runShare = (runsPerWeek * WEEKS_PER_YEAR) / PERIODS_PER_YEAR;
    const meanKw = runShare * profileKw.reduce((sum, kw) => sum + kw, 0);
    machineKwh += meanKw * HOURS_PER_YEAR;
    machineKw2 += runShare * profileKw.reduce((sum, kw) => sum + kw * kw, 0) - meanKw * meanKw;
    machineKwMost = Math.max(machineKwMost, ...profileKw);
  }
  const { noiseSd, peak } = whole;
  const wholeKw = whole.kwhPerYear / HOURS_PER_YEAR;
  const kwhPerYear = Math.max(USE_SHARE_MIN * whole.kwhPerYear, whole.kwhPerYear - machineKwh);
  const restKw = kwhPerYear / HOURS_PER_YEAR;
  const sdKw = Math.sqrt(Math.max(0, (noiseSd * wholeKw) ** 2 - machineKw2));
  const peakKw = (most: number) =>
    Math.max(NOISE_SHARE_MIN * most * wholeKw, most * wholeKw - machineKwMost);
  return {
    kwhPerYear,
    noiseSd: restKw > 0 ? Math.max(NOISE_SHARE_MIN * noiseSd, sdKw / restKw) : noiseSd,
    peak: peak === null || restKw === 0 ? peak : peakKw(peak) / restKw,
  };
}
