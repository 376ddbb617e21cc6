import { RING } from "#sim/agents/devices/device.ts";

/** A cache line of padding: rings at a power of two of bytes would crowd into few sets of a cache. */
const STRIDE = RING + 8;
const RINGS_PER_CHUNK = 128;

/**
 * Returns what makes rings of zeros over the world index. Rings that it makes one after the other
 * lie side by side; a buffer for each would cost more than the ring.
 */
function ringMaker(): () => Float64Array {
  const bytes = STRIDE * Float64Array.BYTES_PER_ELEMENT;
  let chunk = new ArrayBuffer(0);
  let next = 0;
  return () => {
    if (next + bytes > chunk.byteLength) {
      chunk = new ArrayBuffer(RINGS_PER_CHUNK * bytes);
      next = 0;
    }
    const ring = new Float64Array(chunk, next, RING);
    next += bytes;
    return ring;
  };
}

/** Makes a ring beside the last one: those of an agent are looked at together. */
export const newRing = ringMaker();

/** The same for what a base case reads of all customers of an area: side by side, in even steps. */
export const newNominationRing = ringMaker();
export const newLoadRing = ringMaker();
