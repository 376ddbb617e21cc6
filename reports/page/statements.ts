import type { Manifest } from "#datasets/manifest.ts";
import { listHtml } from "#reports/page/html.ts";
import type { Study } from "#reports/study.ts";

/** Warnings of all runs, each with the runs that carry it; says so when there is none. */
export function warningsHtml(study: Study): string {
  const warnings = gather(study, "warnings");
  if (warnings.length === 0) {
    return `<div class="warnings clean">No run carries a warning.</div>`;
  }
  return `<div class="warnings"><h2>Warnings</h2>${listHtml(warnings)}</div>`;
}

/** Assumptions of all runs. */
export function assumptionsHtml(study: Study): string {
  const assumptions = gather(study, "assumptions");
  return assumptions.length === 0 ? "<p>None stated.</p>" : listHtml(assumptions);
}

/** Distinct statements; one that not every run makes names the runs that do. */
function gather({ runs }: Study, field: "warnings" | "assumptions"): string[] {
  const makers = new Map<string, Manifest[]>();
  for (const { manifest } of runs) {
    for (const statement of new Set(manifest[field])) {
      makers.set(statement, [...(makers.get(statement) ?? []), manifest]);
    }
  }
  return [...makers].map(([statement, made]) =>
    made.length === runs.length ? statement : `${namesOf(made)}: ${statement}`,
  );
}

/** "2A, seeds 1, 2; 1C, seed 1". */
function namesOf(manifests: readonly Manifest[]): string {
  const byVariant = Map.groupBy(manifests, ({ variant }) => variant);
  return [...byVariant]
    .map(([variant, runs]) => {
      const seeds = runs.map(({ seed }) => seed);
      return `${variant}, ${seeds.length === 1 ? "seed" : "seeds"} ${seeds.join(", ")}`;
    })
    .join("; ");
}
