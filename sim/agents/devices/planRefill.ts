import { RING, RING_MASK } from "#sim/agents/devices/device.ts";

export interface RefillProblem {
  readonly from: number;
  readonly to: number;
  readonly storedWh: number;
  readonly reserveWh: number;
  /** What the plan leaves in the store at its end. */
  readonly finalWh: number;
  readonly capacityWh: number;
  readonly powerWh: number;
  readonly lossWh: number;
  /** Expected draws by world index, Wh. */
  readonly drawWh: Float32Array;
  /** Ring of prices. */
  readonly price: Float64Array;
  /** Ring that receives the energy to heat with. */
  readonly plan: Float64Array;
  /** Ring that receives the stored energy at the end of each period. */
  readonly ahead: Float64Array;
}

/**
 * Refills a store at the cheapest times that keep it above its reserve.
 *
 * Forward in time: where the store would fall below the reserve, the missing energy is bought in
 * the cheapest period since the store was last full, as far as power and room allow. For one
 * store, one price and known draws this greedy choice is optimal (an exchange argument: energy
 * bought before a moment at which the store is full cannot serve a later need). The cheapest
 * period found is kept as long as it has power and room, and only a cheaper new one replaces it.
 *
 * What is bought in one period for many later moments lifts the store from then on until each of
 * them. The lifts are noted by moment and added up when another period takes over, once for all.
 */
export function planRefill(problem: RefillProblem): void {
  const { from, to, reserveWh, finalWh, capacityWh, powerWh, lossWh } = problem;
  const { drawWh, price, plan, ahead } = problem;
  const fullWh = powerWh - 1;
  let stored = problem.storedWh;
  let since = from;
  // The cheapest period with power and room left, NONE for none: its price, what is bought in it, and the
  // fullest the store is from then on.
  let found = NONE;
  let lowest = fullWh > 0 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  let foundWh = 0;
  let fullest = 0;
  for (let i = from; i < to; i++) {
    const slot = i & RING_MASK;
    if (stored > fullest) fullest = stored;
    plan[slot] = 0;
    freePrice[slot] = price[slot]!;
    if (price[slot]! <= lowest) {
      lift(ahead, found, i);
      found = i;
      lowest = price[slot]!;
      foundWh = 0;
      fullest = Number.NEGATIVE_INFINITY;
    }
    stored -= drawWh[i]! + lossWh;
    const wanted = i === to - 1 ? Math.max(reserveWh, finalWh) : reserveWh;
    while (stored < wanted && found !== NONE) {
      const bought = Math.min(wanted - stored, powerWh - foundWh, capacityWh - fullest);
      foundWh += bought;
      plan[found & RING_MASK] = foundWh;
      note(slot, bought);
      fullest += bought;
      stored += bought;
      if (foundWh >= fullWh || capacityWh - fullest < 1) {
        if (foundWh >= fullWh) freePrice[found & RING_MASK] = Number.POSITIVE_INFINITY;
        lift(ahead, found, i + 1);
        found = findCheapest(ahead, since, i, capacityWh);
        fullest = fullestFrom[0]!;
        lowest = found === NONE ? Number.POSITIVE_INFINITY : price[found & RING_MASK]!;
        foundWh = found === NONE ? 0 : plan[found & RING_MASK]!;
      }
    }
    if (stored < 0) stored = 0;
    ahead[slot] = stored;
    if (found !== NONE && stored >= capacityWh - 1) {
      lift(ahead, found, i + 1);
      found = NONE;
      lowest = Number.POSITIVE_INFINITY;
    }
    if (stored >= capacityWh - 1) since = i + 1;
  }
  lift(ahead, found, to);
}

const NONE = -1;

// Scratch. Price of a period that has power left (ring), infinite for others.
const freePrice = new Float64Array(RING);
// Energy bought for the moment of a period (ring), Wh, and whether there is any.
const liftWh = new Float64Array(RING);
const hasLifts = new Uint8Array(1);
/** Beside the result of `findCheapest`: the fullest the store is from then on, Wh. */
const fullestFrom = new Float64Array(1);

/** Notes energy that is bought for the moment of a period. */
function note(slot: number, wh: number): void {
  liftWh[slot]! += wh;
  hasLifts[0] = 1;
}

/** Adds to the store at the end of each of [from, until) what was bought for later moments there. */
function lift(ahead: Float64Array, from: number, until: number): void {
  if (hasLifts[0] === 0) return;
  hasLifts[0] = 0;
  let wh = 0;
  for (let i = until - 1; i >= from; i--) {
    const slot = i & RING_MASK;
    ahead[slot]! += wh;
    wh += liftWh[slot]!;
    liftWh[slot] = 0;
  }
}

/**
 * Looks through [since, until], from the end: the latest of the cheapest. Behind a period in which
 * the store is full, none can serve.
 */
function findCheapest(
  ahead: Float64Array,
  since: number,
  until: number,
  capacityWh: number,
): number {
  let bestPrice = freePrice[until & RING_MASK]!;
  let aheadMax = Number.NEGATIVE_INFINITY;
  let found = bestPrice < Number.POSITIVE_INFINITY ? until : NONE;
  fullestFrom[0] = aheadMax;
  for (let i = until - 1; i >= since; i--) {
    const slot = i & RING_MASK;
    if (ahead[slot]! > aheadMax) {
      aheadMax = ahead[slot]!;
      if (capacityWh - aheadMax < 1) break;
    }
    if (freePrice[slot]! < bestPrice) {
      found = i;
      bestPrice = freePrice[slot]!;
      fullestFrom[0] = aheadMax;
    }
  }
  return found;
}
