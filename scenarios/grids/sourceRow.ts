import { didYouMean } from "#scenarios/checks/didYouMean.ts";
import { type Finding, foundText } from "#scenarios/scenarioError.ts";

/** Cells of one row by column, and where they stand. */
export interface RawRow {
  readonly file: string;
  readonly line?: number;
  /** What the row is called in findings, "line 3"; empty where file and line are enough. */
  readonly label: string;
  readonly cells: Readonly<Record<string, unknown>>;
}

/** Which numbers a field may hold; `otherwise` stands in for an empty one. */
export interface NumberRange {
  readonly min?: number;
  readonly above?: number;
  readonly max?: number;
  readonly infinite?: boolean;
  readonly otherwise?: number;
}

/** Names among which a near one is looked for. */
const HINTS_MAX = 10_000;

/**
 * One row of a foreign table. What a field does not hold as asked becomes a finding at its place,
 * and NaN, "" or false is returned: reading goes on, so that everything wrong is told at once.
 */
export class SourceRow {
  readonly raw: RawRow;
  /** Whether an earlier row has the same id, which is told already. */
  isRepeated = false;
  /** How many findings of this row leave its element where it is, so that islands can be told. */
  harmlessCount = 0;
  readonly #findings: Finding[];

  constructor(raw: RawRow, findings: Finding[]) {
    this.raw = raw;
    this.#findings = findings;
  }

  /** Whether the field holds anything; an empty cell, null and NaN are nothing. */
  has(column: string): boolean {
    return holds(this.raw.cells[column]);
  }

  number(column: string, range: NumberRange = {}): number {
    const raw = this.raw.cells[column];
    if (!holds(raw) && range.otherwise !== undefined) return range.otherwise;
    const value = numberOf(raw);
    const { min = -Infinity, above = -Infinity, max = Infinity, infinite = false } = range;
    const isKnown = Number.isFinite(value) || (infinite && value === Infinity);
    if (isKnown && value >= min && (value > above || above === -Infinity) && value <= max)
      return value;
    this.refuseHarmless(column, rangeText(range));
    return Number.NaN;
  }

  integer(column: string, range: NumberRange = {}): number {
    const before = this.harmlessCount;
    const value = this.number(column, range);
    // Integers tell kinds and positions; an element of an unknown kind may be anything.
    this.harmlessCount = before;
    if (Number.isNaN(value) || Number.isInteger(value)) return value;
    this.refuse(column, "an integer");
    return Number.NaN;
  }

  /** Text, or a number as text. */
  text(column: string, otherwise?: string): string {
    const raw = this.raw.cells[column];
    if (!holds(raw) && otherwise !== undefined) return otherwise;
    if (typeof raw === "string" && raw !== "") return raw;
    if (typeof raw === "number" && Number.isFinite(raw)) return String(raw);
    this.refuse(column, "a name");
    return "";
  }

  /** True or false, also written 1 or 0. */
  flag(column: string, otherwise?: boolean): boolean {
    const raw = this.raw.cells[column];
    if (!holds(raw) && otherwise !== undefined) return otherwise;
    if (raw === true || raw === 1 || raw === "1") return true;
    if (raw === false || raw === 0 || raw === "0") return false;
    this.refuse(column, "true or false");
    return false;
  }

  /** One of a few words. */
  choice<Word extends string>(column: string, words: readonly Word[], otherwise?: Word): Word {
    const raw = this.raw.cells[column];
    if (!holds(raw) && otherwise !== undefined) return otherwise;
    const known = words.find((word) => word === raw);
    if (known === undefined) this.refuse(column, `one of ${words.join(", ")}`);
    return known ?? words[0]!;
  }

  /** The entry that the field names; a finding and undefined when there is none. */
  lookup<Entry>(
    column: string,
    entries: ReadonlyMap<string, Entry>,
    what: string,
  ): Entry | undefined {
    if (!this.has(column)) {
      this.refuse(column, `the name of ${what}`);
      return undefined;
    }
    const name = this.text(column);
    const entry = entries.get(name);
    if (entry === undefined && name !== "") {
      const isNamed = /\D/.test(name) && entries.size <= HINTS_MAX;
      const hint = isNamed ? didYouMean(name, entries.keys()) : "";
      this.refuse(column, `the name of ${what}`, `${this.#found(column)}${hint}`);
    }
    return entry;
  }

  /** Adds a finding at a field of this row, or at the row as a whole. */
  refuse(column: string, expected: string, found = this.#found(column)): void {
    const { file, line, label } = this.raw;
    const field = label === "" ? column : `${label} ${column}`;
    this.#findings.push({ file, ...(line === undefined ? {} : { line }), field, expected, found });
  }

  /** Refuses what does not put in doubt where the element is and whether it is in service. */
  refuseHarmless(column: string, expected: string, found?: string): void {
    this.harmlessCount++;
    this.refuse(column, expected, found);
  }

  #found(column: string): string {
    const raw = this.raw.cells[column];
    return typeof raw === "number" ? String(raw) : foundText(raw);
  }
}

/**
 * Finds rows whose `column` an earlier row has already. `seen` tells who had what; tables that share
 * their ids share it too.
 */
export function refuseRepeated(
  rows: readonly SourceRow[],
  column: string,
  seen = new Map<string, string>(),
): void {
  for (const row of rows) {
    if (!row.has(column)) continue;
    const { cells, label, line } = row.raw;
    const id = String(cells[column]);
    const first = seen.get(id);
    if (first === undefined) {
      seen.set(id, line === undefined ? label : `line ${line}`);
      continue;
    }
    row.isRepeated = true;
    const holder = first === label ? "another row" : first;
    row.refuseHarmless(
      column,
      "a value of its own",
      `${foundText(cells[column])}, as ${holder} has it`,
    );
  }
}

/** Whether a cell holds anything. */
export function holds(raw: unknown): boolean {
  const isNothing =
    raw === undefined || raw === null || raw === "" || raw === "NaN" || Number.isNaN(raw);
  return !isNothing;
}

/** A number, or the text of one as it stands in CSV; NaN for anything else. */
function numberOf(raw: unknown): number {
  if (typeof raw === "number") return raw;
  if (typeof raw !== "string" || !/^[+-]?[\d.]/.test(raw)) return Number.NaN;
  return Number(raw);
}

function rangeText({ min, above, max }: NumberRange): string {
  const bounds = [
    above === undefined ? "" : `above ${above}`,
    min === undefined ? "" : `of at least ${min}`,
    max === undefined ? "" : `of at most ${max}`,
  ];
  return ["a number", bounds.filter((bound) => bound !== "").join(" and ")].join(" ").trim();
}
