import { indexFunctions } from "#scenarios/grids/matpower/caseColumns.ts";
import {
  ExpressionError,
  evaluate,
  pickIndices,
  type Value,
} from "#scenarios/grids/matpower/evaluate.ts";
import { type Statement, splitStatements } from "#scenarios/grids/matpower/splitStatements.ts";
import { type Finding, foundText } from "#scenarios/scenarioError.ts";

/** What a case file leaves when it has run. */
export interface CaseParts {
  readonly name: string;
  /** Parts of the case by name: numbers, tables; texts and lists of texts as undefined. */
  readonly parts: ReadonlyMap<string, Value | undefined>;
  /** Line of each row of a table. */
  readonly lines: ReadonlyMap<string, readonly number[]>;
  /** Numbers that were written as expressions, as they stand, by part. */
  readonly expressions: ReadonlyMap<string, readonly string[]>;
  /** Statements that converted units, as they stand. */
  readonly conversions: readonly string[];
}

/**
 * Runs a case file: tables, numbers, and the statements behind them that convert units. A statement
 * of any other kind is a finding.
 */
export function runCase(program: string, file: string, findings: Finding[]): CaseParts {
  const run = new CaseRun(file, findings);
  for (const statement of splitStatements(program)) run.execute(statement);
  return run;
}

class CaseRun implements CaseParts {
  name = "";
  readonly parts = new Map<string, Value | undefined>();
  readonly lines = new Map<string, readonly number[]>();
  readonly expressions = new Map<string, string[]>();
  readonly conversions: string[] = [];
  readonly #variables = new Map<string, Value>();
  readonly #file: string;
  readonly #findings: Finding[];

  constructor(file: string, findings: Finding[]) {
    this.#file = file;
    this.#findings = findings;
  }

  execute(statement: Statement): void {
    const { text, line } = statement;
    const title = /^function\s+mpc\s*=\s*(\w+)\s*(?:\(\s*\))?$/.exec(text)?.[1];
    if (title !== undefined) {
      this.name = title;
      return;
    }
    if (/^(end|return|endfunction)$/.test(text)) return;
    try {
      if (!this.#assign(statement)) this.#refuse(line, "(statement)", KNOWN, foundText(text));
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      this.#refuse(line, "(statement)", "an expression that is known here", foundText(text));
    }
  }

  #assign({ text, line }: Statement): boolean {
    if (text === "define_constants") return this.#define(Object.values(indexFunctions).flat());
    const names = /^\[([\s\w,]+)\]\s*=\s*(\w+)$/.exec(text);
    if (names !== null) return this.#nameColumns(names[1]!, names[2]!);
    const [, target, index = "", right] = ASSIGNMENT.exec(text) ?? [];
    if (target === undefined || right === undefined) return false;
    if (index !== "") return this.#assignPart(target, index, right, text);
    if (target === "mpc") return /^struct\s*(\(\s*\))?$/.test(right);
    const part = target.startsWith("mpc.") ? target.slice(4) : undefined;
    if (part === undefined) this.#variables.set(target, this.#evaluate(right));
    else if (right.startsWith("[")) this.#table(part, right, line);
    else if (/^['{]/.test(right)) this.parts.set(part, undefined);
    else {
      this.parts.set(part, this.#evaluate(right));
      if (!isNumber(right)) this.expressions.set(part, [right]);
    }
    return true;
  }

  #define(constants: readonly (readonly [string, number])[]): true {
    for (const [name, value] of constants) this.#variables.set(name, value);
    return true;
  }

  #nameColumns(list: string, functionName: string): boolean {
    const results = indexFunctions[functionName];
    if (results === undefined) return false;
    const names = list.split(/[\s,]+/).filter((name) => name !== "");
    if (names.length > results.length) return false;
    return this.#define(names.map((name, i) => [name, results[i]![1]] as const));
  }

  /** `mpc.bus(:, [PD, QD]) = ...` */
  #assignPart(target: string, index: string, right: string, text: string): boolean {
    const part = target.slice(4);
    const table = this.parts.get(part);
    if (!target.startsWith("mpc.") || table === undefined || typeof table === "number")
      return false;
    const { rows, columns } = pickIndices(index, table, { values: this.#values() });
    const value = this.#evaluate(right);
    const isLike =
      typeof value === "number" ||
      (value.length === rows.length && value[0]?.length === columns.length);
    if (!isLike) return false;
    const changed = table.map((row) => [...row]);
    for (const [i, row] of rows.entries())
      for (const [j, column] of columns.entries())
        changed[row]![column] = typeof value === "number" ? value : value[i]![j]!;
    this.parts.set(part, changed);
    this.conversions.push(text.replaceAll(/\s+/g, " "));
    return true;
  }

  #table(part: string, text: string, line: number): void {
    const rows: number[][] = [];
    const lines: number[] = [];
    const expressions: string[] = [];
    for (const [offset, source] of text.slice(1, text.lastIndexOf("]")).split("\n").entries())
      for (const row of source.split(";")) {
        const cells = row.split(/[\s,]+/).filter((cell) => cell !== "");
        if (cells.length === 0) continue;
        lines.push(line + offset);
        rows.push(cells.map((cell) => this.#cell(cell, part, line + offset, expressions)));
      }
    const width = rows[0]?.length ?? 0;
    for (const [i, row] of rows.entries())
      if (row.length !== width)
        this.#refuse(lines[i]!, `mpc.${part}`, `${width} numbers in a row`, `${row.length}`);
    this.parts.set(part, rows);
    this.lines.set(part, lines);
    this.expressions.set(part, expressions);
  }

  #cell(cell: string, part: string, line: number, expressions: string[]): number {
    if (isNumber(cell)) return Number(cell);
    try {
      const value = this.#evaluate(cell);
      if (typeof value === "number") {
        expressions.push(cell);
        return value;
      }
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
    }
    this.#refuse(line, `mpc.${part}`, "a number, or an expression without blanks", foundText(cell));
    return 0;
  }

  #evaluate(text: string): Value {
    return evaluate(text, { values: this.#values() });
  }

  #values(): ReadonlyMap<string, Value> {
    const values = new Map(this.#variables);
    for (const [part, value] of this.parts)
      if (value !== undefined) values.set(`mpc.${part}`, value);
    return values;
  }

  #refuse(line: number, field: string, expected: string, found: string): void {
    this.#findings.push({ file: this.#file, line, field, expected, found });
  }
}

const KNOWN = "a table, a number, or a conversion of units";
const ASSIGNMENT = /^([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)?)\s*(\([^=]*\))?\s*=\s*([\s\S]+)$/;

function isNumber(text: string): boolean {
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text);
}
