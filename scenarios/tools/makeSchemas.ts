import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { scenariosFolder } from "#scenarios/listScenarios.ts";
import { scenarioSchema } from "#scenarios/schema/scenarioSchema.ts";
import { studySchema } from "#scenarios/study.ts";

/** JSON Schemas by file name, for editors: what may be typed, before it is normalised. */
export function makeSchemas(): Readonly<Record<string, string>> {
  return {
    "scenario.schema.json": jsonSchema("Scenario of eflex-sim", scenarioSchema),
    "study.schema.json": jsonSchema("Study of eflex-sim", studySchema),
  };
}

function jsonSchema(title: string, schema: z.ZodType): string {
  const json = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  return `${JSON.stringify({ ...json, title }, undefined, 2)}\n`;
}

if (import.meta.main)
  for (const [file, text] of Object.entries(makeSchemas()))
    writeFileSync(join(scenariosFolder, file), text);
