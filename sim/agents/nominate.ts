import { roundHalfUp } from "#engine/roundHalfUp.ts";
import { BATTERY, type Device, RING_MASK } from "#sim/agents/devices/device.ts";
import { addPlan } from "#sim/agents/planDevices.ts";

/** What a customer states of its energy, rings over the world index, Wh. */
export interface Nominated {
  /** Net, in whole watt-hours. */
  readonly nominationWh: Float64Array;
  /** Gross consumption. */
  readonly nominatedLoadWh: Float64Array;
}

/**
 * Nominates [open, end): `netWh` and `loadWh`, expected without devices, and their plans in order; the
 * plan of a battery is no consumption. Both are used up.
 */
export function nominate(
  devices: readonly Device[],
  open: number,
  end: number,
  netWh: Float64Array,
  loadWh: Float64Array,
  { nominationWh, nominatedLoadWh }: Nominated,
): void {
  for (let d = 0; d < devices.length; d++) {
    const { kind, plan } = devices[d]!;
    if (kind === BATTERY) addPlan(netWh, plan, open, end, 1);
    else addLoad(plan, open, end, netWh, loadWh);
  }
  for (let i = open; i < end; i++) {
    const slot = i & RING_MASK;
    nominationWh[slot] = roundHalfUp(netWh[slot]!);
    nominatedLoadWh[slot] = loadWh[slot]!;
  }
}

function addLoad(
  plan: Float64Array,
  from: number,
  to: number,
  netWh: Float64Array,
  loadWh: Float64Array,
): void {
  for (let i = from; i < to; i++) {
    const slot = i & RING_MASK;
    const energy = plan[slot]!;
    netWh[slot]! += energy;
    loadWh[slot]! += energy;
  }
}
