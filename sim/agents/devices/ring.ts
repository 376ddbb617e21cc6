import { RING } from "#sim/agents/devices/device.ts";

/** A cache line of padding: rings at a power of two of bytes would crowd into few sets of a cache. */
const STRIDE = RING + 8;
const RINGS_PER_CHUNK = 128;

let chunk = new ArrayBuffer(0);
let next = 0;

/**
 * Makes a ring of zeros over the world index. Rings that are made one after the other lie side by
 * side, and an agent's are looked at together; a buffer for each would cost more than the ring.
 */
export function newRing(): Float64Array {
  const bytes = STRIDE * Float64Array.BYTES_PER_ELEMENT;
  if (next + bytes > chunk.byteLength) {
    chunk = new ArrayBuffer(RINGS_PER_CHUNK * bytes);
    next = 0;
  }
  const ring = new Float64Array(chunk, next, RING);
  next += bytes;
  return ring;
}
