import type { StudyComparison } from "#reports/comparison.ts";
import { type Measure, measures } from "#reports/ranking/measures.ts";
import { type RankRange, rankRanges } from "#reports/ranking/rankRanges.ts";
import { surely } from "#reports/ranking/surely.ts";
import { type Difference, mean } from "#reports/statistics.ts";
import { buysFlexibility, isScheme, referenceScheme } from "#reports/variants.ts";

/** Fewer schemes are compared better by eye. */
const SCHEMES_MIN = 3;

/** One scheme or control by one measure. */
export interface RankedValue {
  /** Mean over seeds; NaN where any seed has none. */
  readonly mean: number;
  /** Seeds without a value. */
  readonly missing: number;
  /** Null for a control, and without a value. */
  readonly rank: RankRange | null;
  /** Paired difference to the reference scheme; null for itself, and without a value. */
  readonly difference: Difference | null;
}

export interface RankedMeasure {
  readonly measure: Measure;
  readonly of: ReadonlyMap<string, RankedValue>;
}

/** Schemes ranked by every measure, with the controls that buy flexibility beside them. */
export interface Ranking {
  readonly schemes: readonly string[];
  readonly controls: readonly string[];
  readonly reference: string;
  readonly measures: readonly RankedMeasure[];
}

/** Ranks the schemes of a study; null where there are fewer than three. */
export function rankSchemes(comparison: StudyComparison): Ranking | null {
  const schemes = comparison.variants.filter(isScheme);
  if (schemes.length < SCHEMES_MIN) return null;
  const controls = comparison.variants.filter(
    (variant) => buysFlexibility(variant) && !isScheme(variant),
  );
  const reference = referenceScheme(schemes);
  const plan = { comparison, schemes, controls, reference };
  const ranked = measures.map((measure) => rankBy(measure, plan));
  return {
    schemes,
    controls,
    reference,
    measures: ranked.filter(
      ({ measure, of }) => !measure.isOptional || [...of.values()].some(hasMean),
    ),
  };
}

interface Plan {
  readonly comparison: StudyComparison;
  readonly schemes: readonly string[];
  readonly controls: readonly string[];
  readonly reference: string;
}

/**
 * A scheme without a value in some seed has none: a mean over the seeds in which it happened to do
 * well would rank it too high.
 */
function rankBy(measure: Measure, { comparison, schemes, controls, reference }: Plan) {
  const values = new Map(
    [...schemes, ...controls].map((variant) => [variant, comparison.values(variant, measure.of)]),
  );
  const isWhole = (variant: string) => values.get(variant)!.every(Number.isFinite);
  const whole = schemes.filter(isWhole);
  const ranges = rankRanges(whole, (one, other) => {
    const difference = comparison.difference(one, other, measure.of);
    if (difference === null) return 0;
    return measure.best === "least" ? surely(difference) : -surely(difference);
  });
  const of = new Map<string, RankedValue>();
  for (const [variant, own] of values) {
    const isComparable = isWhole(variant) && isWhole(reference) && variant !== reference;
    of.set(variant, {
      mean: mean(own),
      missing: own.filter((value) => !Number.isFinite(value)).length,
      rank: ranges.get(variant) ?? null,
      difference: isComparable ? comparison.difference(variant, reference, measure.of) : null,
    });
  }
  return { measure, of };
}

function hasMean({ mean }: RankedValue): boolean {
  return Number.isFinite(mean);
}
