import type { BatteryLimits } from "#sim/agents/devices/batteryLimits.ts";
import { type PlanView, RING, RING_MASK } from "#sim/agents/devices/device.ts";

/** Levels of stored energy at which the programme knows the cost to go; linear in between. */
const LEVELS = 16;
/** Shares of the power that a plan may choose, beside the one that makes the customer's net zero. */
const SHARES = Float64Array.of(0, 1, 0.5, -0.5, -1);
const TOP = LEVELS - 1;
/** A power of two: a masked index needs no check. */
const LEVEL_MASK = LEVELS - 1;

// Scratch of the battery that plans, by level: cost to go of the next period, how it rises to the level
// above, and the least cost found so far.
const nextCost = new Float64Array(LEVELS);
const slope = new Float64Array(LEVELS);
const least = new Float64Array(LEVELS);

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
 * A move leads as far from one level as from the next, until the store is full or empty: each is laid
 * out once for all levels. What is to come costs what it did when last worked out, as long as nothing new is known
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
    const { wearMicroEurPerKwh } = this.#limits;
    const known = asReference ? this.#onRetail : this.#inMarket;
    const last = known.end === end ? Math.min(view.settled, end) : end;
    if (last === end) this.#valueEnd(view, known);
    const price = asReference ? retailPrice : consumePrice;
    for (let i = last - 1; i >= open; i--) {
      const slot = i & RING_MASK;
      stepBack(
        known.cost,
        this.#grid,
        otherWh[slot]! - (asReference ? 0 : tradedWh[slot]!),
        price[slot]!,
        surplusPrice[slot]!,
        wearMicroEurPerKwh,
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

/** A move of so much energy at the grid: from level k to `shift` + `part` levels above, k in [from, to). */
interface Move {
  readonly energyWh: number;
  readonly shift: number;
  readonly part: number;
  readonly from: number;
  readonly to: number;
}

/** What all periods of a battery share. */
interface Grid {
  readonly levelWh: number;
  readonly powerWh: number;
  readonly efficiency: number;
  /** Full and half power, as far as the store allows. */
  readonly moves: readonly Move[];
  /** By level: energy at the grid that fills the store, or empties it; levels out of its power's reach. */
  readonly fillWh: Float64Array;
  readonly emptyWh: Float64Array;
  readonly fillFrom: number;
  readonly emptyTo: number;
}

function layOut({ powerWh, efficiency }: BatteryLimits, levelWh: number): Grid {
  const moves = Array.from(SHARES.subarray(1), (share) => {
    const energyWh = share * powerWh;
    const levels = (energyWh > 0 ? energyWh * efficiency : energyWh / efficiency) / levelWh;
    return moveBy(energyWh, levels);
  });
  const levels = Array.from({ length: LEVELS }, (_, level) => level);
  return {
    levelWh,
    powerWh,
    efficiency,
    moves,
    fillWh: Float64Array.from(levels, (level) => ((TOP - level) * levelWh) / efficiency),
    emptyWh: Float64Array.from(levels, (level) => -level * levelWh * efficiency),
    fillFrom: moves[0]!.to,
    emptyTo: moves.at(-1)!.from,
  };
}

function moveBy(energyWh: number, levels: number): Move {
  const shift = Math.floor(levels);
  // A battery of more power than size is full or empty after any period.
  const from = Math.min(LEVELS, Math.max(0, Math.ceil(-levels)));
  const to = Math.max(0, Math.min(LEVELS, Math.floor(TOP - levels) + 1));
  return { energyWh, shift, part: levels - shift, from, to };
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
  grid: Grid,
  openWh: number,
  consume: number,
  surplus: number,
  wear: number,
  row: number,
  next: number,
): void {
  const { moves, powerWh, efficiency, levelWh, fillWh, emptyWh, fillFrom, emptyTo } = grid;
  const rest = energyCost(0, openWh, consume, surplus, wear);
  for (let level = 0; level < LEVELS; level++) {
    nextCost[level] = cost[next + level]!;
    least[level] = rest + nextCost[level]!;
  }
  for (let level = 0; level < TOP; level++) slope[level] = nextCost[level + 1]! - nextCost[level]!;
  for (let m = 0; m < moves.length; m++) {
    const { energyWh, shift, part, from, to } = moves[m]!;
    tryMove(energyCost(energyWh, openWh, consume, surplus, wear), shift, part, from, to);
  }
  for (let level = fillFrom; level < TOP; level++) {
    const total = energyCost(fillWh[level]!, openWh, consume, surplus, wear) + nextCost[TOP]!;
    if (total < least[level]! - TIE) least[level] = total;
  }
  for (let level = 1; level < emptyTo; level++) {
    const total = energyCost(emptyWh[level]!, openWh, consume, surplus, wear) + nextCost[0]!;
    if (total < least[level]! - TIE) least[level] = total;
  }
  const cover = -openWh;
  if (cover >= -powerWh && cover <= powerWh) {
    const levels = (cover > 0 ? cover * efficiency : cover / efficiency) / levelWh;
    const shift = Math.floor(levels);
    const from = Math.max(0, Math.ceil(-levels));
    const to = Math.min(LEVELS, Math.floor(TOP - levels) + 1);
    tryMove((cover > 0 ? cover : -cover) * wear, shift, levels - shift, from, to);
  }
  for (let level = 0; level < LEVELS; level++) cost[row + level] = least[level]!;
}

/** Cost of energy at the grid within a period: what the customer's net costs, and wear. */
function energyCost(
  energyWh: number,
  openWh: number,
  consume: number,
  surplus: number,
  wear: number,
): number {
  const net = openWh + energyWh;
  return (net > 0 ? net * consume : net * surplus) + (energyWh > 0 ? energyWh : -energyWh) * wear;
}

/** Tries a move that costs so much by itself from all of the levels [from, to). */
function tryMove(costs: number, shift: number, part: number, from: number, to: number): void {
  for (let level = from; level < to; level++) {
    const at = (level + shift) & LEVEL_MASK;
    const total = costs + nextCost[at]! + part * slope[at]!;
    if (total < least[level]! - TIE) least[level] = total;
  }
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
