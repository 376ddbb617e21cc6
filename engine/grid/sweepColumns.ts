import type { RadialNetwork } from "#engine/grid/radialNetwork.ts";

/**
 * What a sweep reads of a network, with the ideal transformers taken out: every bus is seen from
 * the source, so that V' = scale · V, J' = J / scale, z' = scale² · z, y' = y / scale² and powers
 * stay what they are. Exact; scale is the product of the ratios above a bus.
 */
export interface SweepColumns {
  readonly busCount: number;
  readonly parent: Int32Array;
  readonly r: Float64Array;
  readonly x: Float64Array;
  /** Shunts of each bus. */
  readonly g: Float64Array;
  readonly b: Float64Array;
}

/** Product of the ratios of the ideal transformers above each bus. */
export function busScale({ busCount, parent, ratio }: RadialNetwork): Float64Array {
  const scale = new Float64Array(busCount).fill(1);
  for (let i = 1; i < busCount; i++) scale[i] = scale[parent[i]!]! * ratio[i]!;
  return scale;
}

/** Takes the ideal transformers out of a network; `scale` is its `busScale`. */
export function sweepColumns(network: RadialNetwork, scale: Float64Array): SweepColumns {
  const { busCount, parent, r, x, shuntG, shuntB } = network;
  return {
    busCount,
    parent,
    r: r.map((value, i) => value * scale[i]! ** 2),
    x: x.map((value, i) => value * scale[i]! ** 2),
    g: shuntG.map((value, i) => value / scale[i]! ** 2),
    b: shuntB.map((value, i) => value / scale[i]! ** 2),
  };
}
