import { defaultDevices } from "#scenarios/schema/devicesSchema.ts";
import {
  type Capability,
  type Device,
  HVAC,
  type PlanView,
  RING_MASK,
} from "#sim/agents/devices/device.ts";
import { newRing } from "#sim/agents/devices/ring.ts";
import { PERIOD_HOURS } from "#sim/clock.ts";
import { pow } from "#sim/world/transcendental.ts";

export interface HvacOptions {
  /** Expected electric load of ventilation and cooling by period, Wh. */
  readonly expectedWh: (i: number) => number;
  /** Share that may be shed for as long as the rooms bear. */
  readonly shedShare: number;
  /** Share of shed energy that comes back. */
  readonly reboundShare: number;
  /** Hours of full shedding that the rooms bear. @default the scenarios' */
  readonly bearableHours?: number;
  /** Share of what is owed that comes back in a period of the market. @default the scenarios' */
  readonly reboundPerPeriod?: number;
  /** Hours of a period. @default those of the market */
  readonly stepHours?: number;
}

/** Where less than this would come back, all that is left does. */
const LEAST_KW = 0.004;

/**
 * Ventilation and cooling of an office. It has no plan of its own (its load is part of the
 * building's); orders shed a share of it, or cool ahead, and the difference comes back over
 * hours.
 */
export class Hvac implements Device {
  readonly kind = HVAC;
  readonly flexible = true;
  readonly plan = newRing();
  readonly reference: Float64Array;
  /** It has no reference of its own. */
  readonly referenceWaits = false;
  readonly #options: HvacOptions;
  /** Share of what is owed that comes back within a period. */
  readonly #backShare: number;
  readonly #leastWh: number;
  /** Periods of full shedding that the rooms bear. */
  readonly #shedPeriods: number;
  #owed = 0;

  constructor(options: HvacOptions) {
    this.#options = options;
    const stepHours = options.stepHours ?? PERIOD_HOURS;
    const { officeHvac } = defaultDevices;
    const { reboundPerPeriod = officeHvac.reboundPerPeriod } = options;
    const { bearableHours = officeHvac.bearableHours } = options;
    this.#backShare = 1 - pow(1 - reboundPerPeriod, stepHours / PERIOD_HOURS);
    this.#leastWh = LEAST_KW * 1000 * stepHours;
    this.#shedPeriods = bearableHours / stepHours;
    this.reference = this.plan;
  }

  planAhead(view: PlanView, asReference: boolean): void {
    if (asReference) return;
    let owed = this.#owed;
    for (let i = view.now; i < view.end; i++) {
      const back = owed * this.#backShare;
      this.plan[i & RING_MASK] = Math.abs(back) < this.#leastWh ? 0 : back;
      owed -= back;
    }
  }

  mark(): void {}

  step(i: number, changeWh: number): number {
    const limit = this.#options.shedShare * this.#options.expectedWh(i);
    let back = this.#owed * this.#backShare;
    if (Math.abs(back) < this.#leastWh) back = this.#owed;
    this.#owed -= back;
    const bearable = this.#shedPeriods * limit;
    const moved = this.#owed / this.#options.reboundShare;
    const least = -Math.min(limit, Math.max(0, bearable - moved));
    const most = Math.min(limit, Math.max(0, bearable + moved));
    const change = Math.min(Math.max(changeWh, least), most);
    this.#owed -= change * this.#options.reboundShare;
    return back + change;
  }

  capability(i: number, direction: 0 | 1, out: Capability): void {
    const limit = this.#options.shedShare * this.#options.expectedWh(i);
    const used = (direction === 0 ? this.#owed : -this.#owed) / this.#options.reboundShare;
    out.powerWh = limit;
    out.energyWh = Math.max(0, this.#shedPeriods * limit - Math.max(0, used));
  }

  storedWh(): number {
    return -this.#owed;
  }

  clone(): Hvac {
    const copy = new Hvac(this.#options);
    copy.#owed = this.#owed;
    copy.plan.set(this.plan);
    return copy;
  }
}
