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

/** A plan moves the store by so many levels at most; that is what the power allows. */
const MOVES_MAX = 2;
/** Levels between empty and full at most: enough to charge for 32 hours at full power. */
const LEVELS_MAX = 256;
const cost = new Float64Array((RING + 1) * LEVELS_MAX);
const move = new Int8Array(RING * LEVELS_MAX);

/**
 * Battery behind the meter. Its plan is a dynamic programme over the state of charge: least cost
 * of the customer's net energy against what is already traded, prices of consumption and surplus,
 * wear, and the worth of what stays stored.
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
  readonly #levels: number;
  readonly #moves: number;
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
    const span = this.#highWh - this.#lowWh;
    const step = (this.#powerWh * options.efficiency) / MOVES_MAX;
    // Rounded up, so that no move of the plan needs more than the power.
    this.#levels = Math.min(LEVELS_MAX, Math.max(2, Math.ceil(span / step - 1e-9) + 1));
    this.#levelWh = span / (this.#levels - 1);
    this.#moves = Math.min(MOVES_MAX, Math.floor((MOVES_MAX * step) / this.#levelWh + 1e-9));
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
    let level = Math.round((stored - this.#lowWh) / this.#levelWh);
    let current = stored;
    for (let i = view.open; i < view.end; i++) {
      const steps = move[(i - view.open) * this.#levels + level]!;
      const wanted = this.#lowWh + (level + steps) * this.#levelWh;
      const change =
        steps === 0 ? 0 : Math.min(Math.max(wanted, this.#lowWh), this.#highWh) - current;
      const energy = this.#fromGrid(change);
      target[i & RING_MASK] = energy;
      current += this.#intoStore(energy);
      level += steps;
      if (!asReference) this.#ahead[i & RING_MASK] = current;
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

  /** Grid energy that changes the store by `change`, within the power. */
  #fromGrid(change: number): number {
    const { efficiency } = this.#options;
    const energy = change > 0 ? change / efficiency : change * efficiency;
    return Math.min(Math.max(energy, -this.#powerWh), this.#powerWh);
  }

  /** Backward over the periods: cost to go by level, and the best move. */
  #solve(view: PlanView, asReference: boolean): void {
    const levels = this.#levels;
    const { wearMicroEurPerKwh, efficiency } = this.#options;
    const count = view.end - view.open;
    let mean = 0;
    for (let i = view.open; i < view.end; i++) mean += view.retailPrice[i & RING_MASK]!;
    const worth = count > 0 ? (0.75 * mean * efficiency) / count : 0;
    for (let level = 0; level < levels; level++) {
      cost[count * levels + level] = -worth * level * this.#levelWh;
    }
    const half = this.#moves;
    for (let k = count - 1; k >= 0; k--) {
      const slot = (view.open + k) & RING_MASK;
      const base = view.otherWh[slot]! - (asReference ? 0 : view.tradedWh[slot]!);
      const consume = asReference ? view.retailPrice[slot]! : view.consumePrice[slot]!;
      const surplus = view.surplusPrice[slot]!;
      for (let level = 0; level < levels; level++) {
        let best = Number.POSITIVE_INFINITY;
        let bestMove = 0;
        const first = level < half ? -level : -half;
        const last = levels - 1 - level < half ? levels - 1 - level : half;
        for (let m = first; m <= last; m++) {
          const energy = this.#fromGrid(m * this.#levelWh);
          const net = base + energy;
          let total = net > 0 ? net * consume : net * surplus;
          if (m !== 0) total += Math.abs(energy) * wearMicroEurPerKwh;
          total += cost[(k + 1) * levels + level + m]!;
          if (total < best - 1e-6 || (m === 0 && total <= best + 1e-6)) {
            best = total;
            bestMove = m;
          }
        }
        cost[k * levels + level] = best;
        move[k * levels + level] = bestMove;
      }
    }
  }
}
