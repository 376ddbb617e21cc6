import fc from "fast-check";
import { expect, test } from "vitest";
import { BookTable } from "#engine/market/bookTable.ts";

const F0 = 20_000;
const NEXT = 1_000_000;

test("periods that come and go in any order are found as long as they are known", () => {
  const period = fc.integer({ min: -40, max: 200 });
  fc.assert(
    fc.property(fc.array(fc.tuple(period, fc.nat(NEXT)), { maxLength: 300 }), (messages) => {
      const table = new BookTable();
      const known = new Map<number, { book: number; firstEnding: number }>();
      for (const [period, firstEnding] of messages) {
        const before = known.get(period);
        if (before === undefined) {
          known.set(period, { book: table.add(period, firstEnding, F0), firstEnding });
        } else {
          table.remove(before.book);
          known.delete(period);
        }
        expectKnown(table, known);
      }
    }),
  );
});

/** Everything that can be asked, beside a plain map of what is known. */
function expectKnown(
  table: BookTable,
  known: ReadonlyMap<number, { readonly book: number; readonly firstEnding: number }>,
): void {
  for (let period = -41; period <= 201; period++) {
    const book = known.get(period)?.book ?? -1;
    if (table.find(period) !== book) expect.fail(`period ${period} is not in book ${book}`);
  }
  const periods = [...known.keys()].sort((a, b) => a - b);
  expect(table.inOrder().map((book) => table.period[book])).toEqual(periods);
  const endings = [...known.values()].map(({ firstEnding }) => firstEnding);
  expect(table.firstEndingKept(NEXT)).toBe(Math.min(NEXT, ...endings));
}
