import { runs } from "#datasets/tables/run.ts";
import type { Comparison, StudyComparison } from "#reports/comparison.ts";
import { digitsFor, formatChange, formatNumber } from "#reports/format.ts";
import { indicatorGroups } from "#reports/indicatorGroups.ts";
import type { IndicatorName } from "#reports/indicators.ts";
import { escapeHtml } from "#reports/page/html.ts";
import { type HtmlRow, tableHtml } from "#reports/page/tableHtml.ts";
import type { Difference } from "#reports/statistics.ts";

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
  const [low, high] = [Math.min(...counts), Math.max(...counts)];
  const n = low === high ? `n = ${low}` : `n = ${low} to ${high}`;
  const first = `Small print: paired difference to ${study.reference} at equal seeds`;
  if (high === 1) return `${first}. One seed: no uncertainty known.`;
  if (high < 10) {
    return `${first}, with its 95 % Student interval in brackets and the exact sign-flip p-value; ${n} seeds.`;
  }
  return `${first}, with its 95 % bootstrap interval in brackets; ${n} seeds.`;
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
  return difference === null ? value : `${value}${small(difference, digits)}`;
}

function small({ mean, interval, pValue }: Difference, digits: number): string {
  if (mean === 0 && (interval === null || interval[0] === interval[1])) return "";
  const range =
    interval === null
      ? ""
      : `<br>[${formatChange(interval[0], digits)}, ${formatChange(interval[1], digits)}]`;
  const chance = pValue === null ? "" : `, p ${formatNumber(pValue, 3)}`;
  return `<small>${formatChange(mean, digits)}${chance}${range}</small>`;
}
