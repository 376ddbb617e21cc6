/** What somebody stated, e.g. a run in a warning. */
export interface Statement<By> {
  readonly by: By;
  readonly text: string;
}

/** Statements in the same words. */
export interface StatementKind<By> {
  /** The words; numbers in which the statements differ are left out as "…". */
  readonly text: string;
  /** The numbers left out, in their order, for each statement; empty lists where none differ. */
  readonly entries: readonly { readonly by: By; readonly numbers: readonly string[] }[];
}

const NUMBER = /\d+(?:[.,]\d+)*/g;
const GAP = "…";

/** Groups statements that differ in numbers alone, in the order in which they come. */
export function statementKinds<By>(statements: readonly Statement<By>[]): StatementKind<By>[] {
  const byWords = Map.groupBy(statements, ({ text }) => text.replaceAll(NUMBER, GAP));
  return [...byWords.values()].map(kindOf);
}

function kindOf<By>(statements: readonly Statement<By>[]): StatementKind<By> {
  const numbers = statements.map(({ text }) => text.match(NUMBER) ?? []);
  const first = numbers[0]!;
  const differs = first.map((number, slot) => numbers.some((other) => other[slot] !== number));
  let slot = 0;
  return {
    text: statements[0]!.text.replaceAll(NUMBER, (number) => (differs[slot++] ? GAP : number)),
    entries: statements.map(({ by }, i) => ({
      by,
      numbers: numbers[i]!.filter((_, slot) => differs[slot]),
    })),
  };
}
