import { defaultDevices } from "#scenarios/schema/devicesSchema.ts";
import {
  type Capability,
  type Device,
  type PlanView,
  RING,
  RING_MASK,
  VEHICLE,
} from "#sim/agents/devices/device.ts";
import { newRing } from "#sim/agents/devices/ring.ts";
import { type Expectation, writeExpected } from "#sim/agents/forecasts/expectation.ts";
import { PERIOD_HOURS } from "#sim/clock.ts";

export interface VehicleOptions {
  readonly chargerKw: number;
  readonly flexible: boolean;
  /** World indices of arrivals and departures, and the energy wanted in between. */
  readonly sessions: {
    readonly arrival: Int32Array;
    readonly departure: Int32Array;
    readonly energyWh: Float64Array;
  };
  /** What an unplugged car is expected to take. @default nothing */
  readonly expectation?: Expectation;
  /** Ready so long before it leaves; a car that cannot be charges at once. @default the scenarios' */
  readonly reserveHours?: number;
  /** Hours of a period. @default those of the market */
  readonly stepHours?: number;
}

/**
 * Electric car at a home charger. Nobody knows of a session before the car is plugged in, only what
 * such cars take on average; then its energy and departure are known. A flexible car charges when it is
 * cheapest, up to its reserve before departure, any other at once. A car with no time to spare charges
 * whatever was planned or ordered: no plan of its own brings it there.
 */
export class Vehicle implements Device {
  readonly kind = VEHICLE;
  readonly flexible: boolean;
  readonly plan = newRing();
  readonly reference: Float64Array;
  /** A reference goes on from the one before. */
  readonly referenceWaits = false;
  readonly #options: VehicleOptions;
  readonly #powerWh: number;
  /** Periods before departure at which a car has to be ready; one at least, or it might not be. */
  readonly #reservePeriods: number;
  #session = 0;
  #missing = 0;
  #departure = -1;
  /** Whether a car came that no plan knows of. */
  #hasCome = false;

  constructor(options: VehicleOptions) {
    this.#options = options;
    this.flexible = options.flexible;
    this.reference = options.flexible ? newRing() : this.plan;
    const stepHours = options.stepHours ?? PERIOD_HOURS;
    this.#powerWh = options.chargerKw * 1000 * stepHours;
    const { reserveHours = defaultDevices.electricVehicle.reserveHours } = options;
    this.#reservePeriods = Math.max(1, Math.ceil(reserveHours / stepHours));
  }

  planAhead(view: PlanView, asReference: boolean): void {
    const target = asReference ? this.reference : this.plan;
    this.#hasCome = false;
    let missing = this.#plugged(view.now) ? this.#missing : 0;
    for (let i = view.now; i < view.open; i++) {
      if (!this.flexible)
        target[i & RING_MASK] = i < this.#departure ? Math.min(missing, this.#powerWh) : 0;
      const energy = this.#mustRun(i, missing) ? this.#powerWh : target[i & RING_MASK]!;
      missing = Math.max(0, missing - energy);
    }
    const away = Math.min(view.end, Math.max(view.open, this.#departure));
    for (let i = view.open; i < away; i++) target[i & RING_MASK] = 0;
    writeExpected(this.#options.expectation, away, view.end, target);
    let ready = view.open;
    if (this.flexible) {
      const price = asReference ? view.retailPrice : view.consumePrice;
      ready = Math.min(away, Math.max(view.open, this.#departure - this.#reservePeriods));
      missing = chargeCheapest(target, price, view.open, ready, this.#powerWh, missing);
    }
    // Too late to be ready in time, or not steered: at once.
    for (let i = ready; i < view.end && i < this.#departure && missing > 0; i++) {
      const energy = Math.min(missing, this.#powerWh);
      target[i & RING_MASK] = energy;
      missing -= energy;
    }
  }

  mark(): void {}

  step(i: number, changeWh: number): number {
    this.#plugIn(i);
    if (!this.#plugged(i)) return 0;
    const isFree = this.flexible && !this.#mustRun(i, this.#missing);
    const wanted = isFree ? this.plan[i & RING_MASK]! + changeWh : this.#powerWh;
    const energy = Math.min(Math.max(wanted, 0), this.#powerWh, this.#missing);
    this.#missing -= energy;
    return energy;
  }

  capability(i: number, direction: 0 | 1, out: Capability): void {
    out.powerWh = 0;
    out.energyWh = 0;
    if (i >= this.#departure || this.#missing <= 0) return;
    const planned = this.plan[i & RING_MASK]!;
    if (direction === 0) {
      out.powerWh = planned;
      const after = this.#departure - i - 1 - this.#reservePeriods;
      out.energyWh = Math.max(0, after * this.#powerWh - this.#missing);
    } else {
      let later = 0;
      for (let j = i + 1; j < this.#departure && j < i + RING / 2; j++)
        later += this.plan[j & RING_MASK]!;
      out.powerWh = this.#powerWh - planned;
      out.energyWh = Math.min(later, this.#missing);
    }
  }

  get isOffPlan(): boolean {
    return this.#hasCome;
  }

  storedWh(): number {
    return -this.#missing;
  }

  clone(): Vehicle {
    const copy = new Vehicle(this.#options);
    copy.#session = this.#session;
    copy.#missing = this.#missing;
    copy.#departure = this.#departure;
    copy.plan.set(this.plan);
    return copy;
  }

  /** Whether a plugged-in car to which so much is missing has no time to spare in period `i`. */
  #mustRun(i: number, missingWh: number): boolean {
    return missingWh >= (this.#departure - i - this.#reservePeriods) * this.#powerWh;
  }

  #plugged(i: number): boolean {
    return i < this.#departure;
  }

  #plugIn(i: number): void {
    const { arrival, departure, energyWh } = this.#options.sessions;
    while (this.#session < arrival.length && arrival[this.#session]! <= i) {
      this.#departure = departure[this.#session]!;
      this.#missing = energyWh[this.#session]!;
      this.#session++;
      this.#hasCome = true;
    }
  }
}

/** Charges in the cheapest periods of [from, to); returns what does not fit in there, Wh. */
function chargeCheapest(
  plan: Float64Array,
  price: Float64Array,
  from: number,
  to: number,
  powerWh: number,
  missingWh: number,
): number {
  let missing = missingWh;
  while (missing > 0) {
    const best = cheapestFree(plan, price, from, to, powerWh);
    if (best < 0) break;
    const energy = Math.min(missing, powerWh - plan[best & RING_MASK]!);
    plan[best & RING_MASK]! += energy;
    missing -= energy;
  }
  return missing;
}

/** The cheapest period of [from, to) in which the charger has power left; the earliest of equals. */
function cheapestFree(
  plan: Float64Array,
  price: Float64Array,
  from: number,
  to: number,
  powerWh: number,
): number {
  let best = -1;
  for (let i = from; i < to; i++) {
    if (plan[i & RING_MASK]! > powerWh - 1) continue;
    if (best < 0 || price[i & RING_MASK]! < price[best & RING_MASK]!) best = i;
  }
  return best;
}
