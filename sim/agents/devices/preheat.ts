import { RING_MASK } from "#sim/agents/devices/device.ts";

export interface PreheatProblem {
  readonly from: number;
  readonly to: number;
  /** Ring of what a kWh of heat costs, by period. */
  readonly heatPrice: Float64Array;
  /** Ring of the share of the lift that holding the setpoint uses up in a period, 0 to 1. */
  readonly usedShare: Float64Array;
  /** Share of stored heat that is left after a period of losses. */
  readonly keptShare: number;
  /** Highest lift, K. */
  readonly mostK: number;
  /** Heat is stored where what it spares costs more than it by this share. */
  readonly gainMin: number;
  /** Ring that receives the lift of the setpoint, K. */
  readonly lift: Float64Array;
}

/** Gain beyond the least one at which the setpoint is lifted in full; in between a part of it. */
const FULL_GAIN = 0.15;

/**
 * Lifts setpoints where heat costs less than what it spares later. Backward in time: heat that is in
 * the rooms at the end of a period leaks, and of what is left a share takes the place of heat that
 * holds the setpoint in the next; the rest is worth what stored heat is worth then. Nothing is lifted
 * for heat that is worth nothing.
 */
export function preheat(problem: PreheatProblem): void {
  const { from, to, heatPrice, usedShare, keptShare, mostK, gainMin, lift } = problem;
  let worth = 0;
  for (let i = from; i < to; i++) worth += heatPrice[i & RING_MASK]! / (to - from);
  for (let i = to - 1; i >= from; i--) {
    const slot = i & RING_MASK;
    const price = heatPrice[slot]!;
    const stored = worth * keptShare;
    // Share of the full lift: its gain over the price, less what the owner wants to gain.
    const gain = stored - price * (1 + gainMin);
    const full = FULL_GAIN * price;
    if (stored <= 0 || gain <= 0) lift[slot] = 0;
    else lift[slot] = gain >= full ? mostK : (mostK * gain) / full;
    worth = stored + usedShare[slot]! * (price - stored);
  }
}
