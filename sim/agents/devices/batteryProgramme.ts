import type { BatteryLimits } from "#sim/agents/devices/batteryLimits.ts";
import { type PlanView, RING, RING_MASK } from "#sim/agents/devices/device.ts";

/** Levels of stored energy at which the programme knows the cost to go; linear in between. */
const LEVELS = 16;
/** Shares of the power that a plan may choose, beside the one that makes the customer's net zero. */
const SHARES = Float64Array.of(0, 1, 0.5, -0.5, -1);
const CHOICES = 5;
const MOVES = LEVELS * CHOICES;
const LEVEL_BITS = 4;
const LEVEL_MASK = LEVELS - 1;
/** Room for as many different energies as there are moves. */
const ENERGIES = 128;
const ENERGY_MASK = ENERGIES - 1;

// Scratch of the battery that plans. Of the period that is worked on: cost to go of the next one by level, how it rises to the level
// above, and what each energy costs. Lengths are powers of two: a masked index needs no check.
const nextCost = new Float64Array(LEVELS);
const slope = new Float64Array(LEVELS);
const energyCost = new Float64Array(ENERGIES);
// The grid of the battery that plans: arrays known when code is compiled are read faster.
const levelStored = new Float64Array(LEVELS);
const levelMost = new Float64Array(LEVELS);
const levelLeast = new Float64Array(LEVELS);
const leadsTo = new Int32Array(MOVES);
const above = new Float64Array(MOVES);

/** Cost to go by slot of the ring and level, and the horizon it leads to. */
interface CostToGo {
  readonly cost: Float64Array;
  end: number;
}

/**
 * Dynamic programme over the state of charge: least cost of the customer's net energy against what
 * is already traded, prices of consumption and surplus, wear, and the worth of what stays stored.
 * In each period a battery rests, runs at full or half power, or just covers what is open.
 *
 * All but the covering move are the same in every period: where they lead from each level is laid
 * out once. What is to come costs what it did when last worked out, as long as nothing new is known
 * of it: a programme goes back from there, not from the end of the horizon.
 */
export class BatteryProgramme {
  readonly #limits: BatteryLimits;
  readonly #levelWh: number;
  readonly #grid: Grid;
  readonly #inMarket = costToGo();
  readonly #onRetail = costToGo();

  constructor(limits: BatteryLimits) {
    this.#limits = limits;
    this.#levelWh = (limits.highWh - limits.lowWh) / (LEVELS - 1);
    this.#grid = layOut(limits, this.#levelWh);
  }

  /**
   * Backward over the periods of which something new is known: cost to go by level. Returns the first
   * period behind them.
   */
  solve(view: PlanView, asReference: boolean): number {
    const { open, end, otherWh, tradedWh, retailPrice, consumePrice, surplusPrice } = view;
    const { efficiency, wearMicroEurPerKwh } = this.#limits;
    const known = asReference ? this.#onRetail : this.#inMarket;
    const last = known.end === end ? Math.min(view.settled, end) : end;
    if (last === end) this.#valueEnd(view, known);
    const grid = this.#grid;
    levelStored.set(grid.storedWh);
    levelMost.set(grid.mostWh);
    levelLeast.set(grid.leastWh);
    leadsTo.set(grid.leadsTo);
    above.set(grid.above);
    const price = asReference ? retailPrice : consumePrice;
    for (let i = last - 1; i >= open; i--) {
      const slot = i & RING_MASK;
      stepBack(
        known.cost,
        this.#grid.energyWh,
        this.#grid.energyCount,
        otherWh[slot]! - (asReference ? 0 : tradedWh[slot]!),
        price[slot]!,
        surplusPrice[slot]!,
        wearMicroEurPerKwh,
        efficiency,
        this.#levelWh,
        slot * LEVELS,
        ((i + 1) & RING_MASK) * LEVELS,
      );
    }
    return last;
  }

  /** What stays stored at the end of the horizon is worth a part of the mean retail price. */
  #valueEnd({ open, end, retailPrice }: PlanView, known: CostToGo): void {
    const { leftWorthShare, efficiency } = this.#limits;
    let mean = 0;
    for (let i = open; i < end; i++) mean += retailPrice[i & RING_MASK]!;
    const worth = end > open ? (leftWorthShare * mean * efficiency) / (end - open) : 0;
    const row = (end & RING_MASK) * LEVELS;
    for (let level = 0; level < LEVELS; level++) {
      known.cost[row + level] = -worth * level * this.#levelWh;
    }
    known.end = end;
  }

  /** After `solve`: what one more kWh in the store is worth at the end of period `i`, µEUR. */
  worth(i: number, stored: number): number {
    const { cost } = this.#inMarket;
    const at =
      ((i + 1) & RING_MASK) * LEVELS + levelBelow((stored - this.#limits.lowWh) / this.#levelWh);
    return (cost[at]! - cost[at + 1]!) / this.#levelWh;
  }

  /** Takes over what stored energy is worth to `other`; what it plans itself it works out anew. */
  learnFrom(other: BatteryProgramme): void {
    this.#inMarket.cost.set(other.#inMarket.cost);
  }

  /** After `solve`: the energy from the grid that costs least from period `i` on, with so much stored. */
  best(view: PlanView, asReference: boolean, i: number, stored: number): number {
    const slot = i & RING_MASK;
    const { powerWh, lowWh, highWh, efficiency, wearMicroEurPerKwh } = this.#limits;
    return cheapestEnergy(
      (asReference ? this.#onRetail : this.#inMarket).cost,
      view.otherWh[slot]! - (asReference ? 0 : view.tradedWh[slot]!),
      asReference ? view.retailPrice[slot]! : view.consumePrice[slot]!,
      view.surplusPrice[slot]!,
      wearMicroEurPerKwh,
      efficiency,
      powerWh,
      stored - lowWh,
      highWh - stored,
      this.#levelWh,
      ((i + 1) & RING_MASK) * LEVELS,
    );
  }
}

/** The moves of every level, level after level, and what they lead to. */
interface Grid {
  /** Stored energy at each level, and the most and least energy a period may take from there. */
  readonly storedWh: Float64Array;
  readonly mostWh: Float64Array;
  readonly leastWh: Float64Array;
  /** The level below where a move leads and, shifted, which of the energies; how far above that. */
  readonly leadsTo: Int32Array;
  readonly above: Float64Array;
  readonly energyWh: Float64Array;
  readonly energyCount: number;
}

function layOut(limits: BatteryLimits, levelWh: number): Grid {
  const { powerWh, lowWh, highWh, efficiency } = limits;
  const storedWh = new Float64Array(LEVELS);
  const mostWh = new Float64Array(LEVELS);
  const leastWh = new Float64Array(LEVELS);
  const leadsTo = new Int32Array(MOVES);
  const above = new Float64Array(MOVES);
  const energies: number[] = [];
  let move = 0;
  for (let level = 0; level < LEVELS; level++) {
    const stored = lowWh + level * levelWh;
    storedWh[level] = stored - lowWh;
    mostWh[level] = Math.min(powerWh, Math.max(0, highWh - stored) / efficiency);
    leastWh[level] = -Math.min(powerWh, Math.max(0, storedWh[level]!) * efficiency);
    for (const share of SHARES) {
      const energy = Math.min(Math.max(share * powerWh, leastWh[level]!), mostWh[level]!);
      if (!energies.includes(energy)) energies.push(energy);
      const into = energy > 0 ? energy * efficiency : energy / efficiency;
      const place = (storedWh[level]! + into) / levelWh;
      const below = levelBelow(place);
      leadsTo[move] = (energies.indexOf(energy) << LEVEL_BITS) | below;
      above[move] = place - below;
      move++;
    }
  }
  const energyWh = Float64Array.from(energies);
  const energyCount = energies.length;
  return { storedWh, mostWh, leastWh, leadsTo, above, energyWh, energyCount };
}

function levelBelow(place: number): number {
  return place < 0 ? 0 : place >= LEVELS - 1 ? LEVELS - 2 : Math.floor(place);
}

function costToGo(): CostToGo {
  return { cost: new Float64Array(RING * LEVELS), end: -1 };
}

/** Cost to go of all levels at `row` from those of the next period, which begin at `next`. */
function stepBack(
  cost: Float64Array,
  energyWh: Float64Array,
  energyCount: number,
  openWh: number,
  consume: number,
  surplus: number,
  wear: number,
  efficiency: number,
  levelWh: number,
  row: number,
  next: number,
): void {
  for (let e = 0; e < energyCount; e++) {
    const energy = energyWh[e]!;
    const net = openWh + energy;
    energyCost[e] =
      (net > 0 ? net * consume : net * surplus) + (energy > 0 ? energy : -energy) * wear;
  }
  for (let level = 0; level < LEVELS; level++) nextCost[level] = cost[next + level]!;
  for (let level = 0; level < LEVELS - 1; level++) {
    slope[level] = nextCost[level + 1]! - nextCost[level]!;
  }
  const cover = -openWh;
  const coverInto = cover > 0 ? cover * efficiency : cover / efficiency;
  const coverCost = (cover > 0 ? cover : -cover) * wear;
  for (let level = 0; level < LEVELS; level++) {
    // One after the other: a loop over five moves takes twice as long.
    const move = level * CHOICES;
    let least = costThrough(move);
    let total = costThrough(move + 1);
    if (total < least - TIE) least = total;
    total = costThrough(move + 2);
    if (total < least - TIE) least = total;
    total = costThrough(move + 3);
    if (total < least - TIE) least = total;
    total = costThrough(move + 4);
    if (total < least - TIE) least = total;
    // Where covering is out of reach it is full power, which has been tried.
    if (cover >= levelLeast[level]! && cover <= levelMost[level]!) {
      const place = (levelStored[level]! + coverInto) / levelWh;
      const at = levelBelow(place) & LEVEL_MASK;
      total = coverCost + nextCost[at]! + (place - at) * slope[at]!;
      if (total < least - TIE) least = total;
    }
    cost[row + level] = least;
  }
}

/** Cost of a move that is laid out, and of what follows it. */
function costThrough(move: number): number {
  const to = leadsTo[move]!;
  const at = to & LEVEL_MASK;
  const energy = (to >> LEVEL_BITS) & ENERGY_MASK;
  return energyCost[energy]! + nextCost[at]! + above[move]! * slope[at]!;
}

/** Costs nearer than this are equal, µEUR/kWh × Wh: the move that comes first is kept. */
const TIE = 1e-6;

/**
 * Tries resting, both powers, their halves and covering `openWh`, the net energy that no trade covers
 * yet; resting wins among equals. `next` is where the following period's cost to go begins.
 */
function cheapestEnergy(
  cost: Float64Array,
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
  let leastCost = Number.POSITIVE_INFINITY;
  for (let move = 0; move < 6; move++) {
    const wanted = move < 5 ? SHARES[move]! * powerWh : -openWh;
    const energy = wanted < least ? least : wanted > most ? most : wanted;
    const net = openWh + energy;
    const into = energy > 0 ? energy * efficiency : energy / efficiency;
    const place = (storedWh + into) / levelWh;
    const level = levelBelow(place);
    const here = cost[next + level]!;
    const total =
      (net > 0 ? net * consume : net * surplus) +
      (energy > 0 ? energy : -energy) * wear +
      here +
      (place - level) * (cost[next + level + 1]! - here);
    if (total < leastCost - TIE) {
      leastCost = total;
      best = energy;
    }
  }
  return best;
}
