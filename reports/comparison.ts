import type { IndicatorName, RunIndicators } from "#reports/indicators.ts";
import { type Difference, evaluateDifferences, mean } from "#reports/statistics.ts";
import { orderVariants, REFERENCE_VARIANT } from "#reports/variants.ts";

/** One indicator of one variant over its seeds. */
export interface Comparison {
  /** Mean over seeds; NaN where the indicator does not exist. */
  readonly mean: number;
  /** Against the reference variant at equal seeds; null for the reference itself and without one. */
  readonly difference: Difference | null;
}

/** A number that follows from the indicators of one run; NaN where it does not exist. */
export type ValueOf = (values: RunIndicators["values"]) => number;

/** Runs by variant, comparable seed by seed. */
export class StudyComparison {
  readonly variants: readonly string[];
  /** Variant that others are compared with, when it is there. */
  readonly reference: string | null;
  readonly #runs: readonly RunIndicators[];

  constructor(runs: readonly RunIndicators[]) {
    this.#runs = runs;
    this.variants = orderVariants(runs.map(({ variant }) => variant));
    const comparable = this.variants.length > 1 && this.variants.includes(REFERENCE_VARIANT);
    this.reference = comparable ? REFERENCE_VARIANT : null;
  }

  /** Seeds of a variant, ascending. */
  seeds(variant: string): number[] {
    return this.#of(variant).map(({ seed }) => seed);
  }

  of(variant: string, name: IndicatorName): Comparison {
    const measure: ValueOf = (values) => values[name];
    const { reference } = this;
    return {
      mean: mean(this.values(variant, measure).filter(Number.isFinite)),
      difference:
        reference === null || variant === reference
          ? null
          : this.difference(variant, reference, measure),
    };
  }

  /** What follows from each run of a variant, by ascending seed. */
  values(variant: string, measure: ValueOf): number[] {
    return this.#of(variant).map(({ values }) => measure(values));
  }

  /** `variant` less `base` at equal seeds; null where no seed has both. */
  difference(variant: string, base: string, measure: ValueOf): Difference | null {
    const bySeed = new Map(this.#of(base).map(({ seed, values }) => [seed, measure(values)]));
    const differences = this.#of(variant).map(
      ({ seed, values }) => measure(values) - (bySeed.get(seed) ?? Number.NaN),
    );
    return evaluateDifferences(differences.filter(Number.isFinite));
  }

  #of(variant: string): RunIndicators[] {
    return this.#runs.filter((run) => run.variant === variant).toSorted((a, b) => a.seed - b.seed);
  }
}
