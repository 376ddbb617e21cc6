/** Sets rows in columns for a terminal: first column to the left, numbers to the right. */
export function textTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  indent = "  ",
): string {
  const all = [header, ...rows];
  const widths = header.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  // A column is set to the right when every entry looks like a number.
  const right = header.map((_, column) =>
    rows.every((row) => /^[−–+-]?[\d.,]*$/.test(row[column]!)),
  );
  return all
    .map((row) => {
      const cells = row.map((cell, column) =>
        right[column] ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!),
      );
      return `${indent}${cells.join("  ").trimEnd()}`;
    })
    .join("\n");
}
