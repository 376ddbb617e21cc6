import {
  BATTERY,
  type Capability,
  type Device,
  type PlanView,
  RING,
  RING_MASK,
} from "#sim/agents/devices/device.ts";

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
  readonly flexible: boolean;
}

/** Levels of stored energy at which the programme knows the cost to go; linear in between. */
const LEVELS = 16;
/** Shares of the power that a plan may choose, beside the one that makes the customer's net zero. */
const SHARES = Float64Array.of(0, 1, 0.5, -0.5, -1);
const cost = new Float64Array((RING + 1) * LEVELS);

/**
 * Battery behind the meter. Its plan is a dynamic programme over the state of charge: least cost
 * of the customer's net energy against what is already traded, prices of consumption and surplus,
 * wear, and the worth of what stays stored. In each period it rests, runs at full or half power, or
 * just covers what is open: the customer's own load, surplus, or a trade.
 */
export class Battery implements Device {
  readonly kind = BATTERY;
  readonly flexible: boolean;
  readonly plan = new Float64Array(RING);
  readonly reference = new Float64Array(RING);
  readonly #options: BatteryOptions;
  readonly #powerWh: number;
  readonly #lowWh: number;
  readonly #highWh: number;
  readonly #levelWh: number;
  readonly #ahead = new Float64Array(RING);
  /** Stored energy beyond what the plan foresaw, since it was made, Wh. */
  #drift = 0;
  #stored: number;

  constructor(options: BatteryOptions) {
    this.#options = options;
    this.flexible = options.flexible;
    this.#powerWh = options.powerKw * 250;
    this.#lowWh = options.shareMin * options.capacityKwh * 1000;
    this.#highWh = options.shareMax * options.capacityKwh * 1000;
    this.#levelWh = (this.#highWh - this.#lowWh) / (LEVELS - 1);
    this.#stored = (this.#lowWh + this.#highWh) / 2;
  }

  planAhead(view: PlanView, asReference: boolean): void {
    const target = asReference ? this.reference : this.plan;
    let stored = this.#stored;
    if (!asReference) this.#drift = 0;
    for (let i = view.now; i < view.open; i++) {
      stored += this.#intoStore(this.plan[i & RING_MASK]!);
      if (!asReference) this.#ahead[i & RING_MASK] = stored;
    }
    stored = Math.min(Math.max(stored, this.#lowWh), this.#highWh);
    this.#solve(view, asReference);
    for (let i = view.open; i < view.end; i++) {
      const energy = this.#best(view, asReference, i, stored);
      target[i & RING_MASK] = energy;
      stored += this.#intoStore(energy);
      if (!asReference) this.#ahead[i & RING_MASK] = stored;
    }
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

  storedWh(): number {
    return this.#stored - this.#lowWh;
  }

  clone(): Battery {
    const copy = new Battery(this.#options);
    copy.#stored = this.#stored;
    copy.#drift = this.#drift;
    copy.plan.set(this.plan);
    copy.#ahead.set(this.#ahead);
    return copy;
  }

  #intoStore(energy: number): number {
    const { efficiency } = this.#options;
    return energy > 0 ? energy * efficiency : energy / efficiency;
  }

  /** Backward over the periods: cost to go by level. */
  #solve(view: PlanView, asReference: boolean): void {
    const count = view.end - view.open;
    let mean = 0;
    for (let i = view.open; i < view.end; i++) mean += view.retailPrice[i & RING_MASK]!;
    const worth = count > 0 ? (0.75 * mean * this.#options.efficiency) / count : 0;
    for (let level = 0; level < LEVELS; level++) {
      cost[count * LEVELS + level] = -worth * level * this.#levelWh;
    }
    for (let k = count - 1; k >= 0; k--) {
      for (let level = 0; level < LEVELS; level++) {
        this.#best(view, asReference, view.open + k, this.#lowWh + level * this.#levelWh);
        cost[k * LEVELS + level] = leastCost;
      }
    }
  }

  /** The energy from the grid that costs least from period `i` on, given what is stored. */
  #best(view: PlanView, asReference: boolean, i: number, stored: number): number {
    const slot = i & RING_MASK;
    const { efficiency, wearMicroEurPerKwh } = this.#options;
    return cheapestEnergy(
      view.otherWh[slot]! - (asReference ? 0 : view.tradedWh[slot]!),
      asReference ? view.retailPrice[slot]! : view.consumePrice[slot]!,
      view.surplusPrice[slot]!,
      wearMicroEurPerKwh,
      efficiency,
      this.#powerWh,
      stored - this.#lowWh,
      this.#highWh - stored,
      this.#levelWh,
      (i - view.open + 1) * LEVELS,
    );
  }
}

/** Cost of the energy that `cheapestEnergy` returned last, µEUR/kWh × Wh. */
let leastCost = 0;

/**
 * Tries resting, both powers, their halves and covering `openWh`, the net energy that no trade covers
 * yet; resting wins among equals. `next` is where the following period's cost to go begins.
 */
function cheapestEnergy(
  openWh: number,
  consume: number,
  surplus: number,
  wear: number,
  efficiency: number,
  powerWh: number,
  storedWh: number,
  roomWh: number,
  levelWh: number,
  next: number,
): number {
  const most = Math.min(powerWh, Math.max(0, roomWh) / efficiency);
  const least = -Math.min(powerWh, Math.max(0, storedWh) * efficiency);
  let best = 0;
  leastCost = Number.POSITIVE_INFINITY;
  for (let move = 0; move < 6; move++) {
    const wanted = move < 5 ? SHARES[move]! * powerWh : -openWh;
    const energy = wanted < least ? least : wanted > most ? most : wanted;
    const net = openWh + energy;
    const into = energy > 0 ? energy * efficiency : energy / efficiency;
    const place = (storedWh + into) / levelWh;
    const level = place < 0 ? 0 : place >= LEVELS - 1 ? LEVELS - 2 : Math.floor(place);
    const here = cost[next + level]!;
    const total =
      (net > 0 ? net * consume : net * surplus) +
      (energy > 0 ? energy : -energy) * wear +
      here +
      (place - level) * (cost[next + level + 1]! - here);
    if (total < leastCost - 1e-6) {
      leastCost = total;
      best = energy;
    }
  }
  return best;
}
