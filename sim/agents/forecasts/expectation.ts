import { RING_MASK } from "#sim/agents/devices/device.ts";

/** What is expected of a device on average, by kind of period. */
export interface Expectation {
  /** Energy in a period of a kind, Wh. */
  readonly wh: Float64Array;
  /** Kind of each period, by world index. */
  readonly kindOf: Uint8Array;
}

/** Writes what is expected in [from, to) to a ring; nothing of those who expect nothing. */
export function writeExpected(
  expected: Expectation | undefined,
  from: number,
  to: number,
  ring: Float64Array,
): void {
  if (expected === undefined) {
    for (let i = from; i < to; i++) ring[i & RING_MASK] = 0;
    return;
  }
  const { wh, kindOf } = expected;
  for (let i = from; i < to; i++) ring[i & RING_MASK] = wh[kindOf[i]!]!;
}
