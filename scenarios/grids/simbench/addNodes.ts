import type { CaseBuilder } from "#scenarios/grids/caseBuilder.ts";
import type { SimbenchGrid } from "#scenarios/grids/simbench/simbenchGrid.ts";
import type { SourceRow } from "#scenarios/grids/sourceRow.ts";

/** Adds the nodes of the table, or where there is none, those that the branches name. */
export function addSimbenchNodes(grid: SimbenchGrid, builder: CaseBuilder): void {
  if (!grid.has("Node")) {
    deriveNodes(grid, builder);
    return;
  }
  for (const row of grid.open("Node")) {
    const id = row.text("id");
    const kv = row.number("vmR", { above: 0 });
    const voltagePu = row.has("vmSetp") ? row.number("vmSetp", { above: 0 }) : null;
    const angleDegree = row.number("vaSetp", { otherwise: 0 });
    grid.nodes.set(id, { id, kv, voltagePu, angleDegree });
    builder.addBus(row, { id, voltageKvRated: kv });
  }
}

/** Nodes that a finding names before it says how many more there are. */
const NAMES_MAX = 10;

/** Ends of branches, by the columns that name them. */
const ends = {
  Transformer: ["nodeHV", "nodeLV"],
  Line: ["nodeA", "nodeB"],
  Switch: ["nodeA", "nodeB"],
} as const;

/** Extracts of one voltage level come without nodes: the types of transformers tell the voltages. */
function deriveNodes(grid: SimbenchGrid, builder: CaseBuilder): void {
  const types = new Map(grid.open("TransformerType").map((row) => [row.text("id"), row]));
  const kvOf = new Map<string, number>();
  const rowOf = new Map<string, SourceRow>();
  for (const row of grid.open("Transformer")) {
    const type = row.lookup("type", types, "a type of TransformerType.csv");
    if (type === undefined) continue;
    kvOf.set(row.text("nodeHV"), type.number("vmHV", { above: 0 }));
    kvOf.set(row.text("nodeLV"), type.number("vmLV", { above: 0 }));
  }
  for (const table of ["Transformer", "Line", "Switch"] as const)
    for (const row of grid.open(table))
      for (const column of ends[table]) {
        const id = row.text(column);
        if (id !== "" && !rowOf.has(id)) rowOf.set(id, row);
      }
  spreadVoltages(grid, kvOf);
  const unknown: string[] = [];
  for (const [id, row] of rowOf) {
    const kv = kvOf.get(id) ?? Number.NaN;
    if (!kvOf.has(id)) unknown.push(id);
    grid.nodes.set(id, { id, kv, voltagePu: null, angleDegree: 0 });
    builder.addBus(row, { id, voltageKvRated: kv });
  }
  refuseUnknown(unknown, rowOf);
  grid.reader.remarks.push("no Node.csv: voltages are those of the transformer types");
}

/** Nodes that no transformer reaches are mostly one island: told together, where the first stands. */
function refuseUnknown(ids: readonly string[], rowOf: ReadonlyMap<string, SourceRow>): void {
  const [first] = ids;
  if (first === undefined) return;
  const some = ids.slice(0, NAMES_MAX).map((id) => `"${id}"`);
  const more = ids.length > NAMES_MAX ? ` and ${ids.length - NAMES_MAX} more` : "";
  rowOf
    .get(first)!
    .refuse(
      "(node)",
      "nodes whose voltage a transformer or Node.csv tells",
      `${some.join(", ")}${more}`,
    );
}

/** Lines and switches join nodes of one voltage. */
function spreadVoltages(grid: SimbenchGrid, kvOf: Map<string, number>): void {
  const neighbours = new Map<string, string[]>();
  for (const row of [...grid.open("Line"), ...grid.open("Switch")]) {
    const [a, b] = [row.text("nodeA"), row.text("nodeB")];
    neighbours.set(a, [...(neighbours.get(a) ?? []), b]);
    neighbours.set(b, [...(neighbours.get(b) ?? []), a]);
  }
  const waiting = [...kvOf.keys()];
  for (const id of waiting)
    for (const next of neighbours.get(id) ?? []) {
      if (kvOf.has(next)) continue;
      kvOf.set(next, kvOf.get(id)!);
      waiting.push(next);
    }
}
