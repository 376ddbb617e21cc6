import {
  type BatteryGrid,
  firstLevel,
  LEVELS,
  levelBelow,
  levelsEnd,
  SHARES,
  TOP,
} from "#sim/agents/devices/batteryGrid.ts";
import { RING, RING_MASK } from "#sim/agents/devices/device.ts";

/** A power of two: a masked index needs no check. */
const LEVEL_MASK = LEVELS - 1;
/** Costs nearer than this are equal, µEUR/kWh × Wh: the move that comes first is kept. */
const TIE = 1e-6;
/** Costs farther apart than this are so whatever rounding does to them; the same unit. */
const CLEAR = 1;

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

// Scratch by level: cost to go of the next period, how it rises to the level above, and the least cost
// found so far.
const nextCost = new Float64Array(LEVELS);
const rise = new Float64Array(LEVELS);
const least = new Float64Array(LEVELS);

/**
 * Works out the cost to go of all levels at the start of period `i` from those of the next. A move that
 * cannot pay from any level, by how steep the next cost to go is at most, is not tried from each.
 *
 * @param openWh - The customer's net energy that no trade covers yet; prices in µEUR/kWh.
 */
export function stepBack(
  known: CostToGo,
  grid: BatteryGrid,
  i: number,
  openWh: number,
  consume: number,
  surplus: number,
): void {
  const { cost, riseMin, riseMax } = known;
  const { powerWh, efficiency, levelWh, wearMicroEurPerKwh: wear } = grid;
  const { moveWh, moveLevels, moveFrom, moveTo, fillWh, emptyWh, fillFrom, emptyTo } = grid;
  const slot = i & RING_MASK;
  const nextSlot = (i + 1) & RING_MASK;
  const next = nextSlot * LEVELS;
  const rest = energyCost(0, openWh, consume, surplus, wear);
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  let above = cost[next]!;
  nextCost[0] = above;
  least[0] = rest + above;
  for (let level = 0; level < TOP; level++) {
    const here = above;
    above = cost[next + level + 1]!;
    const change = above - here;
    rise[level] = change;
    low = Math.min(low, change);
    high = Math.max(high, change);
    nextCost[level + 1] = above;
    least[level + 1] = rest + above;
  }
  riseMin[nextSlot] = low;
  riseMax[nextSlot] = high;
  for (let m = 0; m < moveWh.length; m++) {
    const up = moveLevels[m]!;
    const costs = energyCost(moveWh[m]!, openWh, consume, surplus, wear);
    if (costs + up * (up > 0 ? low : high) > rest + CLEAR) continue;
    tryMove(costs, up, moveFrom[m]!, moveTo[m]!);
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
    const up = (cover > 0 ? cover * efficiency : cover / efficiency) / levelWh;
    const costs = (cover > 0 ? cover : -cover) * wear;
    if (costs + up * (up > 0 ? low : high) <= rest + CLEAR)
      tryMove(costs, up, firstLevel(up), levelsEnd(up));
  }
  const row = slot * LEVELS;
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

/** Tries a move that costs so much by itself and leads so many levels up, from each of [from, to). */
function tryMove(costs: number, up: number, from: number, to: number): void {
  const shift = Math.floor(up);
  const part = up - shift;
  for (let level = from; level < to; level++) {
    const at = (level + shift) & LEVEL_MASK;
    const total = costs + nextCost[at]! + part * rise[at]!;
    if (total < least[level]! - TIE) least[level] = total;
  }
}

/**
 * After `stepBack` over period `i`: the energy that costs least from then on with so much stored above
 * the lowest level. Tries resting, both powers, their halves and covering what is open; resting wins
 * among equals.
 */
export function cheapestEnergy(
  known: CostToGo,
  grid: BatteryGrid,
  i: number,
  openWh: number,
  consume: number,
  surplus: number,
  storedWh: number,
  roomWh: number,
): number {
  const { cost } = known;
  const { powerWh, efficiency, levelWh, wearMicroEurPerKwh: wear } = grid;
  const nextSlot = (i + 1) & RING_MASK;
  const next = nextSlot * LEVELS;
  const most = Math.min(powerWh, Math.max(0, roomWh) / efficiency);
  const least = -Math.min(powerWh, Math.max(0, storedWh) * efficiency);
  // What a move loses at least of a kWh: by what its energy costs, less what the store's is worth.
  const up = known.riseMin[nextSlot]! * (efficiency / levelWh) + wear;
  const down = -known.riseMax[nextSlot]! / (efficiency * levelWh) + wear;
  const lostUp = up + (openWh >= 0 ? consume : Math.min(consume, surplus));
  const lostDown = down - (openWh <= 0 ? surplus : Math.max(consume, surplus));
  let best = 0;
  let leastCost = Number.POSITIVE_INFINITY;
  for (let move = 0; move < 6; move++) {
    const wanted = move < 5 ? SHARES[move]! * powerWh : -openWh;
    const energy = wanted < least ? least : wanted > most ? most : wanted;
    if (energy > 0 ? energy * lostUp > CLEAR : -energy * lostDown > CLEAR) continue;
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
