import { UsageError } from "#cli/usageError.ts";
import type { Scenario } from "#scenarios/scenario.ts";
import { type Finding, foundText } from "#scenarios/scenarioError.ts";
import { variantOf, variantsOf } from "#sim/variants.ts";

/** Throws UsageError where one of the names is no variant of the scenario, or comes twice. */
export function expectVariants(scenario: Scenario, names: readonly string[]): void {
  const unknown = names.find((name) => variantOf(scenario, name) === null);
  if (unknown !== undefined)
    throw new UsageError(`no variant "${unknown}": expected ${variantsOf(scenario)}`);
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) throw new UsageError(`variant ${repeated} was given twice`);
}

/** Findings on the variants of a study file, which its reader takes for plain names. */
export function variantFindings(
  scenario: Scenario,
  file: string,
  names: readonly unknown[],
): Finding[] {
  return names
    .filter((name) => typeof name === "string" && variantOf(scenario, name) === null)
    .map((name) => ({
      file,
      field: "variants",
      expected: variantsOf(scenario),
      found: foundText(name),
    }));
}
