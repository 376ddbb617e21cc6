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
  const emptyEnough = powerWh - 1;
  let stored = problem.storedWh;
  let since = from;
  // The cheapest period with power and room left, NONE for none, and the fullest the store is from then on.
  let found = NONE;
  let fullest = 0;
  for (let i = from; i < to; i++) {
    const slot = i & RING_MASK;
    if (found !== NONE) {
      const before = ahead[(i - 1) & RING_MASK]!;
      if (capacityWh - before < 1) {
        lift(ahead, found, i);
        since = i;
        found = NONE;
      } else if (before > fullest) fullest = before;
    }
    if (emptyEnough > 0 && (found === NONE || price[slot]! <= price[found & RING_MASK]!)) {
      lift(ahead, found, i);
      found = i;
      fullest = Number.NEGATIVE_INFINITY;
    }
    plan[slot] = 0;
    stored -= drawWh[i]! + lossWh;
    const wanted = i === to - 1 ? Math.max(reserveWh, finalWh) : reserveWh;
    while (stored < wanted && found !== NONE) {
      const at = found & RING_MASK;
      const bought = Math.min(wanted - stored, powerWh - plan[at]!, capacityWh - fullest);
      plan[at]! += bought;
      note(slot, bought);
      fullest += bought;
      stored += bought;
      if (plan[at]! >= emptyEnough || capacityWh - fullest < 1) {
        lift(ahead, found, i + 1);
        found = findCheapest(problem, since, i);
        fullest = fullestFrom[0]!;
      }
    }
    if (stored < 0) stored = 0;
    ahead[slot] = stored;
    if (stored >= capacityWh - 1) {
      lift(ahead, found, i + 1);
      since = i + 1;
      found = NONE;
    }
  }
  lift(ahead, found, to);
}

const NONE = -1;

// Scratch. Energy bought for the moment of a period (ring), Wh, and whether there is any.
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
function findCheapest(problem: RefillProblem, since: number, until: number): number {
  const { price, plan, ahead, powerWh, capacityWh } = problem;
  let bestPrice = Number.POSITIVE_INFINITY;
  let aheadMax = Number.NEGATIVE_INFINITY;
  let found = NONE;
  for (let i = until; i >= since; i--) {
    const slot = i & RING_MASK;
    if (i < until && ahead[slot]! > aheadMax) aheadMax = ahead[slot]!;
    if (capacityWh - aheadMax < 1) break;
    if (plan[slot]! < powerWh - 1 && price[slot]! < bestPrice) {
      found = i;
      bestPrice = price[slot]!;
      fullestFrom[0] = aheadMax;
    }
  }
  return found;
}
