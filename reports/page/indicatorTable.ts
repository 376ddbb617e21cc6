import { runs } from "#datasets/tables/run.ts";
import type { Comparison, StudyComparison } from "#reports/comparison.ts";
import { digitsFor, formatNumber } from "#reports/format.ts";
import { indicatorGroups } from "#reports/indicatorGroups.ts";
import type { IndicatorName } from "#reports/indicators.ts";
import { differenceHtml, differenceSentence } from "#reports/page/differenceHtml.ts";
import { escapeHtml } from "#reports/page/html.ts";
import { type HtmlRow, tableHtml } from "#reports/page/tableHtml.ts";

const VOLTAGE_DIGITS = 3;

/** All indicators by variant, with paired differences to the reference and what is known of them. */
export function indicatorTable(study: StudyComparison): string {
  return tableHtml({
    className: "indicators",
    header: ["", "Unit", ...study.variants],
    groups: indicatorGroups.map(({ title, labels }) => ({
      title,
      rows: Object.entries(labels).map(([name, label]) =>
        indicatorRow(study, name as IndicatorName, label),
      ),
    })),
  });
}

/** Says how differences and their uncertainty were computed, with n. */
export function statisticsSentence(study: StudyComparison): string {
  if (study.reference === null) return "Values are means over seeds.";
  const counts = study.variants.map((variant) => study.seeds(variant).length);
  return differenceSentence(study.reference, counts);
}

function indicatorRow(study: StudyComparison, name: IndicatorName, label: string): HtmlRow {
  const { unit, doc } = runs.columns[name];
  const comparisons = study.variants.map((variant) => study.of(variant, name));
  const digits = unit === "pu" ? VOLTAGE_DIGITS : digitsFor(comparisons.map(({ mean }) => mean));
  const cells = comparisons.map((comparison) => cell(comparison, digits));
  return { cells: [escapeHtml(label), unit === "1" ? "" : escapeHtml(unit), ...cells], hint: doc };
}

function cell({ mean, difference }: Comparison, digits: number): string {
  const value = formatNumber(mean, digits);
  return difference === null ? value : `${value}${differenceHtml(difference, digits)}`;
}
