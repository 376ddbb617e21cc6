import type { GridReading } from "#scenarios/grids/gridReading.ts";

/** What a grid is at a glance. Buses at open ends of branches, which stand in no file, do not count. */
export interface GridDescription {
  readonly busCount: number;
  readonly branchCount: number;
  /** Rated voltages, highest first, with the number of buses that have them. */
  readonly levels: readonly { readonly kv: number; readonly busCount: number }[];
  /** Lines that leave a source's bus or the lower side of a transformer. */
  readonly feederCount: number;
  readonly loadKw: number;
  readonly loadKvar: number;
  /** Generation that is given, of generators other than sources. */
  readonly generationKw: number;
  readonly storageKw: number;
  /** No two ways between any two buses, and no two sources with a way between them. */
  readonly radial: boolean;
}

/** Describes a grid by its topology and its given powers. */
export function describeGrid({ gridCase, openEnds }: GridReading): GridDescription {
  const { buses, lines, transformers, loads, generators, storages } = gridCase;
  const isOpenEnd = new Set(openEnds);
  const counts = new Map<number, number>();
  for (const { id, voltageKvRated: kv } of buses)
    if (!isOpenEnd.has(id)) counts.set(kv, (counts.get(kv) ?? 0) + 1);
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  return {
    busCount: buses.length - openEnds.length,
    branchCount: lines.length + transformers.length,
    levels: [...counts]
      .map(([kv, busCount]) => ({ kv, busCount }))
      .sort((one, other) => other.kv - one.kv),
    feederCount: countFeeders(gridCase, isOpenEnd),
    loadKw: sum(loads.map(({ powerKw }) => powerKw)),
    loadKvar: sum(loads.map(({ reactiveKvar }) => reactiveKvar)),
    generationKw: sum(generators.map(({ powerKw }) => powerKw)),
    storageKw: sum(storages.map(({ powerKw }) => powerKw)),
    radial: isRadial(gridCase),
  };
}

type Grid = GridReading["gridCase"];

function countFeeders(grid: Grid, isOpenEnd: ReadonlySet<string>): number {
  const parts = new Parts();
  for (const { busFrom, busTo } of grid.links) parts.join(busFrom, busTo);
  const kv = new Map(grid.buses.map((bus) => [bus.id, bus.voltageKvRated]));
  const supplies = new Set([
    ...grid.sources.map(({ bus }) => parts.find(bus)),
    ...grid.transformers.map(({ busFrom, busTo }) =>
      parts.find(kv.get(busFrom)! < kv.get(busTo)! ? busFrom : busTo),
    ),
  ]);
  return grid.lines.filter(({ busFrom, busTo }) => {
    const [from, to] = [supplies.has(parts.find(busFrom)), supplies.has(parts.find(busTo))];
    return from !== to && !isOpenEnd.has(busFrom) && !isOpenEnd.has(busTo);
  }).length;
}

function isRadial({ sources, lines, transformers, links }: Grid): boolean {
  const parts = new Parts();
  for (const { busFrom, busTo } of links) parts.join(busFrom, busTo);
  // Sources are one behind the grid; those at one busbar are one already.
  const feeds = new Set(sources.map(({ bus }) => parts.find(bus)));
  const ways = [...feeds].map((bus) => ["", bus] as const);
  const branches = [...lines, ...transformers].map(
    ({ busFrom, busTo }) => [busFrom, busTo] as const,
  );
  return [...ways, ...branches].every(([from, to]) => parts.join(from, to));
}

/** Which buses are connected (union-find). */
class Parts {
  readonly #parent = new Map<string, string>();

  find(bus: string): string {
    let root = bus;
    for (let next = this.#parent.get(root); next !== undefined; next = this.#parent.get(root))
      root = next;
    // Shortens the way for the next to ask.
    for (let at = bus; at !== root; ) {
      const next = this.#parent.get(at)!;
      this.#parent.set(at, root);
      at = next;
    }
    return root;
  }

  /** Joins two parts; false where they were one already. */
  join(one: string, other: string): boolean {
    const [a, b] = [this.find(one), this.find(other)];
    if (a === b) return false;
    this.#parent.set(a, b);
    return true;
  }
}
