import {
  type BatteryGrid,
  firstLevel,
  LEVELS,
  levelsEnd,
  MOVES,
  TOP,
  UP_MOVES,
} from "#sim/agents/devices/batteryGrid.ts";
import { RING, RING_MASK } from "#sim/agents/devices/device.ts";

/** Costs nearer than this are equal, µEUR/kWh × Wh: the move that comes first is kept. */
export const TIE = 1e-6;
/** Costs farther apart than this are so whatever rounding does to them; the same unit. */
export const CLEAR = 1;

/** Least cost of all that follows, by slot of the ring and level, and the horizon it leads to. */
export interface CostToGo {
  readonly cost: Float64Array;
  /** By slot: how it changes from a level to the one above, at least and at most. */
  readonly riseMin: Float64Array;
  readonly riseMax: Float64Array;
  end: number;
}

export function costToGo(): CostToGo {
  return {
    cost: new Float64Array(RING * LEVELS),
    riseMin: new Float64Array(RING),
    riseMax: new Float64Array(RING),
    end: -1,
  };
}

/** What a customer's net energy is to cost, rings over the world index: Wh and µEUR/kWh. */
export interface NetCost {
  /** Net energy without the battery, and what is traded of it. */
  readonly otherWh: Float64Array;
  readonly tradedWh: Float64Array;
  readonly consume: Float64Array;
  readonly surplus: Float64Array;
}

/**
 * Works out the cost to go of all levels at the start of each of [from, to), backward from what is known
 * at `to`. Moves that cannot pay from any level, by how steep the next cost to go is at most, are not
 * tried from each.
 */
export function goBack(
  { cost, riseMin, riseMax }: CostToGo,
  grid: BatteryGrid,
  { otherWh, tradedWh, consume, surplus }: NetCost,
  from: number,
  to: number,
): void {
  const { powerWh, efficiency, levelWh, leastWh, wearMicroEurPerKwh: wear } = grid;
  const { moveWh, moveLevels, moveFrom, moveTo, fillWh, emptyWh, fillFrom, emptyTo } = grid;
  for (let i = to - 1; i >= from; i--) {
    const slot = i & RING_MASK;
    const nextSlot = (i + 1) & RING_MASK;
    const openWh = otherWh[slot]! - tradedWh[slot]!;
    const buy = consume[slot]!;
    const sell = surplus[slot]!;
    const next = nextSlot * LEVELS;
    const rest = energyCost(0, openWh, buy, sell, wear);
    const row = slot * LEVELS;
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    let above = cost[next]!;
    cost[row] = rest + above;
    for (let level = 1; level < LEVELS; level++) {
      const below = above;
      above = cost[next + level]!;
      if (above - below < low) low = above - below;
      if (above - below > high) high = above - below;
      cost[row + level] = rest + above;
    }
    riseMin[nextSlot] = low;
    riseMax[nextSlot] = high;
    const isUp = leastWh * lostUp(openWh, buy, sell, low, grid) <= CLEAR;
    const isDown = leastWh * lostDown(openWh, buy, sell, high, grid) <= CLEAR;
    for (let m = isUp ? 0 : UP_MOVES; m < (isDown ? MOVES : UP_MOVES); m++) {
      const up = moveLevels[m]!;
      const costs = energyCost(moveWh[m]!, openWh, buy, sell, wear);
      if (costs + up * (up > 0 ? low : high) <= rest + CLEAR)
        tryMove(cost, row, next, costs, up, moveFrom[m]!, moveTo[m]!);
    }
    for (let level = isUp ? fillFrom : TOP; level < TOP; level++) {
      const total = energyCost(fillWh[level]!, openWh, buy, sell, wear) + above;
      if (total < cost[row + level]! - TIE) cost[row + level] = total;
    }
    for (let level = isDown ? 1 : LEVELS; level < emptyTo; level++) {
      const total = energyCost(emptyWh[level]!, openWh, buy, sell, wear) + cost[next]!;
      if (total < cost[row + level]! - TIE) cost[row + level] = total;
    }
    const cover = -openWh;
    if (cover >= -powerWh && cover <= powerWh) {
      const up = (cover > 0 ? cover * efficiency : cover / efficiency) / levelWh;
      const costs = (cover > 0 ? cover : -cover) * wear;
      if (costs + up * (up > 0 ? low : high) <= rest + CLEAR)
        tryMove(cost, row, next, costs, up, firstLevel(up), levelsEnd(up));
    }
  }
}

/**
 * What a kWh more from the grid, or less, loses at least, µEUR: what it costs, less what the store's is
 * worth by how the cost to go changes from a level to the next.
 */
function lostUp(
  openWh: number,
  consume: number,
  surplus: number,
  riseMin: number,
  { efficiency, levelWh, wearMicroEurPerKwh }: BatteryGrid,
): number {
  const price = openWh >= 0 || consume < surplus ? consume : surplus;
  return price + wearMicroEurPerKwh + (riseMin * efficiency) / levelWh;
}

function lostDown(
  openWh: number,
  consume: number,
  surplus: number,
  riseMax: number,
  { efficiency, levelWh, wearMicroEurPerKwh }: BatteryGrid,
): number {
  const price = openWh <= 0 || surplus > consume ? surplus : consume;
  return wearMicroEurPerKwh - price - riseMax / (efficiency * levelWh);
}

/** Cost of energy at the grid within a period: what the customer's net costs, and wear. */
export function energyCost(
  energyWh: number,
  openWh: number,
  consume: number,
  surplus: number,
  wear: number,
): number {
  const net = openWh + energyWh;
  return (net > 0 ? net * consume : net * surplus) + (energyWh > 0 ? energyWh : -energyWh) * wear;
}

/**
 * Tries a move that costs so much by itself and leads so many levels up, from each of [from, to): against
 * the costs that begin at `row`, by those of the next period, which begin at `next`.
 */
function tryMove(
  cost: Float64Array,
  row: number,
  next: number,
  costs: number,
  up: number,
  from: number,
  to: number,
): void {
  if (from >= to) return;
  const shift = Math.floor(up);
  const part = up - shift;
  const between = Math.min(to, TOP - shift);
  let below = cost[next + from + shift]!;
  for (let level = from; level < between; level++) {
    const above = cost[next + level + shift + 1]!;
    const total = costs + below + part * (above - below);
    if (total < cost[row + level]! - TIE) cost[row + level] = total;
    below = above;
  }
  // To the very top.
  if (between < to && costs + below < cost[row + between]! - TIE) {
    cost[row + between] = costs + below;
  }
}
