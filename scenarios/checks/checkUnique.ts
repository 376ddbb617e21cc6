import type { AreaTables } from "#scenarios/areaTables.ts";
import type { Finding } from "#scenarios/scenarioError.ts";

/** Checks that buses, branches, prosumers and meters have ids of their own across all areas. */
export function checkUnique(areas: readonly AreaTables[], findings: Finding[]): void {
  const seen = new Map<string, string>();
  const check = (kind: string, id: string, file: string, line: number, field: string) => {
    const first = seen.get(`${kind} ${id}`);
    if (first === undefined) seen.set(`${kind} ${id}`, `${file}:${line}`);
    else
      findings.push({
        file,
        line,
        field,
        expected: `a ${kind} of its own`,
        found: `${JSON.stringify(id)}, which stands at ${first} already`,
      });
  };
  for (const { buses, lines, transformers, prosumers } of areas) {
    for (const [index, { id }] of buses.rows.entries())
      check("bus id", id, buses.file, buses.lines[index]!, "id");
    for (const table of [lines, transformers])
      for (const [index, { id }] of table.rows.entries())
        check("branch id", id, table.file, table.lines[index]!, "id");
    for (const [index, { uid, mids }] of prosumers.rows.entries()) {
      const line = prosumers.lines[index]!;
      check("uid", uid, prosumers.file, line, "uid");
      for (const mid of mids) check("meter id", mid, prosumers.file, line, "mids");
    }
  }
  // Types may be shared by areas: the same file is read for each, so they are checked per file.
  const files = new Set<string>();
  for (const { lineTypes, transformerTypes } of areas)
    for (const table of [lineTypes, transformerTypes]) {
      if (files.has(table.file)) continue;
      files.add(table.file);
      for (const [index, { id }] of table.rows.entries())
        check(`type name in ${table.file}`, id, table.file, table.lines[index]!, "id");
    }
}
