/** What joins two buses. */
export interface TreeBranch {
  readonly id: string;
  readonly busFrom: string;
  readonly busTo: string;
}

/** Neighbours of each bus, and the branches that lead to them. */
export type BranchTree = Map<string, { readonly bus: string; readonly branch: string }[]>;

/** Adds a branch to both its ends. */
export function connect(tree: BranchTree, { id, busFrom, busTo }: TreeBranch): void {
  for (const [bus, other] of [
    [busFrom, busTo],
    [busTo, busFrom],
  ] as const) {
    const ends = tree.get(bus) ?? [];
    ends.push({ bus: other, branch: id });
    tree.set(bus, ends);
  }
}

/** Branches on the way between two buses; undefined when there is none yet. */
export function pathBetween(tree: BranchTree, from: string, to: string): string[] | undefined {
  const cameBy = reach(tree, from);
  if (!cameBy.has(to)) return undefined;
  const path: string[] = [];
  for (let bus = to; bus !== from; ) {
    const step = cameBy.get(bus)!;
    path.unshift(step.branch);
    bus = step.bus;
  }
  return path;
}

/** Every bus that can be reached, with the bus and branch it was reached from. */
export function reach(
  tree: BranchTree,
  from: string,
): Map<string, { bus: string; branch: string }> {
  const cameBy = new Map([[from, { bus: from, branch: "" }]]);
  const waiting = [from];
  for (let bus = waiting.pop(); bus !== undefined; bus = waiting.pop())
    for (const { bus: next, branch } of tree.get(bus) ?? []) {
      if (cameBy.has(next)) continue;
      cameBy.set(next, { bus, branch });
      waiting.push(next);
    }
  return cameBy;
}
