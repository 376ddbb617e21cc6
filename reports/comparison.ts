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
    return this.#of(variant)
      .map(({ seed }) => seed)
      .sort((a, b) => a - b);
  }

  of(variant: string, name: IndicatorName): Comparison {
    const values = this.#of(variant).map((run) => run.values[name]);
    return {
      mean: mean(values.filter(Number.isFinite)),
      difference: this.#difference(variant, name),
    };
  }

  #difference(variant: string, name: IndicatorName): Difference | null {
    const { reference } = this;
    if (reference === null || variant === reference) return null;
    const base = new Map(this.#of(reference).map(({ seed, values }) => [seed, values[name]]));
    const differences = this.#of(variant)
      .toSorted((a, b) => a.seed - b.seed)
      .map(({ seed, values }) => values[name] - (base.get(seed) ?? Number.NaN));
    return evaluateDifferences(differences.filter(Number.isFinite));
  }

  #of(variant: string): RunIndicators[] {
    return this.#runs.filter((run) => run.variant === variant);
  }
}
