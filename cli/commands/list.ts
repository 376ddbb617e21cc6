import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { defaultStore } from "#cli/inputs.ts";
import type { Options } from "#cli/options.ts";
import { Output } from "#cli/output.ts";
import { variantIds } from "#engine/coordination/variant.ts";
import { variantSentence } from "#reports/variants.ts";
import { listScenarios } from "#scenarios/listScenarios.ts";
import { listStudies, loadStudy } from "#scenarios/study.ts";

/** `eflex list`: what can be run, and which results are there. */
export function list(options: Options): void {
  const output = new Output(options);
  const scenarios = listScenarios();
  const studies = listStudies().map((name) => ({ name, title: loadStudy(name).title }));
  const known = variantIds.map((id) => ({ name: id, title: variantSentence(id) }));
  const results = storedFolders(defaultStore().root);
  output.say(section("Scenarios", scenarios));
  output.say(section("Studies", studies));
  output.say(section("Variants", known));
  const paths = results.map((folder) => `  ${folder}`);
  output.say(["Results", ...(paths.length === 0 ? ["  none yet"] : paths)].join("\n"));
  output.conclude({ event: "done", scenarios, studies, variants: known, results });
}

function section(title: string, entries: readonly { name: string; title: string }[]): string {
  const width = Math.max(0, ...entries.map(({ name }) => name.length));
  const lines = entries.map((entry) => `  ${entry.name.padEnd(width)}  ${entry.title}`);
  return [title, ...lines, ""].join("\n");
}

/** Whole results only: what is being made has another name. */
function storedFolders(root: string): string[] {
  return ["runs", "studies"].flatMap((kind) => {
    const folder = join(root, kind);
    if (!existsSync(folder)) return [];
    const isWhole = (name: string) =>
      existsSync(join(folder, name, kind === "runs" ? "manifest.json" : "study.json"));
    return readdirSync(folder)
      .filter((name) => !/\.(partial|again)$/.test(name) && isWhole(name))
      .sort()
      .map((name) => join(folder, name));
  });
}
