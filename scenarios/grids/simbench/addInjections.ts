import type { CaseBuilder } from "#scenarios/grids/caseBuilder.ts";
import type { SimbenchGrid, SimbenchNode } from "#scenarios/grids/simbench/simbenchGrid.ts";
import type { SourceRow } from "#scenarios/grids/sourceRow.ts";

/** Voltage that the low-voltage grids of SimBench have at their upper node in the nominal state, pu. */
const SOURCE_PU = 1.025;

/** Adds external nets, loads, generation, storages and shunts. */
export function addSimbenchInjections(grid: SimbenchGrid, builder: CaseBuilder): void {
  const sources = new Set<string>();
  const addSource = (row: SourceRow, { id, voltagePu, angleDegree }: SimbenchNode) => {
    sources.add(id);
    if (voltagePu === null) row.refuse("node", "a node with vmSetp in Node.csv", `"${id}"`);
    builder.add("sources", row, {
      ...{ id: row.text("id"), bus: id, voltagePu: voltagePu ?? Number.NaN, angleDegree },
      ...{ rOhm: 0, xOhm: 0 },
    });
  };
  eachAt("ExternalNet", grid, (row, node) => {
    row.choice("calc_type", ["vavm"]);
    addSource(row, node);
  });
  for (const [table, p, q] of [
    ["PowerPlant", "pPP", "qPP"],
    ["RES", "pRES", "qRES"],
  ] as const)
    eachAt(table, grid, (row, node) => {
      const type = row.choice("calc_type", ["pq", "pvm", "vavm"], "pq");
      if (type === "vavm") addSource(row, node);
      else addGenerator(row, { node, holds: type === "pvm", ...powers(row, p, q) }, builder);
    });
  if (!grid.has("ExternalNet") && sources.size === 0) assumeSource(grid, builder);
  eachAt("Load", grid, (row, node) =>
    builder.add("loads", row, {
      ...{ id: row.text("id"), bus: node.id, ...powers(row, "pLoad", "qLoad") },
      ...{ constantPower: 1, constantCurrent: 0, constantImpedance: 0 },
    }),
  );
  eachAt("Storage", grid, (row, node) =>
    builder.add("storages", row, {
      ...{ id: row.text("id"), bus: node.id, ...powers(row, "pStor", "qStor") },
    }),
  );
  eachAt("Shunt", grid, (row, node) => {
    const kv = row.number("vmR", { above: 0, otherwise: node.kv });
    const step = row.integer("step", { min: 0, otherwise: 1 });
    builder.add("shunts", row, {
      ...{ id: row.text("id"), bus: node.id },
      gSiemens: (row.number("p0") * step) / (kv * kv),
      bSiemens: (-row.number("q0") * step) / (kv * kv),
    });
  });
}

interface Generation {
  readonly node: SimbenchNode;
  readonly holds: boolean;
  readonly powerKw: number;
  readonly reactiveKvar: number;
}

function addGenerator(
  row: SourceRow,
  { node, holds, powerKw, reactiveKvar }: Generation,
  builder: CaseBuilder,
): void {
  if (holds && node.voltagePu === null)
    row.refuse("node", "a node with vmSetp in Node.csv", `"${node.id}"`);
  const voltagePu = holds ? node.voltagePu : null;
  builder.add("generators", row, {
    ...{ id: row.text("id"), bus: node.id, powerKw, reactiveKvar, voltagePu },
  });
}

/** Extracts of one voltage level have no external net: each transformer's upper node is held. */
function assumeSource(grid: SimbenchGrid, builder: CaseBuilder): void {
  const lower = new Set(grid.open("Transformer").map((row) => row.text("nodeLV")));
  const held = new Set<string>();
  for (const row of grid.open("Transformer")) {
    const node = grid.nodes.get(row.text("nodeHV"));
    if (node === undefined || lower.has(node.id) || held.has(node.id)) continue;
    held.add(node.id);
    builder.add("sources", row, {
      ...{ id: `upstream of ${node.id}`, bus: node.id, voltagePu: node.voltagePu ?? SOURCE_PU },
      ...{ angleDegree: 0, rOhm: 0, xOhm: 0 },
    });
  }
  grid.reader.remarks.push(
    `no ExternalNet.csv: ${[...held].join(", ")} is held at vmSetp, or else at ${SOURCE_PU} pu`,
  );
}

/** Powers in MW and MVAr, as kW and kvar. */
function powers(row: SourceRow, p: string, q: string) {
  return {
    powerKw: 1000 * row.number(p),
    reactiveKvar: 1000 * row.number(q, { otherwise: 0 }),
  };
}

function eachAt(
  table: "ExternalNet" | "PowerPlant" | "RES" | "Load" | "Storage" | "Shunt",
  grid: SimbenchGrid,
  add: (row: SourceRow, node: SimbenchNode) => void,
): void {
  for (const row of grid.open(table)) {
    const node = row.lookup("node", grid.nodes, "a node");
    if (node !== undefined) add(row, node);
  }
}
