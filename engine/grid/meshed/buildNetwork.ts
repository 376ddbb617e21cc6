import type { CaseSource, GridCase } from "#engine/grid/gridCase.ts";
import { caseFindings } from "#engine/grid/meshed/caseFindings.ts";
import { lineCircuit, sourceCircuit, transformerCircuit } from "#engine/grid/meshed/circuit.ts";
import {
  HELD_NODE,
  type Network,
  type NetworkSource,
  type NodeLoads,
  S_BASE_KVA,
  SOURCE_NODE,
} from "#engine/grid/meshed/network.ts";
import { fuseLinks, type Nodes, walk } from "#engine/grid/meshed/nodes.ts";
import { type PlacedCircuit, twoPorts } from "#engine/grid/meshed/twoPorts.ts";
import { NetworkError } from "#engine/grid/networkError.ts";

/** Impedance of a source that is none: 100 MVA drop 1e-9 of the voltage across it. */
const STIFF_PU = 1e-11;

/** Buses that a finding names before it says how many more there are. */
const NAMES_MAX = 10;

/**
 * Builds the columns of a network of any topology: radial or meshed, any number of sources and of parts, each with a
 * source of its own.
 *
 * @throws {NetworkError} with every finding: ids used twice, unknown buses, values that are no numbers, lengths,
 *   voltages and ratings that are not positive, branches without impedance, transformers that do not fit their buses,
 *   set points in conflict, parts without a source.
 */
export function buildNetwork(grid: GridCase): Network {
  const findings = caseFindings(grid);
  const nodes = fuseLinks(grid);
  findings.push(...partsWithoutSource(grid, nodes), ...conflicts(grid, nodes));
  if (findings.length > 0) throw new NetworkError(findings);

  const kv = new Map(grid.buses.map((bus) => [bus.id, bus.voltageKvRated]));
  const placed = placedBranches(grid, nodes, kv);
  const branchCount = placed.length;
  const sources = placeSources(grid, nodes, kv, placed);
  const nodeCount = nodes.count + placed.length - branchCount;
  const nodeName = [...nodes.name, ...sources.filter(({ port }) => port >= 0).map(({ id }) => id)];
  const held = holdVoltages(grid, nodes, sources, nodeCount);
  const starts = new Map(sources.map(({ node }) => [node, held.sourceDegree[node]!]));
  const edges = placed.map(({ nodeFrom, nodeTo, circuit: { shiftDegree } }) => ({
    nodeFrom,
    nodeTo,
    shiftDegree,
  }));
  const { island, islandCount, degree } = walk(nodeCount, edges, starts);
  const shunts = shuntColumns(grid, nodes, kv, nodeCount);
  const branchIds = [...grid.lines, ...grid.transformers].map(({ id }) => id);
  return {
    name: grid.name,
    busIds: grid.buses.map(({ id }) => id),
    busIndex: new Map(grid.buses.map(({ id }, i) => [id, i])),
    voltageKv: Float64Array.from(grid.buses, (bus) => bus.voltageKvRated),
    nodeOfBus: nodes.nodeOfBus,
    nodeCount,
    nodeKind: held.kind,
    setPointPu: held.setPointPu,
    startDegree: degree,
    nodeName,
    island,
    islandCount,
    load: loadColumns(grid, nodes, nodeCount),
    shuntG: shunts.g,
    shuntB: shunts.b,
    branchIds,
    branchIndex: new Map(branchIds.map((id, i) => [id, i])),
    lineCount: grid.lines.length,
    ports: twoPorts(placed),
    ratedKva: Float64Array.from([
      ...grid.lines.map((line) => Math.sqrt(3) * kv.get(line.busFrom)! * (line.ratedA ?? NaN)),
      ...grid.transformers.map((transformer) => transformer.ratedKva ?? NaN),
    ]),
    sources,
    generators: grid.generators.map((generator) => ({
      id: generator.id,
      node: nodes.place(generator.bus),
      powerKw: generator.powerKw,
      reactiveKvar: generator.reactiveKvar,
      holdsVoltage: generator.voltagePu !== null,
    })),
  };
}

function partsWithoutSource(grid: GridCase, nodes: Nodes): string[] {
  const known = new Set(grid.buses.map(({ id }) => id));
  const edges = [...grid.lines, ...grid.transformers]
    .filter(({ busFrom, busTo }) => known.has(busFrom) && known.has(busTo))
    .map(({ busFrom, busTo }) => ({
      nodeFrom: nodes.place(busFrom),
      nodeTo: nodes.place(busTo),
      shiftDegree: 0,
    }));
  const starts = grid.sources
    .filter(({ bus }) => known.has(bus))
    .map(({ bus }) => nodes.place(bus));
  const { reached, island } = walk(nodes.count, edges, new Map(starts.map((node) => [node, 0])));
  const lost = new Map<number, string[]>();
  for (const [i, { id }] of grid.buses.entries()) {
    const node = nodes.nodeOfBus[i]!;
    if (reached[node]) continue;
    const part = lost.get(island[node]!);
    if (part === undefined) lost.set(island[node]!, [id]);
    else part.push(id);
  }
  return [...lost.values()].map((ids) => {
    const more = ids.length > NAMES_MAX ? ` and ${ids.length - NAMES_MAX} more` : "";
    return `island without a source: bus ${ids.slice(0, NAMES_MAX).join(", ")}${more}`;
  });
}

function placedBranches(
  grid: GridCase,
  nodes: Nodes,
  kv: ReadonlyMap<string, number>,
): PlacedCircuit[] {
  return [
    ...grid.lines.map((line) => ({
      nodeFrom: nodes.place(line.busFrom),
      nodeTo: nodes.place(line.busTo),
      circuit: lineCircuit(line, kv.get(line.busFrom)!, S_BASE_KVA),
    })),
    ...grid.transformers.map((transformer) => ({
      nodeFrom: nodes.place(transformer.busFrom),
      nodeTo: nodes.place(transformer.busTo),
      circuit: transformerCircuit(transformer, {
        kvBusFrom: kv.get(transformer.busFrom)!,
        kvBusTo: kv.get(transformer.busTo)!,
        sBaseKva: S_BASE_KVA,
      }),
    })),
  ];
}

function isStiff({ r, x }: { readonly r: number; readonly x: number }): boolean {
  return Math.hypot(r, x) < STIFF_PU;
}

/** Gives each source behind an impedance a node of its own and appends the impedance to `placed`. */
function placeSources(
  grid: GridCase,
  nodes: Nodes,
  kv: ReadonlyMap<string, number>,
  placed: PlacedCircuit[],
): NetworkSource[] {
  let next = nodes.count;
  const strength = (source: CaseSource) => 1 / Math.hypot(source.rOhm, source.xOhm);
  return grid.sources.map((source) => {
    const busNode = nodes.place(source.bus);
    const circuit = sourceCircuit(source, kv.get(source.bus)!, S_BASE_KVA);
    if (isStiff(circuit)) {
      const beside = grid.sources.filter(({ bus }) => nodes.place(bus) === busNode).map(strength);
      const share = shareOf(strength(source), beside);
      return { id: source.id, node: busNode, busNode, port: -1, share };
    }
    const port = placed.push({ nodeFrom: next, nodeTo: busNode, circuit }) - 1;
    return { id: source.id, node: next++, busNode, port, share: 1 };
  });
}

/** Stiff sources at one node share by what short-circuit power they have; where some have no limit, these alone. */
function shareOf(own: number, all: readonly number[]): number {
  const endless = all.filter((strength) => strength === Infinity).length;
  if (endless > 0) return own === Infinity ? 1 / endless : 0;
  return own / all.reduce((sum, strength) => sum + strength, 0);
}

/** Lists the set points that want another voltage at a node than one before them. */
function conflicts(grid: GridCase, nodes: Nodes): string[] {
  const held = new Map<number, { voltagePu: number; angleDegree: number | null; by: string }>();
  const kv = new Map(grid.buses.map((bus) => [bus.id, bus.voltageKvRated]));
  const stiff = grid.sources
    .filter((source) => isStiff(sourceCircuit(source, kv.get(source.bus) ?? 1, S_BASE_KVA)))
    .map((source) => ({ ...source, by: `source ${source.id}` }));
  const regulated = grid.generators
    .filter(({ voltagePu }) => voltagePu !== null)
    .map(({ id, bus, voltagePu }) => ({
      bus,
      voltagePu: voltagePu!,
      angleDegree: null,
      by: `generator ${id}`,
    }));
  return [...stiff, ...regulated].flatMap(({ bus, voltagePu, angleDegree, by }) => {
    if (!kv.has(bus)) return [];
    const first = held.get(nodes.place(bus));
    if (first === undefined) held.set(nodes.place(bus), { voltagePu, angleDegree, by });
    if (first === undefined) return [];
    const sameAngle = angleDegree === null || first.angleDegree === angleDegree;
    if (first.voltagePu === voltagePu && sameAngle) return [];
    const angles = sameAngle ? "" : ` at ${angleDegree}° against ${first.angleDegree}°`;
    return [
      `${by}: wants ${voltagePu} pu at bus ${bus}, ${first.by} ${first.voltagePu} pu${angles}`,
    ];
  });
}

/** Marks the nodes whose voltage is given. */
function holdVoltages(
  grid: GridCase,
  nodes: Nodes,
  sources: readonly NetworkSource[],
  nodeCount: number,
) {
  const kind = new Uint8Array(nodeCount);
  const setPointPu = new Float64Array(nodeCount).fill(1);
  const sourceDegree = new Float64Array(nodeCount);
  for (const { bus, voltagePu } of grid.generators) {
    if (voltagePu === null) continue;
    kind[nodes.place(bus)] = HELD_NODE;
    setPointPu[nodes.place(bus)] = voltagePu;
  }
  for (const [i, { node }] of sources.entries()) {
    const { voltagePu, angleDegree } = grid.sources[i]!;
    kind[node] = SOURCE_NODE;
    setPointPu[node] = voltagePu;
    sourceDegree[node] = angleDegree;
  }
  return { kind, setPointPu, sourceDegree };
}

function loadColumns(grid: GridCase, nodes: Nodes, nodeCount: number): NodeLoads {
  const column = () => new Float64Array(nodeCount);
  const load = { p: column(), q: column(), p1: column(), q1: column(), p2: column(), q2: column() };
  for (const row of grid.loads) {
    const node = nodes.place(row.bus);
    const p = row.powerKw / S_BASE_KVA;
    const q = row.reactiveKvar / S_BASE_KVA;
    load.p[node]! += row.constantPower * p;
    load.q[node]! += row.constantPower * q;
    load.p1[node]! += row.constantCurrent * p;
    load.q1[node]! += row.constantCurrent * q;
    load.p2[node]! += row.constantImpedance * p;
    load.q2[node]! += row.constantImpedance * q;
  }
  for (const row of grid.storages) {
    load.p[nodes.place(row.bus)]! += row.powerKw / S_BASE_KVA;
    load.q[nodes.place(row.bus)]! += row.reactiveKvar / S_BASE_KVA;
  }
  for (const row of grid.generators) {
    load.p[nodes.place(row.bus)]! -= row.powerKw / S_BASE_KVA;
    // Reactive power of a generator that holds its voltage follows from the power flow.
    if (row.voltagePu === null) load.q[nodes.place(row.bus)]! -= row.reactiveKvar / S_BASE_KVA;
  }
  return load;
}

function shuntColumns(
  grid: GridCase,
  nodes: Nodes,
  kv: ReadonlyMap<string, number>,
  nodeCount: number,
) {
  const g = new Float64Array(nodeCount);
  const b = new Float64Array(nodeCount);
  for (const shunt of grid.shunts) {
    const ohmBase = (kv.get(shunt.bus)! ** 2 * 1000) / S_BASE_KVA;
    g[nodes.place(shunt.bus)]! += shunt.gSiemens * ohmBase;
    b[nodes.place(shunt.bus)]! += shunt.bSiemens * ohmBase;
  }
  return { g, b };
}
