import type { StudyComparison } from "#reports/comparison.ts";
import type { KnownResult } from "#reports/knownResults/knownResult.ts";
import { knownResults } from "#reports/knownResults/knownResults.ts";
import { escapeHtml } from "#reports/page/html.ts";

/** Results of others with what the runs at hand say to them. */
export function knownResultsHtml(comparison: StudyComparison, schemes: readonly string[]): string {
  const counts = schemes.map((scheme) => comparison.seeds(scheme).length);
  const note =
    Math.max(...counts) === 1
      ? "One seed: no uncertainty known; surely means in that seed."
      : "Surely: the 95 % interval of the paired difference excludes 0. Means over seeds.";
  const items = knownResults(comparison, schemes).map(itemHtml);
  return `<p class="quiet">${note}</p>${items.join("")}`;
}

function itemHtml({ statement, source, criterion, verdict, findings }: KnownResult): string {
  const list = findings.map((finding) => `<li>${escapeHtml(finding)}</li>`).join("");
  const kind = verdict.replaceAll(" ", "-");
  return (
    `<div class="known"><h3>${escapeHtml(statement)} <span class="verdict ${kind}">` +
    `${escapeHtml(verdict)}</span></h3><ul>${list}</ul>` +
    `<p class="quiet">${escapeHtml(`${criterion} ${source}`)}</p></div>`
  );
}
