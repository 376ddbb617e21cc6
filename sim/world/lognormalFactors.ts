import { normal } from "#sim/random/normal.ts";
import { streamKey } from "#sim/random/randomStream.ts";
import { exp } from "#sim/world/transcendental.ts";

const COUNT = 1024;

/** A table of lognormal factors with median 1, drawn once while the world is built. */
export function lognormalFactors(logSd: number): Float64Array {
  const key = streamKey(0, "lognormal factors");
  return Float64Array.from({ length: COUNT }, (_, k) => exp(logSd * normal(key, k)));
}
