import type { StudyComparison } from "#reports/comparison.ts";

/** Says what the lines around means are, from the number of seeds. */
export function uncertaintySentence(comparison: StudyComparison, of = "mean difference"): string {
  const n = Math.min(...comparison.variants.map((variant) => comparison.seeds(variant).length));
  if (n < 2) return "One seed only: no uncertainty is known.";
  const method = n < 10 ? "Student interval" : "bootstrap interval";
  return `Lines: 95 % ${method} of the ${of}, n = ${n} seeds.`;
}
