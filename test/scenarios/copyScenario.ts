import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { scenariosFolder } from "#scenarios/listScenarios.ts";

/** One replacement in one file of a scenario; an empty `from` means that the file is removed. */
export interface Edit {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** Copies a shipped scenario to a folder of its own, with edits; removed when the test ends. */
export function copyScenario(name: string, edits: readonly Edit[] = []): string {
  const parent = mkdtempSync(join(tmpdir(), "eflex-scenario-"));
  onTestFinished(() => rmSync(parent, { recursive: true }));
  const folder = join(parent, name);
  cpSync(join(scenariosFolder, name), folder, { recursive: true });
  for (const { file, from, to } of edits) {
    const path = join(folder, file);
    if (from === "") {
      rmSync(path);
      continue;
    }
    const text = readFileSync(path, "utf8");
    if (!text.includes(from)) throw new Error(`"${from}" is not in ${file}`);
    writeFileSync(path, text.replace(from, to));
  }
  return folder;
}
