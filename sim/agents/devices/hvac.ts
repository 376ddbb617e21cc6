import {
  type Capability,
  type Device,
  HVAC,
  type PlanView,
  RING_MASK,
} from "#sim/agents/devices/device.ts";
import { newRing } from "#sim/agents/devices/ring.ts";

export interface HvacOptions {
  /** Expected electric load of ventilation and cooling by period, Wh. */
  readonly expectedWh: (i: number) => number;
  /** Share that may be shed for at most an hour. */
  readonly shedShare: number;
  /** Share of shed energy that comes back. */
  readonly reboundShare: number;
}

/** Periods over which shed energy comes back. */
const REBOUND_PERIODS = 8;
/** Periods' worth of full shedding that the rooms bear before it has to come back. */
const SHED_PERIODS = 4;

/**
 * Ventilation and cooling of an office. It has no plan of its own (its load is part of the
 * building's); orders shed a share of it, or cool ahead, and the difference comes back over two
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
  #owed = 0;

  constructor(options: HvacOptions) {
    this.#options = options;
    this.reference = this.plan;
  }

  planAhead(view: PlanView, asReference: boolean): void {
    if (asReference) return;
    let owed = this.#owed;
    for (let i = view.now; i < view.end; i++) {
      const back = owed / REBOUND_PERIODS;
      this.plan[i & RING_MASK] = Math.abs(back) < 1 ? 0 : back;
      owed -= back;
    }
  }

  mark(): void {}

  step(i: number, changeWh: number): number {
    const limit = this.#options.shedShare * this.#options.expectedWh(i);
    let back = this.#owed / REBOUND_PERIODS;
    if (Math.abs(back) < 1) back = this.#owed;
    this.#owed -= back;
    const moved = this.#owed / this.#options.reboundShare;
    const least = -Math.min(limit, Math.max(0, SHED_PERIODS * limit - moved));
    const most = Math.min(limit, Math.max(0, SHED_PERIODS * limit + moved));
    const change = Math.min(Math.max(changeWh, least), most);
    this.#owed -= change * this.#options.reboundShare;
    return back + change;
  }

  capability(i: number, direction: 0 | 1, out: Capability): void {
    const limit = this.#options.shedShare * this.#options.expectedWh(i);
    const used = (direction === 0 ? this.#owed : -this.#owed) / this.#options.reboundShare;
    out.powerWh = limit;
    out.energyWh = Math.max(0, SHED_PERIODS * limit - Math.max(0, used));
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
