import type { ValueOf } from "#reports/comparison.ts";
import type { RunIndicators } from "#reports/indicators.ts";

type Values = RunIndicators["values"];

/** What schemes are ranked by. */
export interface Measure {
  readonly id: string;
  /** Head of a column, without its unit. */
  readonly title: string;
  readonly unit: string;
  /** How it is computed, as the column's head says it. */
  readonly definition: string;
  readonly best: "least" | "most";
  /** Of one run; NaN where it does not exist. */
  readonly of: ValueOf;
  /** Why a run may have none. */
  readonly missing: string;
  /** Computed on demand: left out where no run has it. */
  readonly isOptional?: boolean;
}

/** Everything that both operators paid for flexibility, less what they received back. */
export function costEur({ costDsoEur, costTsoEur }: Values): number {
  return costDsoEur + costTsoEur;
}

/** Need of both operators that stayed unmet. */
export function unmetMwh({ unmetDsoMwh, unmetTsoMwh }: Values): number {
  return unmetDsoMwh + unmetTsoMwh;
}

/** Price of non-integration; NaN in a run beside which the reference optimum was not computed. */
export function nonIntegrationEur(values: Values): number {
  const isComputed = values.clearingCostEur > 0 || values.referenceCostEur > 0;
  return isComputed ? values.priceOfNonIntegrationEur : Number.NaN;
}

const costOfBoth: Measure = {
  id: "cost",
  title: "Cost of both operators",
  unit: "EUR",
  definition: "reservation + activation − penalties + rebalancing, DSOs and TSO",
  best: "least",
  of: costEur,
  missing: "not there",
};

const residualOverload: Measure = {
  id: "overload",
  title: "Residual overload",
  unit: "MVAh",
  definition: "apparent energy above ratings",
  best: "least",
  of: ({ overloadMvah }) => overloadMvah,
  missing: "not there",
};

const unmetNeed: Measure = {
  id: "unmet",
  title: "Unmet needs",
  unit: "MWh",
  definition: "of the DSOs and the TSO, as they saw them at their gates",
  best: "least",
  of: unmetMwh,
  missing: "not there",
};

const costPerNeed: Measure = {
  id: "costPerNeed",
  title: "Cost per need met",
  unit: "EUR/MWh",
  definition: "cost of both operators ÷ (their needs − unmet)",
  best: "least",
  of: (values) => ratio(costEur(values), values.needDsoMwh + values.needTsoMwh - unmetMwh(values)),
  missing: "no need met",
};

const costPerRelief: Measure = {
  id: "costPerRelief",
  title: "DSO cost per relief",
  unit: "EUR/MVAh",
  definition: "cost of the DSOs ÷ (overload of the no-market twin − overload)",
  best: "least",
  of: ({ costDsoEur, twinOverloadMvah, overloadMvah }) =>
    ratio(costDsoEur, twinOverloadMvah - overloadMvah),
  missing: "no relief",
};

const costPerTsoNeed: Measure = {
  id: "costPerTsoNeed",
  title: "TSO cost per need met",
  unit: "EUR/MWh",
  definition: "cost of the TSO ÷ (its need − unmet), congestion and balancing",
  best: "least",
  of: ({ costTsoEur, needTsoMwh, unmetTsoMwh }) => ratio(costTsoEur, needTsoMwh - unmetTsoMwh),
  missing: "no need met",
};

const avoided: Measure = {
  id: "avoided",
  title: "Avoided double activations",
  unit: "count",
  definition: "prevented by design + avoided at the claim; parts below",
  best: "most",
  of: ({ avoidedDoubleActivations }) => avoidedDoubleActivations,
  missing: "not there",
};

const nonIntegration: Measure = {
  id: "nonIntegration",
  title: "Price of non-integration",
  unit: "EUR",
  definition:
    "orders at their price and unmet needs at their value − the same under joint clearing",
  best: "least",
  of: nonIntegrationEur,
  missing: "not computed",
  isOptional: true,
};

/** In the order of the columns. */
export const measures: readonly Measure[] = [
  costOfBoth,
  residualOverload,
  unmetNeed,
  costPerNeed,
  costPerRelief,
  costPerTsoNeed,
  avoided,
  nonIntegration,
];

/** What a unit costs; NaN where nothing was had. */
function ratio(eur: number, quantity: number): number {
  return quantity > 0 ? eur / quantity : Number.NaN;
}
