import { RING_MASK } from "#sim/agents/devices/device.ts";
import type { CallMemory } from "#sim/agents/strategies/callMemory.ts";
import type { Strategy } from "#sim/agents/strategies/strategy.ts";

interface Nominating {
  readonly strategy: Strategy;
  readonly nominatedLoadWh: Float64Array;
  readonly nominationWh: Float64Array;
  readonly inflatedWh: Float64Array;
}

/** Adds what its strategy never means to take to an owner's nominations of [open, end), and notes it. */
export function inflate(owner: Nominating, calls: CallMemory, open: number, end: number): void {
  const { strategy, nominatedLoadWh, nominationWh, inflatedWh } = owner;
  for (let i = open; i < end; i++) {
    const slot = i & RING_MASK;
    const share = strategy.inflatedShare!(calls.shareAt(i));
    inflatedWh[slot] = Math.round(share * nominatedLoadWh[slot]!);
    nominationWh[slot]! += inflatedWh[slot]!;
  }
}
