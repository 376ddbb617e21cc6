import { defaultDevices } from "#scenarios/schema/devicesSchema.ts";
import { BatteryProgramme } from "#sim/agents/devices/batteryProgramme.ts";
import { coverWh } from "#sim/agents/devices/coverWh.ts";
import {
  BATTERY,
  type Capability,
  type Device,
  type PlanView,
  RING_MASK,
} from "#sim/agents/devices/device.ts";
import { newRing } from "#sim/agents/devices/ring.ts";
import { PERIOD_HOURS } from "#sim/clock.ts";

export interface BatteryOptions {
  readonly powerKw: number;
  readonly capacityKwh: number;
  /** Usable window of the state of charge. */
  readonly shareMin: number;
  readonly shareMax: number;
  /** One-way efficiency, square root of the round trip. */
  readonly efficiency: number;
  /** Wear per kWh through the battery, one way, µEUR. */
  readonly wearMicroEurPerKwh: number;
  /** What is left at the end of a plan, share of the mean retail price. @default the scenarios' */
  readonly leftWorthShare?: number;
  readonly flexible: boolean;
  /** Hours of a period. @default those of the market */
  readonly stepHours?: number;
}

/** A store that is off its plan by this share of its window needs another. */
const OFF_PLAN_SHARE = 0.1;

/**
 * Battery behind the meter. Its plan is what a dynamic programme over the state of charge finds
 * cheapest: see `BatteryProgramme`.
 */
export class Battery implements Device {
  readonly kind = BATTERY;
  readonly flexible: boolean;
  readonly plan = newRing();
  readonly reference = newRing();
  readonly referenceWaits = true;
  readonly #options: BatteryOptions;
  readonly #powerWh: number;
  readonly #lowWh: number;
  readonly #highWh: number;
  readonly #programme: BatteryProgramme;
  readonly #ahead = newRing();
  /** Stored energy beyond what the plan foresaw, since it was made, Wh. */
  #drift = 0;
  #stored: number;
  #marked: number;

  constructor(options: BatteryOptions) {
    this.#options = options;
    this.flexible = options.flexible;
    this.#powerWh = options.powerKw * 1000 * (options.stepHours ?? PERIOD_HOURS);
    this.#lowWh = options.shareMin * options.capacityKwh * 1000;
    this.#highWh = options.shareMax * options.capacityKwh * 1000;
    this.#stored = (this.#lowWh + this.#highWh) / 2;
    this.#marked = this.#stored;
    this.#programme = new BatteryProgramme({
      powerWh: this.#powerWh,
      lowWh: this.#lowWh,
      highWh: this.#highWh,
      efficiency: options.efficiency,
      wearMicroEurPerKwh: options.wearMicroEurPerKwh,
      leftWorthShare: options.leftWorthShare ?? defaultDevices.battery.leftWorthShare,
    });
  }

  planAhead(view: PlanView, asReference: boolean): void {
    const target = asReference ? this.reference : this.plan;
    let stored = asReference ? this.#marked : this.#stored;
    if (!asReference) this.#drift = 0;
    for (let i = view.now; i < view.open; i++) {
      stored += this.#intoStore(this.plan[i & RING_MASK]!);
      if (!asReference) this.#ahead[i & RING_MASK] = stored;
    }
    stored = Math.min(Math.max(stored, this.#lowWh), this.#highWh);
    this.#programme.plan(view, asReference, stored, target, asReference ? null : this.#ahead);
  }

  mark(): void {
    this.#marked = this.#stored;
  }

  step(i: number, changeWh: number): number {
    let energy = this.plan[i & RING_MASK]! + changeWh;
    energy = Math.min(Math.max(energy, -this.#powerWh), this.#powerWh);
    const { efficiency } = this.#options;
    if (energy > 0) energy = Math.min(energy, (this.#highWh - this.#stored) / efficiency);
    else energy = Math.max(energy, -(this.#stored - this.#lowWh) * efficiency);
    this.#stored += this.#intoStore(energy);
    this.#drift = this.#stored - this.#ahead[i & RING_MASK]!;
    return energy;
  }

  /**
   * What it takes beyond its plan so that the meter shows `targetWh`, where that pays, Wh;
   * `restWh` is what the meter would show without it.
   */
  coverWh(
    i: number,
    restWh: number,
    targetWh: number,
    importPrice: number,
    feedInPrice: number,
  ): number {
    const planned = this.plan[i & RING_MASK]!;
    const worth = this.#programme.worth(i, this.#stored + this.#intoStore(planned));
    const { efficiency, wearMicroEurPerKwh: wear } = this.#options;
    const takesBelow = worth * efficiency - wear;
    const givesAbove = worth / efficiency + wear;
    return coverWh(restWh + planned, targetWh, importPrice, feedInPrice, takesBelow, givesAbove);
  }

  capability(i: number, direction: 0 | 1, out: Capability): void {
    const planned = this.plan[i & RING_MASK]!;
    const ahead = this.#ahead[i & RING_MASK]! + this.#drift;
    const before = ahead - this.#intoStore(planned);
    const { efficiency } = this.#options;
    if (direction === 0) {
      out.powerWh = this.#powerWh + planned;
      out.energyWh = Math.max(0, (before - this.#lowWh) * efficiency + planned);
    } else {
      out.powerWh = this.#powerWh - planned;
      out.energyWh = Math.max(0, (this.#highWh - before) / efficiency - planned);
    }
  }

  get isOffPlan(): boolean {
    return Math.abs(this.#drift) > OFF_PLAN_SHARE * (this.#highWh - this.#lowWh);
  }

  storedWh(): number {
    return this.#stored - this.#lowWh;
  }

  clone(): Battery {
    const copy = new Battery(this.#options);
    copy.#stored = this.#stored;
    copy.#drift = this.#drift;
    copy.#programme.learnFrom(this.#programme);
    copy.plan.set(this.plan);
    copy.#ahead.set(this.#ahead);
    return copy;
  }

  #intoStore(energy: number): number {
    const { efficiency } = this.#options;
    return energy > 0 ? energy * efficiency : energy / efficiency;
  }
}
