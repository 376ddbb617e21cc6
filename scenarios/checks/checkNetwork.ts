import type { AreaTables } from "#scenarios/areaTables.ts";
import { type BranchTree, connect, pathBetween, reach } from "#scenarios/checks/branchTree.ts";
import type { BusRecord } from "#scenarios/scenario.ts";
import type { Finding } from "#scenarios/scenarioError.ts";
import type { AreaFile } from "#scenarios/schema/areaSchema.ts";

interface Branch {
  readonly id: string;
  readonly busFrom: string;
  readonly busTo: string;
  readonly file: string;
  readonly line: number;
}

/**
 * Checks that the branches of an area, those normally open left out, make a tree that reaches
 * every bus from the source: names the branches of each loop, the buses of each island, and
 * branches between unlike voltages.
 */
export function checkNetwork(tables: AreaTables, area: AreaFile, findings: Finding[]): void {
  const branches = branchesOf(tables).filter(({ id }) => !area.openLines.includes(id));
  const tree: BranchTree = new Map();
  for (const branch of branches) {
    const path = pathBetween(tree, branch.busFrom, branch.busTo);
    if (path === undefined) {
      connect(tree, branch);
      continue;
    }
    findings.push({
      file: branch.file,
      line: branch.line,
      field: branch.id,
      expected: "a radial network",
      found: `a loop of the branches ${[...path, branch.id].join(", ")}`,
    });
  }
  const { buses, lines, transformers } = tables;
  // A bus may only seem cut off when rows of the topology could not be read.
  if (buses.complete && lines.complete && transformers.complete)
    checkIslands(tables, tree, area, findings);
  checkVoltages(tables, findings);
}

function branchesOf({ lines, transformers }: AreaTables): Branch[] {
  return [
    ...transformers.rows.map(({ id, busHv, busLv }, index) => ({
      id,
      busFrom: busHv,
      busTo: busLv,
      file: transformers.file,
      line: transformers.lines[index]!,
    })),
    ...lines.rows.map(({ id, busFrom, busTo }, index) => ({
      id,
      busFrom,
      busTo,
      file: lines.file,
      line: lines.lines[index]!,
    })),
  ];
}

function checkIslands(
  { buses }: AreaTables,
  tree: BranchTree,
  { sourceBus }: AreaFile,
  findings: Finding[],
): void {
  if (!buses.ids.has(sourceBus)) return;
  const reached = reach(tree, sourceBus);
  const cutOff = buses.rows.filter(({ id }) => !reached.has(id)).map(({ id }) => id);
  if (cutOff.length === 0) return;
  findings.push({
    file: buses.file,
    field: "id",
    expected: `every bus connected to ${sourceBus}`,
    found: `an island of ${cutOff.join(", ")}`,
  });
}

function checkVoltages(tables: AreaTables, findings: Finding[]): void {
  const { lines, transformers } = tables;
  const buses = new Map<string, BusRecord>(tables.buses.rows.map((bus) => [bus.id, bus]));
  for (const [index, { id, busFrom, busTo }] of lines.rows.entries()) {
    const kvFrom = buses.get(busFrom)?.voltageKvRated;
    const kvTo = buses.get(busTo)?.voltageKvRated;
    if (kvFrom === undefined || kvTo === undefined || kvFrom === kvTo) continue;
    const found = `${id} between ${kvFrom} kV and ${kvTo} kV`;
    const line = lines.lines[index]!;
    findings.push({
      file: lines.file,
      line,
      field: "to",
      expected: "one voltage on a line",
      found,
    });
  }
  const types = new Map(tables.transformerTypes.rows.map((type) => [type.id, type]));
  for (const [index, { id, busHv, busLv, type: name }] of transformers.rows.entries()) {
    const [hv, lv, type] = [buses.get(busHv), buses.get(busLv), types.get(name)];
    if (hv === undefined || lv === undefined || type === undefined) continue;
    if (hv.voltageKvRated === type.hvKv && lv.voltageKvRated === type.lvKv) continue;
    findings.push({
      file: transformers.file,
      line: transformers.lines[index]!,
      field: "type",
      expected: `buses of ${type.hvKv} and ${type.lvKv} kV`,
      found: `${id} between ${hv.voltageKvRated} kV and ${lv.voltageKvRated} kV`,
    });
  }
}
