import { type Device, RING, RING_MASK } from "#sim/agents/devices/device.ts";
import type { MeterControl } from "#sim/agents/meterControl.ts";

/** A customer's devices replayed without the orders of the running episode, and what they plan. */
export class Shadow {
  readonly devices: Device[];
  /** Net energy that they plan (ring), Wh: a replay covers what it did not foresee itself. */
  readonly #plannedWh = new Float64Array(RING);

  /** @param plannedWh - What was planned by slot of the ring as the episode began, Wh. */
  constructor(devices: Device[], plannedWh: (slot: number) => number) {
    this.devices = devices;
    for (let slot = 0; slot < RING; slot++) this.#plannedWh[slot] = plannedWh(slot);
  }

  /** Takes note of what its devices plan for [open, end). */
  nominate(open: number, end: number, otherWh: Float64Array): void {
    for (let i = open; i < end; i++) {
      const slot = i & RING_MASK;
      let net = otherWh[slot]!;
      for (const { plan } of this.devices) net += plan[slot]!;
      this.#plannedWh[slot] = Math.round(net);
    }
  }

  /** Lives through period `i` beside a net energy of all else; returns what the meter would show. */
  live(i: number, restWh: number, control: MeterControl | null): number {
    let net = restWh;
    const target = this.#plannedWh[i & RING_MASK]!;
    for (const [d, device] of this.devices.entries()) {
      net += device.step(i, control?.coverWh(device, d, i, net, target, null) ?? 0);
    }
    return Math.round(net);
  }
}
