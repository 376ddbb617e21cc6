import { BATTERY, type Device, type PlanView, RING_MASK } from "#sim/agents/devices/device.ts";

/** Plans all devices, the battery last: it sees the others' plans. */
export function planDevices(devices: readonly Device[], view: PlanView): void {
  const { open, end, otherWh } = view;
  let battery: Device | null = null;
  for (const device of devices) {
    if (device.kind === BATTERY) battery = device;
    else device.planAhead(view, false);
  }
  if (battery === null) return;
  for (const device of devices) if (device !== battery) addPlan(otherWh, device.plan, open, end, 1);
  battery.planAhead(view, false);
  for (const device of devices)
    if (device !== battery) addPlan(otherWh, device.plan, open, end, -1);
}

/** Adds a device's plan to the net energy that the battery sees, or takes it out again. */
export function addPlan(
  netWh: Float64Array,
  plan: Float64Array,
  from: number,
  to: number,
  sign: 1 | -1,
): void {
  for (let i = from; i < to; i++) netWh[i & RING_MASK]! += sign * plan[i & RING_MASK]!;
}
