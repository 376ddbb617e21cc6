/** What joins two buses; the tree knows no more of a branch. */
export interface Edge {
  readonly id: string;
  readonly busFrom: string;
  readonly busTo: string;
}

/** A network in breadth-first order. Bus 0 is the source; `parent[i] < i` for every other bus. */
export interface RadialTree {
  readonly busIds: string[];
  /** Bus above each bus; −1 at the source. */
  readonly parent: Int32Array;
  /** Index in `edges` of the branch above each bus; −1 at the source. */
  readonly edgeAbove: Int32Array;
  /** Loops and islands; empty when the network is radial and whole. */
  readonly findings: string[];
}

/**
 * Walks a network from its source bus, nearest buses first, edges in the order given.
 *
 * A loop is named by all its branch ids, the one that closes it last; buses that the walk does not
 * reach are named together. Edges to buses that do not exist are ignored.
 */
export function radialTree(
  buses: readonly string[],
  sourceBus: string,
  edges: readonly Edge[],
): RadialTree {
  const known = new Set(buses);
  const around = new Map<string, number[]>(buses.map((id) => [id, []]));
  for (const [index, { busFrom, busTo }] of edges.entries()) {
    if (!known.has(busFrom) || !known.has(busTo)) continue;
    around.get(busFrom)!.push(index);
    if (busTo !== busFrom) around.get(busTo)!.push(index);
  }
  const busIds = known.has(sourceBus) ? [sourceBus] : [];
  const place = new Map(busIds.map((id) => [id, 0]));
  const parent = [-1];
  const edgeAbove = [-1];
  const used = new Set<number>();
  const findings: string[] = [];

  const loop = (a: number, b: number): string[] => {
    const ids: string[] = [];
    while (a !== b) {
      if (a < b) [a, b] = [b, a];
      ids.push(edges[edgeAbove[a]!]!.id);
      a = parent[a]!;
    }
    return ids;
  };
  for (let here = 0; here < busIds.length; here++) {
    for (const index of around.get(busIds[here]!)!) {
      if (used.has(index)) continue;
      used.add(index);
      const edge = edges[index]!;
      const other = edge.busFrom === busIds[here] ? edge.busTo : edge.busFrom;
      const there = place.get(other);
      if (there !== undefined) {
        findings.push(`loop: ${[...loop(here, there), edge.id].join(", ")} (closed by ${edge.id})`);
        continue;
      }
      place.set(other, busIds.length);
      parent.push(here);
      edgeAbove.push(index);
      busIds.push(other);
    }
  }
  const lost = [...known].filter((id) => !place.has(id));
  if (lost.length > 0) findings.push(`island without source: bus ${lost.join(", ")}`);
  return {
    busIds,
    parent: Int32Array.from(parent),
    edgeAbove: Int32Array.from(edgeAbove),
    findings,
  };
}
