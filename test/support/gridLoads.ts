import type { RadialNetwork } from "#engine/grid/radialNetwork.ts";

/** Columns of active and reactive load in the bus order of a network. */
export interface GridLoads {
  readonly pKw: Float64Array;
  readonly qKvar: Float64Array;
}

/** Puts loads that are known by bus id into columns; buses without an entry get none. */
export function gridLoads(
  network: RadialNetwork,
  loads: ReadonlyMap<string, readonly [kw: number, kvar: number]>,
): GridLoads {
  const pKw = new Float64Array(network.busCount);
  const qKvar = new Float64Array(network.busCount);
  for (const [id, [kw, kvar]] of loads) {
    const bus = network.busIndex.get(id)!;
    pKw[bus]! += kw;
    qKvar[bus]! += kvar;
  }
  return { pKw, qKvar };
}
