import type { StudyComparison } from "#reports/comparison.ts";
import { digitsFor, formatNumber } from "#reports/format.ts";
import { nonIntegrationEur } from "#reports/ranking/measures.ts";
import { type Difference, evaluateDifferences, mean } from "#reports/statistics.ts";

/** `undecided`: it was tested, and the intervals of too few seeds contain both answers. */
export type Verdict =
  | "reproduced"
  | "reproduced in part"
  | "not reproduced"
  | "undecided"
  | "not tested";

/** A result that others found, held against the runs at hand. */
export interface KnownResult {
  readonly statement: string;
  readonly source: string;
  /** When the statement counts as reproduced, with thresholds. */
  readonly criterion: string;
  readonly verdict: Verdict;
  /** Sentences with the numbers; for what was not tested, why. */
  readonly findings: readonly string[];
}

/** Says of a result that it was not tested, and why. */
export function notTested(
  known: Pick<KnownResult, "statement" | "source" | "criterion">,
  reason: string,
): KnownResult {
  return { ...known, verdict: "not tested", findings: [reason] };
}

/** What one scheme costs more than joint clearing of everything. */
export interface Gap {
  readonly scheme: string;
  /** Over the seeds; scheme and reference are a pair in each. */
  readonly gapEur: Difference;
  /** Of the cost of joint clearing; NaN where that is nothing. */
  readonly percent: number;
}

/** Price of non-integration of those `schemes` beside all of whose runs it was computed. */
export function gapsOf(comparison: StudyComparison, schemes: readonly string[]): Gap[] {
  return schemes.flatMap((scheme) => {
    const prices = comparison.values(scheme, nonIntegrationEur);
    const gapEur = prices.every(Number.isFinite) ? evaluateDifferences(prices) : null;
    if (gapEur === null) return [];
    const referenceEur = mean(comparison.values(scheme, (run) => run.referenceCostEur));
    const percent = referenceEur > 0 ? (100 * gapEur.mean) / referenceEur : Number.NaN;
    return [{ scheme, gapEur, percent }];
  });
}

/** "3A 338 EUR (13.5 %)". */
export function gapText({ scheme, gapEur, percent }: Gap): string {
  return `${scheme} ${eurText(gapEur.mean)} (${formatNumber(percent, digitsFor([percent]))} %)`;
}

export function eurText(eur: number): string {
  return `${formatNumber(eur, digitsFor([eur]))} EUR`;
}

export function mwhText(mwh: number): string {
  return `${formatNumber(mwh, digitsFor([mwh]))} MWh`;
}

/** "1A, 1B and 2C"; "none" of nothing. */
export function listText(names: readonly string[]): string {
  if (names.length === 0) return "none";
  if (names.length === 1) return names[0]!;
  return `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
