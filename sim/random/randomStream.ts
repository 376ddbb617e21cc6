import seedrandom from "seedrandom";
import { assert } from "#engine/assert.ts";

/** Key of one named random stream: two 32-bit words. */
export interface StreamKey {
  readonly a: number;
  readonly b: number;
}

/** Derives the key of the stream `name` from the run's seed. Names read `<agent>/<purpose>`. */
export function streamKey(seed: number, name: string): StreamKey {
  const source = seedrandom(`${seed}/${name}`);
  return { a: source.int32(), b: source.int32() };
}

/**
 * Hashes `counter` (an integer below 2^32) to 32 random bits, as a signed integer: stateless, so
 * any draw can be made out of order and a further draw moves no other. Two rounds of `lowbias32`
 * (Chris Wellons, nullprogram.com/blog/2018/07/31, public domain), one word of the key each.
 */
export function randomBits(key: StreamKey, counter: number): number {
  return lowbias32((lowbias32(counter ^ key.a) + key.b) | 0);
}

/** Draws from [0, 1) in steps of 2^-32. */
export function uniform(key: StreamKey, counter: number): number {
  return (randomBits(key, counter) >>> 0) * TWO_POW_MINUS_32;
}

/** Draws an integer from 0 to `count` − 1; the bias stays below count / 2^32. */
export function uniformInt(key: StreamKey, counter: number, count: number): number {
  return Math.floor(uniform(key, counter) * count);
}

/** Fills `out[0 … n − 1]` with a random order of 0 … n − 1 (Fisher-Yates, draw i for place i). */
export function shuffle(key: StreamKey, n: number, out: Int32Array): void {
  assert(n <= out.length, "shuffle: out is too short");
  for (let i = 0; i < n; i++) {
    const j = uniformInt(key, i, i + 1);
    out[i] = out[j]!;
    out[j] = i;
  }
}

/** Mixes 32 bits; a bijection with the lowest known avalanche bias of its kind. */
function lowbias32(x: number): number {
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return x ^ (x >>> 16);
}

const TWO_POW_MINUS_32 = 2 ** -32;
