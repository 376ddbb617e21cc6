import type { Behaviour } from "#scenarios/scenario.ts";

/** How warm owners want their rooms, °C, and by how much they let them stray. */
export type Comfort = Pick<Behaviour["heating"], "setpointC" | "nightSetpointC" | "comfortBandK">;

/** To what rooms may be heated, °C: the higher setpoint and the comfort band. */
export function warmestC({ setpointC, nightSetpointC, comfortBandK }: Comfort): number {
  return Math.max(setpointC, nightSetpointC) + comfortBandK;
}
