import { randomBits, type StreamKey } from "#sim/random/randomStream.ts";
import { cos, log } from "#sim/world/transcendental.ts";

/**
 * Draws from the standard normal distribution (Box and Muller). Takes a second word from the
 * swapped key, so `counter` counts normals. For building the world only: it is transcendental.
 */
export function normal(key: StreamKey, counter: number): number {
  const radius = ((randomBits(key, counter) >>> 0) + 0.5) * TWO_POW_MINUS_32;
  const angle = (randomBits({ a: key.b, b: key.a }, counter) >>> 0) * TWO_POW_MINUS_32;
  return Math.sqrt(-2 * log(radius)) * cos(2 * Math.PI * angle);
}

const TWO_POW_MINUS_32 = 2 ** -32;
