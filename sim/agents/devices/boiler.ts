import type { BoilerSettings } from "#scenarios/deviceSettings.ts";
import { defaultDevices } from "#scenarios/schema/devicesSchema.ts";
import {
  BOILER,
  type Capability,
  type Device,
  type PlanView,
  RING_MASK,
} from "#sim/agents/devices/device.ts";
import { planRefill } from "#sim/agents/devices/planRefill.ts";
import { newRing } from "#sim/agents/devices/ring.ts";
import { PERIOD_HOURS } from "#sim/clock.ts";

export interface BoilerOptions {
  readonly powerKw: number;
  readonly capacityKwh: number;
  readonly standingLossKwhPerDay: number;
  readonly control: "thermostat" | "night";
  readonly flexible: boolean;
  /** Heat really drawn, Wh per period. */
  readonly drawWh: Float32Array;
  /** Heat expected to be drawn, Wh per period. */
  readonly drawExpectedWh: Float32Array;
  /** 1 in periods of the night tariff. */
  readonly isNight: Uint8Array;
  /** Periods after the start of the night tariff at which the time switch closes. */
  readonly nightDelay: number;
  /** @default those of scenarios that say nothing */
  readonly settings?: BoilerSettings;
  /** Hours of a period. @default those of the market */
  readonly stepHours?: number;
}

/** A store that is off its plan by this share of the tank needs another. */
const OFF_PLAN_SHARE = 0.5;

/** Nobody asks how full the store would be along a reference. */
const aheadOfReference = newRing();

/** Hot-water tank with an electric rod: a store that is emptied by draws and standing loss. */
export class Boiler implements Device {
  readonly kind = BOILER;
  readonly flexible: boolean;
  readonly plan = newRing();
  readonly reference: Float64Array;
  readonly referenceWaits: boolean;
  readonly #options: BoilerOptions;
  readonly #powerWh: number;
  readonly #capacityWh: number;
  readonly #lossWh: number;
  /** Below this the thermostat heats whatever the tariff. */
  readonly #emergencyWh: number;
  /** A flexible owner keeps this in the tank, and leaves that at the end of a plan. */
  readonly #reserveWh: number;
  readonly #finalWh: number;
  /** Stored heat expected at the end of each planned period, Wh. */
  readonly #ahead = newRing();
  /** Stored heat beyond what the plan foresaw, since it was made, Wh. */
  #drift = 0;
  #stored: number;
  #marked: number;

  constructor(options: BoilerOptions) {
    this.#options = options;
    this.flexible = options.flexible;
    this.reference = options.flexible ? newRing() : this.plan;
    this.referenceWaits = options.flexible;
    const stepHours = options.stepHours ?? PERIOD_HOURS;
    this.#powerWh = options.powerKw * 1000 * stepHours;
    this.#capacityWh = options.capacityKwh * 1000;
    this.#lossWh = (options.standingLossKwhPerDay * 1000 * stepHours) / 24;
    const { emergencyShare, reserveShare, finalShare } = options.settings ?? defaultDevices.boiler;
    this.#emergencyWh = emergencyShare * this.#capacityWh;
    this.#reserveWh = reserveShare * this.#capacityWh;
    this.#finalWh = finalShare * this.#capacityWh;
    this.#stored = this.#capacityWh * 0.7;
    this.#marked = this.#stored;
  }

  planAhead(view: PlanView, asReference: boolean): void {
    const { drawExpectedWh } = this.#options;
    const target = asReference ? this.reference : this.plan;
    const ahead = asReference ? aheadOfReference : this.#ahead;
    let stored = asReference ? this.#marked : this.#stored;
    if (!asReference) this.#drift = 0;
    for (let i = view.now; i < view.open; i++) {
      const heated = this.flexible ? this.plan[i & RING_MASK]! : this.#control(i, stored);
      if (!this.flexible) target[i & RING_MASK] = heated;
      stored = this.#after(stored, heated, drawExpectedWh[i]!);
      ahead[i & RING_MASK] = stored;
    }
    if (!this.flexible) {
      for (let i = view.open; i < view.end; i++) {
        const heated = this.#control(i, stored);
        target[i & RING_MASK] = heated;
        stored = this.#after(stored, heated, drawExpectedWh[i]!);
        ahead[i & RING_MASK] = stored;
      }
      return;
    }
    planRefill({
      from: view.open,
      to: view.end,
      storedWh: stored,
      reserveWh: this.#reserveWh,
      finalWh: this.#finalWh,
      capacityWh: this.#capacityWh,
      powerWh: this.#powerWh,
      lossWh: this.#lossWh,
      drawWh: drawExpectedWh,
      price: asReference ? view.retailPrice : view.consumePrice,
      plan: target,
      ahead,
    });
  }

  mark(): void {
    this.#marked = this.#stored;
  }

  step(i: number, changeWh: number): number {
    const wanted = this.flexible ? this.plan[i & RING_MASK]! : this.#control(i, this.#stored);
    const draw = this.#options.drawWh[i]!;
    let heated = wanted + changeWh;
    if (this.#stored < this.#emergencyWh) heated = Math.max(heated, this.#powerWh);
    heated = Math.min(Math.max(heated, 0), this.#powerWh);
    heated = Math.min(heated, Math.max(0, this.#capacityWh - this.#stored + draw + this.#lossWh));
    this.#stored = this.#after(this.#stored, heated, draw);
    this.#drift = this.#stored - this.#ahead[i & RING_MASK]!;
    return heated;
  }

  capability(i: number, direction: 0 | 1, out: Capability): void {
    const planned = this.plan[i & RING_MASK]!;
    const ahead = this.#ahead[i & RING_MASK]! + this.#drift;
    if (direction === 0) {
      out.powerWh = planned;
      out.energyWh = Math.max(0, ahead - this.#emergencyWh);
    } else {
      out.powerWh = this.#powerWh - planned;
      out.energyWh = Math.max(0, this.#capacityWh - ahead);
    }
  }

  get isOffPlan(): boolean {
    return Math.abs(this.#drift) > OFF_PLAN_SHARE * this.#capacityWh;
  }

  storedWh(): number {
    return this.#stored;
  }

  clone(): Boiler {
    const copy = new Boiler(this.#options);
    copy.#stored = this.#stored;
    copy.#drift = this.#drift;
    copy.plan.set(this.plan);
    copy.#ahead.set(this.#ahead);
    return copy;
  }

  #control(i: number, stored: number): number {
    const { control, isNight, nightDelay } = this.#options;
    const missing = this.#capacityWh - stored;
    if (control === "thermostat") return Math.min(this.#powerWh, missing);
    const allowed = isNight[i] === 1 && isNight[Math.max(0, i - nightDelay)] === 1;
    if (allowed) return Math.min(this.#powerWh, missing);
    return stored < this.#emergencyWh ? Math.min(this.#powerWh, missing) : 0;
  }

  #after(stored: number, heated: number, draw: number): number {
    return Math.max(0, Math.min(this.#capacityWh, stored + heated - draw - this.#lossWh));
  }
}
