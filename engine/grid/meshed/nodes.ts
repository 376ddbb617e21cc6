import type { GridCase } from "#engine/grid/gridCase.ts";

/** The buses of a case with links closed: buses that links join are one node. */
export interface Nodes {
  readonly nodeOfBus: Int32Array;
  readonly count: number;
  /** First bus of each node. */
  readonly name: readonly string[];
  readonly place: (bus: string) => number;
}

/** Numbers the nodes in the order of their first bus. Links to buses that do not exist are ignored. */
export function fuseLinks(grid: GridCase): Nodes {
  const index = new Map(grid.buses.map((bus, i) => [bus.id, i]));
  const root = grid.buses.map((_, i) => i);
  for (const link of grid.links) {
    const [a, b] = [index.get(link.busFrom), index.get(link.busTo)];
    if (a === undefined || b === undefined) continue;
    const [low, high] = [rootOf(root, a), rootOf(root, b)].sort((x, y) => x - y);
    root[high!] = low!;
  }
  const nodeOfBus = new Int32Array(grid.buses.length);
  const name: string[] = [];
  for (const [i, bus] of grid.buses.entries()) {
    const first = rootOf(root, i);
    nodeOfBus[i] = first === i ? name.push(bus.id) - 1 : nodeOfBus[first]!;
  }
  return { nodeOfBus, count: name.length, name, place: (bus) => nodeOfBus[index.get(bus)!]! };
}

function rootOf(root: number[], i: number): number {
  while (root[i] !== i) {
    root[i] = root[root[i]!]!;
    i = root[i]!;
  }
  return i;
}

/** A branch as the walk sees it. */
export interface WalkEdge {
  readonly nodeFrom: number;
  readonly nodeTo: number;
  /** Angle by which `nodeTo` lags. */
  readonly shiftDegree: number;
}

export interface Walk {
  /** Connected part of each node, numbered from 0. */
  readonly island: Int32Array;
  readonly islandCount: number;
  /** Angle of each node without load; 0 where no start reaches. */
  readonly degree: Float64Array;
  readonly reached: Uint8Array;
}

/** Walks a network, nearest nodes first: from the starts with their angles, then over what these do not reach. */
export function walk(
  count: number,
  edges: readonly WalkEdge[],
  starts: ReadonlyMap<number, number>,
): Walk {
  const around: number[][] = Array.from({ length: count }, () => []);
  for (const [index, edge] of edges.entries()) {
    around[edge.nodeFrom]!.push(index);
    around[edge.nodeTo]!.push(index);
  }
  const degree = new Float64Array(count);
  const reached = new Uint8Array(count);
  const island = new Int32Array(count).fill(-1);
  let islandCount = 0;
  // A list that grows while it is read is the queue.
  const queue = [...starts.keys()];
  for (const [node, value] of starts) {
    degree[node] = value;
    reached[node] = 1;
  }
  for (const node of queue) {
    for (const index of around[node]!) {
      const edge = edges[index]!;
      const forward = edge.nodeFrom === node;
      const other = forward ? edge.nodeTo : edge.nodeFrom;
      if (reached[other]) continue;
      reached[other] = 1;
      degree[other] = degree[node]! + (forward ? -edge.shiftDegree : edge.shiftDegree);
      queue.push(other);
    }
  }
  for (let first = 0; first < count; first++) {
    if (island[first] !== -1) continue;
    fill(first, islandCount++, around, edges, island);
  }
  return { island, islandCount, degree, reached };
}

function fill(
  first: number,
  number: number,
  around: readonly number[][],
  edges: readonly WalkEdge[],
  island: Int32Array,
): void {
  island[first] = number;
  const queue = [first];
  for (const node of queue) {
    for (const index of around[node]!) {
      const { nodeFrom, nodeTo } = edges[index]!;
      const other = nodeFrom === node ? nodeTo : nodeFrom;
      if (island[other] !== -1) continue;
      island[other] = number;
      queue.push(other);
    }
  }
}
