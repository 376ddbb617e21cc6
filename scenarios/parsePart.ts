import type { z } from "zod";
import { type Finding, foundText } from "#scenarios/scenarioError.ts";

/** Where a part of the input stands, so that findings can point at it. */
export interface Part {
  readonly file: string;
  /** Path of the part's own root inside the file. */
  readonly path: readonly PropertyKey[];
  /** Line or file of a path, if better known than `file` alone. */
  readonly locate?: (path: readonly PropertyKey[]) => { file?: string; line?: number };
}

/** Checks one part of the input; adds what is wrong to `findings`, and then returns undefined. */
export function parsePart<T>(
  schema: z.ZodType<T>,
  raw: unknown,
  part: Part,
  findings: Finding[],
): T | undefined {
  const result = schema.safeParse(raw, { error: expectedText });
  if (result.success) return result.data;
  for (const issue of result.error.issues) findings.push(...issueFindings(issue, raw, part));
  return undefined;
}

function issueFindings(issue: z.core.$ZodIssue, raw: unknown, part: Part): Finding[] {
  // One finding for each unknown key, at the key.
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) =>
      finding([...issue.path, key], "a known field", `unknown field "${key}"`, part),
    );
  if (issue.code === "invalid_key")
    return [finding(issue.path, "an identifier as key", foundText(issue.path.at(-1)), part)];
  const told = issue.code === "custom" ? issue.params?.["found"] : undefined;
  const found = typeof told === "string" ? told : foundText(valueAt(raw, issue.path));
  return [finding(issue.path, issue.message, found, part)];
}

function finding(
  path: readonly PropertyKey[],
  expected: string,
  found: string,
  part: Part,
): Finding {
  const full = [...part.path, ...path];
  const field = full.join(".") || "(whole file)";
  return { file: part.file, ...part.locate?.(full), field, expected, found };
}

/** What zod itself finds, said as an expectation. Messages of our schemas come before this. */
function expectedText(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case "invalid_type":
      return typeWords[issue.expected] ?? `a ${issue.expected}`;
    case "invalid_value":
      return `one of ${issue.values.map((value) => String(value)).join(", ")}`;
    case "too_small":
      if (issue.origin === "string") return "a text that is not empty";
      return issue.minimum === 1 ? "at least one entry" : `at least ${issue.minimum} entries`;
    default:
      return undefined;
  }
}

const typeWords: Readonly<Record<string, string>> = {
  object: "a section with fields",
  record: "a section with fields",
  array: "a list",
  string: "text",
  number: "a number",
};

function valueAt(raw: unknown, path: readonly PropertyKey[]): unknown {
  let value = raw;
  for (const key of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}
