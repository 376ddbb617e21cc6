import Table from "cli-table3";
import { readIndicators } from "#reports/indicators.ts";
import { summaryRows } from "#reports/summaryTable.ts";

/** The small table for the terminal: one column a variant, means over seeds. */
export function summaryText(folders: readonly string[]): string {
  const { header, rows } = summaryRows(folders.map(readIndicators));
  const table = new Table({
    head: [...header],
    colAligns: header.map((_, column) => (column === 0 ? "left" : "right")),
    style: { head: [], border: [], compact: true },
  });
  for (const row of rows) table.push([...row]);
  return table.toString();
}
