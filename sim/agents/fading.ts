import { RING } from "#sim/agents/devices/device.ts";

const known = new Map<number, Float64Array>();

/** What is left of a deviation after k periods: lag1^0 … lag1^(RING − 1), shared by all who ask. */
export function fading(lag1: number): Float64Array {
  let powers = known.get(lag1);
  if (powers === undefined) {
    powers = new Float64Array(RING);
    let power = 1;
    for (let k = 0; k < RING; k++) {
      powers[k] = power;
      power *= lag1;
    }
    known.set(lag1, powers);
  }
  return powers;
}
