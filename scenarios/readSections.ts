import type { z } from "zod";
import { type Part, parsePart } from "#scenarios/parsePart.ts";
import { type Finding, foundText } from "#scenarios/scenarioError.ts";
import { scenarioSections } from "#scenarios/schema/scenarioSchema.ts";

const { areas: _areas, ...plainSections } = scenarioSections;

type Schemas = typeof plainSections;

/** Sections of a scenario; one that has a finding is undefined. Areas are read by themselves. */
export type Sections = { [Key in keyof Schemas]: z.output<Schemas[Key]> | undefined };

/** A scenario's folder, the name of its YAML file, and where each field stands in it. */
export interface ScenarioSource {
  readonly folder: string;
  readonly file: string;
  readonly locate: NonNullable<Part["locate"]>;
}

/** Checks the sections of scenario.yaml one by one, so that no error hides another. */
export function readSections(
  raw: unknown,
  { file, locate }: ScenarioSource,
  findings: Finding[],
): Sections {
  const fields = asFields(raw);
  if (fields === undefined)
    findings.push({
      file,
      field: "(whole file)",
      expected: "a scenario with sections",
      found: foundText(raw),
    });
  for (const key of Object.keys(fields ?? {}))
    if (!Object.hasOwn(scenarioSections, key))
      findings.push({
        file,
        ...locate([key]),
        field: key,
        expected: "a known field",
        found: `unknown field "${key}"`,
      });
  const read = <Key extends keyof Schemas>(key: Key) => {
    const part = { file, path: [key], locate };
    return [key, parsePart<unknown>(plainSections[key], fields?.[key], part, findings)];
  };
  const keys = fields === undefined ? [] : (Object.keys(plainSections) as (keyof Schemas)[]);
  return Object.fromEntries(keys.map(read)) as Sections;
}

/** An object of named fields, or undefined when the value is none. */
export function asFields(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}
