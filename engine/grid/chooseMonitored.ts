import type { RadialNetwork } from "#engine/grid/radialNetwork.ts";

/** At a station: its transformer, and of at most this many feeders the head and the end. */
const STATION_ELEMENTS_MAX = 10;

/** Branch and bus indices, ascending. */
export interface Monitored {
  readonly branches: Int32Array;
  readonly buses: Int32Array;
}

/**
 * Chooses what to monitor where a scenario does not say: every transformer with the heads and ends
 * of the feeders below it, at most ten elements a station, and the heads of the feeders at the
 * source bus. A charge on every cable segment would add up hundreds of them along one path.
 *
 * A feeder's head is its first branch, its end the bus that the most resistance separates from the
 * station's. Where not all feeders fit, those with the most resistance, summed over their buses, go
 * first: at even load their voltage drops most. A station without feeders has its low-voltage bus
 * as end. A network without transformers is one station around the source bus.
 */
export function chooseMonitored(network: RadialNetwork): Monitored {
  const { busCount, parent, isTransformer } = network;
  const branches = new Set<number>();
  const buses = new Set<number>();
  const transformers: number[] = [];
  for (let i = 1; i < busCount; i++) if (isTransformer[i]) transformers.push(i);
  for (const bus of transformers) {
    branches.add(bus);
    const chosen = heaviestFeeders(network, bus, Math.floor((STATION_ELEMENTS_MAX - 1) / 2));
    if (chosen.length === 0) buses.add(bus);
    for (const { head, end } of chosen) {
      branches.add(head);
      buses.add(end);
    }
  }
  if (transformers.length === 0) {
    for (const { head, end } of heaviestFeeders(network, 0, STATION_ELEMENTS_MAX / 2)) {
      branches.add(head);
      buses.add(end);
    }
  } else {
    for (let i = 1; i < busCount; i++) if (parent[i] === 0) branches.add(i);
  }
  const sorted = (set: Set<number>) => Int32Array.from(set).sort();
  return { branches: sorted(branches), buses: sorted(buses) };
}

/** The same network with other elements monitored. */
export function withMonitored(
  network: RadialNetwork,
  { branches, buses }: Monitored,
): RadialNetwork {
  return { ...network, monitoredBranches: branches, monitoredBuses: buses };
}

interface Feeder {
  readonly head: number;
  readonly end: number;
  readonly moment: number;
}

/** Feeders below a bus, up to the next transformers, heaviest first. */
function heaviestFeeders(
  { busCount, parent, isTransformer, r }: RadialNetwork,
  station: number,
  countMax: number,
): Feeder[] {
  const head = new Int32Array(busCount).fill(-1);
  const resistance = new Float64Array(busCount);
  const feeders = new Map<number, { end: number; moment: number }>();
  for (let i = station + 1; i < busCount; i++) {
    const k = parent[i]!;
    if (isTransformer[i] || (k !== station && head[k]! < 0)) continue;
    head[i] = k === station ? i : head[k]!;
    resistance[i] = resistance[k]! + r[i]!;
    const feeder = feeders.get(head[i]!) ?? { end: i, moment: 0 };
    if (resistance[i]! > resistance[feeder.end]!) feeder.end = i;
    feeder.moment += resistance[i]!;
    feeders.set(head[i]!, feeder);
  }
  return [...feeders]
    .map(([at, feeder]) => ({ head: at, ...feeder }))
    .sort((a, b) => b.moment - a.moment || a.head - b.head)
    .slice(0, countMax);
}
