import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { listScenarios, scenariosFolder } from "#scenarios/listScenarios.ts";
import { listStudies } from "#scenarios/study.ts";
import { makeProsumers, prosumersPath } from "#scenarios/tools/makeProsumers.ts";
import { makeSchemas } from "#scenarios/tools/makeSchemas.ts";
import { populations } from "#scenarios/tools/populations.ts";

test.each(populations)("the prosumers of $seed are what their population makes", (population) => {
  expect(readFileSync(prosumersPath(population), "utf8")).toBe(makeProsumers(population));
});

test("the JSON Schemas for editors are those of the loader", () => {
  for (const [file, text] of Object.entries(makeSchemas()))
    expect(readFileSync(join(scenariosFolder, file), "utf8")).toBe(text);
});

test("every shipped YAML file tells editors its schema", () => {
  const scenarios = listScenarios().map(({ name }) => [`${name}/scenario.yaml`, "scenario"]);
  const studies = listStudies().map((name) => [`studies/${name}.yaml`, "study"]);
  for (const [file, schema] of [...scenarios, ...studies])
    expect(readFileSync(join(scenariosFolder, file!), "utf8")).toMatch(
      `# yaml-language-server: $schema=../${schema}.schema.json\n`,
    );
});
