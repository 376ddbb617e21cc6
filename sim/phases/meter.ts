import { RING_MASK } from "#sim/agents/devices/device.ts";
import type { Community } from "#sim/run/community.ts";
import type { Meters } from "#sim/run/meters.ts";

/**
 * Delivery and metering of period `i`: units pass their orders on to devices, devices act on what
 * really happens, meters round once. Replays run beside.
 */
export function deliverAndMeter(
  { prosumers, units }: Community,
  i: number,
  orderedWh: Float64Array,
  meters: Meters,
): void {
  for (const unit of units) unit.dispatch(i, orderedWh[unit.index]!);
  const metered = meters.of(i);
  for (const agent of prosumers) metered[agent.agent] = agent.live(i);
  for (const unit of units) {
    let truth = 0;
    for (const member of unit.members) truth += member.liveShadow(i, metered[member.agent]!);
    unit.truthWh[i & RING_MASK] = truth;
    unit.release(i);
  }
}
