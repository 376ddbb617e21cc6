/** One thing that is wrong with an input file. */
export interface Finding {
  /** File as the reader knows it, relative to the scenario's folder; `--set` for an override. */
  readonly file: string;
  /** Line in that file, where it is known. */
  readonly line?: number;
  readonly field: string;
  readonly expected: string;
  readonly found: string;
}

/** Everything that is wrong with a scenario or a study, in one go. */
export class ScenarioError extends Error {
  override readonly name = "ScenarioError";
  readonly issues: readonly Finding[];

  constructor(title: string, issues: readonly Finding[]) {
    // A file that two areas share is read twice; what is wrong with it is told once.
    const told = new Map(issues.map((issue) => [describe(issue), issue]));
    const count = told.size === 1 ? "1 finding" : `${told.size} findings`;
    super(`${title}: ${count}\n${[...told.keys()].map((text) => `  ${text}`).join("\n")}`);
    this.issues = [...told.values()];
  }
}

/** Writes a value as a person would point at it: text in quotes, absence as "nothing". */
export function foundText(value: unknown): string {
  if (value === undefined || value === null) return "nothing";
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

function describe({ file, line, field, expected, found }: Finding): string {
  const place = line === undefined ? file : `${file}:${line}`;
  return `${place} ${field}: expected ${expected}, found ${found}`;
}
