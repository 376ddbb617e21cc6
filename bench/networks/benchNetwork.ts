import type { RadialNetwork } from "#engine/grid/radialNetwork.ts";

/** A network with a load around which its periods are drawn, kW and kvar by bus. */
export interface BenchNetwork {
  readonly name: string;
  readonly network: RadialNetwork;
  readonly loadKw: Float64Array;
  readonly loadKvar: Float64Array;
}

/** Reactive part of a load of this power factor. */
export function kvarOf(kw: Float64Array, powerFactor: number): Float64Array {
  const tangent = Math.sqrt(1 - powerFactor * powerFactor) / powerFactor;
  return kw.map((power) => power * tangent);
}
