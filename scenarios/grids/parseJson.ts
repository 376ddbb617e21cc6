import type { Finding } from "#scenarios/scenarioError.ts";

/** Numbers that JSON does not know and that other programs write all the same. */
const NOT_JSON = /(?<=[:,[]\s*)(NaN|[+-]?Infinity)(?=\s*[,}\]])/g;

/**
 * Reads JSON, also with NaN and Infinity, which come as their names in quotes. What is no JSON is a
 * finding.
 */
export function parseJson(text: string, file: string, findings: Finding[]): unknown {
  try {
    return JSON.parse(/NaN|Infinity/.test(text) ? text.replaceAll(NOT_JSON, '"$1"') : text);
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    findings.push({ file, field: "(whole file)", expected: "well-formed JSON", found });
    return undefined;
  }
}

/** An object of named fields, or undefined when the value is none. */
export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return value as Record<string, unknown>;
}
