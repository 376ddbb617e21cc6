import { didYouMean } from "#scenarios/checks/didYouMean.ts";
import { holds, type RawRow, SourceRow } from "#scenarios/grids/sourceRow.ts";
import { type Finding, foundText } from "#scenarios/scenarioError.ts";

/** What is done with the columns of a table. A column that is in none of the lists is refused. */
export interface ColumnPlan {
  readonly read: readonly string[];
  /** Cannot change a balanced power flow. */
  readonly ignored: readonly string[];
  /** Has an effect that is not modelled, save for these values, which have none. */
  readonly neutral?: Readonly<Record<string, readonly unknown[]>>;
}

/** Opens the tables of a grid one by one and keeps account of every field that holds something. */
export class TableReader {
  readonly findings: Finding[] = [];
  readonly remarks: string[] = [];
  readonly #read = new Set<string>();
  readonly #ignored = new Set<string>();

  get fieldsRead(): readonly string[] {
    return [...this.#read].sort();
  }

  get fieldsIgnored(): readonly string[] {
    return [...this.#ignored].sort();
  }

  /** Checks the columns of a table against the plan and returns its rows. */
  open(table: string, rows: readonly RawRow[], plan: ColumnPlan): SourceRow[] {
    const known = new Map<string, "read" | "ignored" | "neutral">();
    for (const column of plan.ignored) known.set(column, "ignored");
    for (const column of plan.read) known.set(column, "read");
    for (const column of Object.keys(plan.neutral ?? {})) known.set(column, "neutral");
    const unknown = new Set<string>();
    return rows.map((raw) => {
      const row = new SourceRow(raw, this.findings);
      for (const [column, value] of Object.entries(raw.cells)) {
        if (value === undefined || value === null || value === "") continue;
        const use = known.get(column);
        if (use !== undefined) {
          (use === "ignored" ? this.#ignored : this.#read).add(`${table}.${column}`);
          if (use === "neutral") checkNeutral(row, column, plan.neutral?.[column] ?? []);
        } else if (!unknown.has(column)) {
          unknown.add(column);
          const hint = didYouMean(column, known.keys());
          row.refuse(column, "a field that is known here", `unknown field "${column}"${hint}`);
        }
      }
      return row;
    });
  }

  /** Notes a field that took part without being in a table. */
  noteRead(field: string): void {
    this.#read.add(field);
  }

  /** Notes a table or field as a whole that cannot change a balanced power flow. */
  noteIgnored(field: string): void {
    this.#ignored.add(field);
  }

  /** Says how many elements are left out because they are out of service. */
  remarkLeftOut(count: number, what: string): void {
    if (count > 0) this.remarks.push(`left out, because out of service: ${count} of ${what}`);
  }
}

function checkNeutral(row: SourceRow, column: string, neutral: readonly unknown[]): void {
  const value = row.raw.cells[column];
  if (!holds(value) || neutral.some((allowed) => isSame(allowed, value))) return;
  const allowed = neutral.map(foundText).join(" or ");
  row.refuse(
    column,
    allowed === "" ? "nothing here; it is not modelled" : `${allowed}, the rest is not modelled`,
  );
}

/** Cells of CSV are texts, also where they hold numbers. */
function isSame(allowed: unknown, value: unknown): boolean {
  if (typeof allowed === "number" && typeof value === "string") return Number(value) === allowed;
  return allowed === value;
}
