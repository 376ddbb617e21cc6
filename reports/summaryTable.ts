import { runs } from "#datasets/tables/run.ts";
import { StudyComparison } from "#reports/comparison.ts";
import { digitsFor, formatNumber } from "#reports/format.ts";
import type { IndicatorName, RunIndicators } from "#reports/indicators.ts";

/** A table of texts: the first column names the row, the others are variants. */
export interface SummaryTable {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The few figures that answer "what did it do", in reading order. */
const summaryLabels = {
  lossesMwh: "Losses",
  lossesPerDeliveredPercent: "Losses per delivered",
  overloadHours: "Overload",
  overloadMvah: "Overload energy",
  voltageViolationHours: "Voltage outside band",
  voltagePuMin: "Lowest voltage",
  voltagePuMax: "Highest voltage",
  latentConflicts: "Double activations: latent",
  preventedByDesign: "… prevented by design",
  avoidedAtClaim: "… avoided at the claim",
  realisedDoubleActivations: "… realised",
  costDsoEur: "Cost of the DSOs",
  costTsoEur: "Cost of the TSO",
  chainTransactions: "Chain transactions",
  chainGas: "Chain gas",
} satisfies Partial<Record<IndicatorName, string>>;

/** Voltages differ in the third place, which three figures of "1.07" would hide. */
const VOLTAGE_DIGITS = 3;

/** Sums up runs, one column a variant, means over seeds; for the terminal and the page alike. */
export function summaryRows(indicators: readonly RunIndicators[]): SummaryTable {
  const study = new StudyComparison(indicators);
  const names = Object.keys(summaryLabels) as (keyof typeof summaryLabels)[];
  return {
    header: ["", ...study.variants],
    rows: names.map((name) => {
      const { unit } = runs.columns[name];
      const means = study.variants.map((variant) => study.of(variant, name).mean);
      const digits = unit === "pu" ? VOLTAGE_DIGITS : digitsFor(means);
      const label = unit === "1" ? summaryLabels[name] : `${summaryLabels[name]} (${unit})`;
      return [label, ...means.map((value) => formatNumber(value, digits))];
    }),
  };
}
