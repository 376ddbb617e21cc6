import { UsageError } from "#cli/usageError.ts";
import { variants } from "#engine/coordination/variant.ts";
import { type Finding, foundText } from "#scenarios/scenarioError.ts";

const expected = `one of ${variants.map(({ id }) => id).join(", ")}`;

/** Throws UsageError where one of the names is no variant, or comes twice. */
export function expectVariants(names: readonly string[]): void {
  const unknown = names.find((name) => !isVariant(name));
  if (unknown !== undefined) throw new UsageError(`no variant "${unknown}": expected ${expected}`);
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) throw new UsageError(`variant ${repeated} was given twice`);
}

/** Findings on the variants of a study file, which its reader takes for plain names. */
export function variantFindings(file: string, names: readonly unknown[]): Finding[] {
  return names
    .filter((name) => typeof name === "string" && !isVariant(name))
    .map((name) => ({ file, field: "variants", expected, found: foundText(name) }));
}

function isVariant(name: unknown): boolean {
  return variants.some(({ id }) => id === name);
}
