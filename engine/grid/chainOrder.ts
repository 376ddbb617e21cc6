/** An order of buses, parents first, in which most stand directly behind the bus above them. */
export interface ChainOrder {
  /** Bus at each place. */
  readonly bus: Int32Array;
  /** Place of the bus above; negative at the source. */
  readonly above: Int32Array;
}

/**
 * Orders the buses of a tree chain by chain; a chain goes on with the first bus below. A walk that
 * follows a chain has at hand what the next bus needs; it would wait for each to be written and
 * read again. Sums come out bit for bit as in the order of buses: of several buses below one, the
 * last is added first.
 */
export function chainOrder(parent: Int32Array): ChainOrder {
  const head = new Int32Array(parent.length);
  const goesOn = new Uint8Array(parent.length);
  for (let i = 1; i < parent.length; i++) {
    const k = parent[i]!;
    head[i] = goesOn[k] === 1 ? i : head[k]!;
    goesOn[k] = 1;
  }
  const bus = Int32Array.from(parent.keys()).sort((a, b) => head[a]! - head[b]! || a - b);
  const place = new Int32Array(parent.length);
  for (const [at, i] of bus.entries()) place[i] = at;
  return { bus, above: bus.map((i) => place[parent[i]!] ?? -1) };
}
