import { globSync, readFileSync } from "node:fs";
import { expect } from "vitest";

/** One file of ours. */
export interface Source {
  readonly file: string;
  readonly text: string;
  /** Without comments. */
  readonly code: string;
}

/** Who may import whom; the arrows of docs/ARCHITECTURE.md. */
export const mayImport: Readonly<Record<string, readonly string[]>> = {
  engine: [],
  contracts: [],
  scenarios: [],
  datasets: [],
  sim: ["engine", "contracts", "scenarios", "datasets"],
  reports: ["datasets"],
  bench: ["engine", "sim", "scenarios", "datasets"],
  cli: ["bench", "sim", "reports", "engine", "contracts", "scenarios", "datasets"],
};

/** Reads the TypeScript of a folder. A check that looks at nothing must not pass. */
export function sourcesOf(folder: string): Source[] {
  const files = globSync(`${folder}/**/*.{ts,mjs}`)
    .map((file) => file.replaceAll("\\", "/"))
    // Generated from the contracts.
    .filter((file) => !file.startsWith("contracts/abi/"))
    .sort();
  expect(files.length, `${folder} has no sources`).toBeGreaterThan(0);
  return files.map((file) => {
    const text = readFileSync(file, "utf8");
    return { file, text, code: withoutComments(text) };
  });
}

/** Removes comments; a text that holds "//" loses its end, which no check here minds. */
export function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, "").replaceAll(/\/\/.*$/gm, "");
}

/** Every place where a pattern stands, as `file: text`. */
export function placesOf(
  sources: readonly Source[],
  pattern: RegExp,
  part: "text" | "code",
): string[] {
  return sources.flatMap((source) =>
    [...source[part].matchAll(pattern)].map(([found]) => `${source.file}: ${found.trim()}`),
  );
}
