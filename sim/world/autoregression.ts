import { randomBits, type StreamKey } from "#sim/random/randomStream.ts";
import { log } from "#sim/world/transcendental.ts";

const BLOCK = 4096;
const FORGOTTEN = 1e-4;

/**
 * Fills `out` with a stationary AR(1) series of mean 0, sd 1 and the given lag-1 for the absolute
 * counters `first`, `first` + 1, … (unix days, hours or quarter hours). Values depend on key and
 * counter alone, not on where the series is entered: each aligned block of 4096 starts anew, with
 * a run-up until the past counts less than 10^-4.
 */
export function fillAutoregression(
  key: StreamKey,
  lag1: number,
  first: number,
  out: Float32Array,
): void {
  const runUp = lag1 <= 0 ? 1 : Math.ceil(log(FORGOTTEN) / log(lag1));
  const end = first + out.length;
  for (let block = first - (first % BLOCK); block < end; block += BLOCK) {
    fillBlock(key, lag1, block - runUp, Math.max(block, first), Math.min(block + BLOCK, end), {
      out,
      first,
    });
  }
}

/** Allocates what `fillAutoregression` fills. */
export function autoregression(
  key: StreamKey,
  lag1: number,
  first: number,
  count: number,
): Float32Array {
  const out = new Float32Array(count);
  fillAutoregression(key, lag1, first, out);
  return out;
}

/** Turns 32 random bits into an almost normal draw: the sum of four bytes, within ±3.45. */
export function nearNormal(bits: number): number {
  return (
    ((bits & 255) + ((bits >>> 8) & 255) + ((bits >>> 16) & 255) + (bits >>> 24) - BYTES_MEAN) *
    BYTES_SCALE
  );
}

const BYTES_MEAN = 4 * 127.5;
const BYTES_SCALE = 1 / Math.sqrt((4 * (256 * 256 - 1)) / 12);

function fillBlock(
  key: StreamKey,
  lag1: number,
  from: number,
  keepFrom: number,
  end: number,
  target: { readonly out: Float32Array; readonly first: number },
): void {
  const { out, first } = target;
  const gain = Math.sqrt(1 - lag1 * lag1);
  let x = 0;
  for (let counter = from; counter < keepFrom; counter++) {
    x = lag1 * x + gain * nearNormal(randomBits(key, counter));
  }
  for (let counter = keepFrom; counter < end; counter++) {
    x = lag1 * x + gain * nearNormal(randomBits(key, counter));
    out[counter - first] = x;
  }
}
