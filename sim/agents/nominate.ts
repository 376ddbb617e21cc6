import { BATTERY, type Device, RING_MASK } from "#sim/agents/devices/device.ts";
import { addPlan } from "#sim/agents/planDevices.ts";

/**
 * Nominates [open, end) in whole watt-hours: `netWh`, expected without devices, and their plans in
 * order. What they consume is added to the gross load; `netWh` is used up.
 */
export function nominate(
  devices: readonly Device[],
  open: number,
  end: number,
  netWh: Float64Array,
  loadWh: Float64Array,
  nominationWh: Float64Array,
): void {
  const last = devices.length - 1;
  if (last < 0) {
    for (let i = open; i < end; i++)
      nominationWh[i & RING_MASK] = Math.round(netWh[i & RING_MASK]!);
    return;
  }
  for (let d = 0; d < last; d++) {
    const { kind, plan } = devices[d]!;
    addPlan(netWh, plan, open, end, 1);
    if (kind !== BATTERY) addPlan(loadWh, plan, open, end, 1);
  }
  const { kind, plan } = devices[last]!;
  if (kind === BATTERY) nominateWith(plan, open, end, netWh, nominationWh);
  else nominateLoad(plan, open, end, netWh, loadWh, nominationWh);
}

/** The plan of a battery is no consumption. */
function nominateWith(
  plan: Float64Array,
  open: number,
  end: number,
  netWh: Float64Array,
  nominationWh: Float64Array,
): void {
  for (let i = open; i < end; i++) {
    const slot = i & RING_MASK;
    nominationWh[slot] = Math.round(netWh[slot]! + plan[slot]!);
  }
}

function nominateLoad(
  plan: Float64Array,
  open: number,
  end: number,
  netWh: Float64Array,
  loadWh: Float64Array,
  nominationWh: Float64Array,
): void {
  for (let i = open; i < end; i++) {
    const slot = i & RING_MASK;
    const energy = plan[slot]!;
    loadWh[slot]! += energy;
    nominationWh[slot] = Math.round(netWh[slot]! + energy);
  }
}
