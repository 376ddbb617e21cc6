/**
 * Heads of the heavy chains of a tree: each bus continues the chain of its parent if its subtree is
 * the largest there. Any path to the root crosses at most log2(n) chains.
 */
export function chainHeads(parent: Int32Array): Int32Array {
  const busCount = parent.length;
  const size = new Int32Array(busCount).fill(1);
  const heavy = new Int32Array(busCount).fill(-1);
  for (let i = busCount - 1; i > 0; i--) {
    const k = parent[i]!;
    size[k]! += size[i]!;
    if (heavy[k]! < 0 || size[i]! >= size[heavy[k]!]!) heavy[k] = i;
  }
  const head = new Int32Array(busCount);
  for (let i = 1; i < busCount; i++) head[i] = heavy[parent[i]!] === i ? head[parent[i]!]! : i;
  return head;
}

/**
 * Returns the lowest bus whose subtree holds both `a` and `b`. In breadth-first numbering a larger
 * index is at least as deep, so the chain with the larger head is the one to leave.
 */
export function lowestCommonAncestor(
  parent: Int32Array,
  head: Int32Array,
  a: number,
  b: number,
): number {
  while (head[a] !== head[b]) {
    if (head[a]! > head[b]!) a = parent[head[a]!]!;
    else b = parent[head[b]!]!;
  }
  return Math.min(a, b);
}
