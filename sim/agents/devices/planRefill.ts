import { RING_MASK } from "#sim/agents/devices/device.ts";

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
 */
export function planRefill(problem: RefillProblem): void {
  const { from, to, reserveWh, finalWh, capacityWh, powerWh, lossWh } = problem;
  const { drawWh, price, plan, ahead } = problem;
  const emptyEnough = powerWh - 1;
  let stored = problem.storedWh;
  let since = from;
  found = -1;
  for (let i = from; i < to; i++) {
    const slot = i & RING_MASK;
    if (found >= 0) {
      const before = ahead[(i - 1) & RING_MASK]!;
      if (capacityWh - before < 1) {
        since = i;
        found = -1;
      } else if (before > foundAheadMax) foundAheadMax = before;
    }
    if (emptyEnough > 0 && (found < 0 || price[slot]! <= price[found & RING_MASK]!)) {
      found = i;
      foundAheadMax = Number.NEGATIVE_INFINITY;
    }
    plan[slot] = 0;
    stored -= drawWh[i]! + lossWh;
    const wanted = i === to - 1 ? Math.max(reserveWh, finalWh) : reserveWh;
    while (stored < wanted && found >= 0) {
      const at = found & RING_MASK;
      const bought = Math.min(wanted - stored, powerWh - plan[at]!, capacityWh - foundAheadMax);
      plan[at]! += bought;
      for (let j = found; j < i; j++) ahead[j & RING_MASK]! += bought;
      foundAheadMax += bought;
      stored += bought;
      if (plan[at]! >= emptyEnough || capacityWh - foundAheadMax < 1) {
        findCheapest(problem, since, i);
      }
    }
    if (stored < 0) stored = 0;
    ahead[slot] = stored;
    if (stored >= capacityWh - 1) {
      since = i + 1;
      found = -1;
    }
  }
}

/** The cheapest period with power and room left, −1 for none, and the fullest the store is from then on. */
let found = -1;
let foundAheadMax = 0;

/**
 * Looks through [since, until], from the end: the latest of the cheapest. Behind a period in which
 * the store is full, none can serve.
 */
function findCheapest(problem: RefillProblem, since: number, until: number): void {
  const { price, plan, ahead, powerWh, capacityWh } = problem;
  let bestPrice = Number.POSITIVE_INFINITY;
  let aheadMax = Number.NEGATIVE_INFINITY;
  found = -1;
  for (let i = until; i >= since; i--) {
    const slot = i & RING_MASK;
    if (i < until && ahead[slot]! > aheadMax) aheadMax = ahead[slot]!;
    if (capacityWh - aheadMax < 1) break;
    if (plan[slot]! < powerWh - 1 && price[slot]! < bestPrice) {
      found = i;
      bestPrice = price[slot]!;
      foundAheadMax = aheadMax;
    }
  }
}
