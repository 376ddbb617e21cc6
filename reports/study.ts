import { DatasetError } from "#datasets/datasetError.ts";
import { StudyComparison } from "#reports/comparison.ts";
import { digestRun, type RunDigest } from "#reports/digest/runDigest.ts";
import { averageRuns, type VariantDigest } from "#reports/digest/variantDigest.ts";
import { variantColors } from "#reports/variants.ts";

/** Everything that a report shows, summed up; figures and tables follow from it alone. */
export interface Study {
  readonly runs: readonly RunDigest[];
  readonly comparison: StudyComparison;
  /** In the order of `comparison.variants`. */
  readonly variants: readonly VariantDigest[];
  readonly areaNames: readonly string[];
  readonly colors: ReadonlyMap<string, string>;
}

/**
 * Reads and sums up runs that belong together, one after the other. Throws DatasetError where a
 * folder is no whole dataset, and where runs do not belong to one scenario or come twice.
 */
export function loadStudy(folders: readonly string[]): Study {
  const runs = folders.map(digestRun);
  checkTogether(runs);
  const comparison = new StudyComparison(runs.map(({ indicators }) => indicators));
  return {
    runs,
    comparison,
    variants: comparison.variants.map((variant) =>
      averageRuns(
        variant,
        runs.filter(({ manifest }) => manifest.variant === variant),
      ),
    ),
    areaNames: runs[0]!.manifest.names.areas,
    colors: variantColors(comparison.variants),
  };
}

function checkTogether(runs: readonly RunDigest[]): void {
  const first = runs[0];
  if (first === undefined) throw new DatasetError("", ["a report needs at least one run"]);
  const seen = new Set<string>();
  for (const { folder, manifest } of runs) {
    const { scenario, start, days, variant, seed } = manifest;
    const expected = first.manifest;
    const findings: string[] = [];
    if (scenario !== expected.scenario) {
      findings.push(
        `scenario: expected "${expected.scenario}" as in the first run, got "${scenario}"`,
      );
    }
    if (start !== expected.start || days !== expected.days) {
      findings.push(
        `span: expected ${expected.days} days from ${expected.start} as in the first run, got ${days} from ${start}`,
      );
    }
    const key = `variant ${variant}, seed ${seed}`;
    if (seen.has(key)) findings.push(`${key} was given twice`);
    seen.add(key);
    if (findings.length > 0) throw new DatasetError(folder, findings);
  }
}
