import {
  type Capability,
  type Device,
  type DeviceKind,
  HVAC,
  type PlanView,
  RING,
  RING_MASK,
} from "#sim/agents/devices/device.ts";

/** A device that takes the same energy in every period, and changes it as far as it is told it can. */
export class FixedDevice implements Device {
  readonly kind: DeviceKind;
  readonly flexible: boolean;
  readonly plan = new Float64Array(RING);
  readonly reference = new Float64Array(RING);
  readonly referenceWaits = false;
  /** The views it was shown, copied, since they are rings of the agent. */
  readonly seen: { otherWh: number[]; consumePrice: number[]; asReference: boolean }[] = [];
  readonly #energyWh: number;
  readonly #can: Capability;

  constructor(
    energyWh: number,
    can: Capability = { powerWh: 0, energyWh: 0 },
    kind: DeviceKind = HVAC,
    flexible = true,
  ) {
    this.#energyWh = energyWh;
    this.#can = can;
    this.kind = kind;
    this.flexible = flexible;
  }

  planAhead({ open, end, otherWh, consumePrice }: PlanView, asReference: boolean): void {
    const range = Array.from({ length: end - open }, (_, k) => (open + k) & RING_MASK);
    for (const slot of range) (asReference ? this.reference : this.plan)[slot] = this.#energyWh;
    this.seen.push({
      otherWh: range.map((slot) => otherWh[slot]!),
      consumePrice: range.map((slot) => consumePrice[slot]!),
      asReference,
    });
  }

  mark(): void {}

  step(_i: number, changeWh: number): number {
    return this.#energyWh + changeWh;
  }

  capability(_i: number, _direction: 0 | 1, out: Capability): void {
    out.powerWh = this.#can.powerWh;
    out.energyWh = this.#can.energyWh;
  }

  storedWh(): number {
    return 0;
  }

  clone(): FixedDevice {
    return new FixedDevice(this.#energyWh, this.#can, this.kind, this.flexible);
  }
}
