import { BATTERY, type Device, type PlanView, RING_MASK } from "#sim/agents/devices/device.ts";

/** Plans all devices, the battery last: it sees the others' plans. */
export function planDevices(devices: readonly Device[], view: PlanView): void {
  for (const device of devices) if (device.kind !== BATTERY) device.planAhead(view, false);
  planStore(devices, view);
}

/** Plans the battery alone, if there is one, around what the others plan. */
export function planStore(devices: readonly Device[], view: PlanView): void {
  const { open, end, otherWh } = view;
  let battery: Device | null = null;
  for (const device of devices) if (device.kind === BATTERY) battery = device;
  if (battery === null) return;
  for (const device of devices) if (device !== battery) addPlan(otherWh, device.plan, open, end, 1);
  battery.planAhead(view, false);
  for (const device of devices)
    if (device !== battery) addPlan(otherWh, device.plan, open, end, -1);
}

/** Without a market the plan is its own reference. */
export function keepAsReference(devices: readonly Device[], from: number, to: number): void {
  for (const { plan, reference } of devices) {
    if (plan === reference) continue;
    for (let i = from; i < to; i++) reference[i & RING_MASK] = plan[i & RING_MASK]!;
  }
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
