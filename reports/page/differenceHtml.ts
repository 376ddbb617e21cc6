import { formatChange, formatNumber } from "#reports/format.ts";
import type { Difference } from "#reports/statistics.ts";

/** Small print of a paired difference: mean, p-value, interval. Empty where nothing differs. */
export function differenceHtml({ mean, interval, pValue }: Difference, digits: number): string {
  if (mean === 0 && (interval === null || interval[0] === interval[1])) return "";
  const parts = [
    formatChange(mean, digits),
    ...(pValue === null ? [] : [`p ${formatNumber(pValue, 3)}`]),
  ];
  const range =
    interval === null
      ? ""
      : `<br>${unbroken([`[${formatChange(interval[0], digits)}`, `${formatChange(interval[1], digits)}]`])}`;
  return `<small>${unbroken(parts)}${range}</small>`;
}

/** A list that breaks between its parts alone, where a narrow column makes it. */
function unbroken(parts: readonly string[]): string {
  return parts.map((part, k) => `<span>${part}${k < parts.length - 1 ? "," : ""}</span>`).join(" ");
}

/** Says how differences to `reference` and their uncertainty were computed, from the counts of seeds. */
export function differenceSentence(reference: string, seedCounts: readonly number[]): string {
  const [low, high] = [Math.min(...seedCounts), Math.max(...seedCounts)];
  const n = low === high ? `n = ${low}` : `n = ${low} to ${high}`;
  const first = `Small print: paired difference to ${reference} at equal seeds`;
  if (high === 1) return `${first}. One seed: no uncertainty known.`;
  if (high < 10) {
    return `${first}, with its 95 % Student interval in brackets and the exact sign-flip p-value; ${n} seeds.`;
  }
  return `${first}, with its 95 % bootstrap interval in brackets; ${n} seeds.`;
}
