import { existsSync, readFileSync } from "node:fs";
import { isNode, LineCounter, parseDocument } from "yaml";
import { type Finding, ScenarioError } from "#scenarios/scenarioError.ts";

/** A YAML file as plain data that knows the line of each of its fields. */
export interface YamlFile {
  readonly raw: unknown;
  readonly lineOf: (path: readonly PropertyKey[]) => number | undefined;
}

/** Reads a YAML file; throws {@link ScenarioError} when there is none, or no YAML in it. */
export function loadYaml(path: string, file: string): YamlFile {
  const refuse = (findings: readonly Finding[]): never => {
    throw new ScenarioError(`cannot read ${path}`, findings);
  };
  if (!existsSync(path))
    return refuse([
      { file, field: "(whole file)", expected: "a YAML file", found: "no such file" },
    ]);
  const lineCounter = new LineCounter();
  const document = parseDocument(readFileSync(path, "utf8"), { lineCounter });
  if (document.errors.length > 0)
    return refuse(
      document.errors.map(({ message, pos }) => ({
        file,
        line: lineCounter.linePos(pos[0]).line,
        field: "(text)",
        expected: "well-formed YAML",
        found: message.split("\n")[0]!,
      })),
    );
  return {
    raw: document.toJS(),
    lineOf: (fieldPath) => {
      // The field itself, or what is nearest above it when it is missing.
      for (let end = fieldPath.length; end > 0; end--) {
        const node = document.getIn(fieldPath.slice(0, end), true);
        const start = isNode(node) ? node.range?.[0] : undefined;
        if (start !== undefined) return lineCounter.linePos(start).line;
      }
      return undefined;
    },
  };
}
