import { RING_MASK } from "#sim/agents/devices/device.ts";

export interface RefillProblem {
  readonly from: number;
  readonly to: number;
  readonly storedWh: number;
  readonly reserveWh: number;
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

/** Share of the capacity that a plan leaves in the store at its end. */
const FINAL_SHARE = 0.5;

/**
 * Refills a store at the cheapest times that keep it above its reserve.
 *
 * Forward in time: where the store would fall below the reserve, the missing energy is bought in
 * the cheapest period since the store was last full, as far as power and room allow. For one
 * store, one price and known draws this greedy choice is optimal (an exchange argument: energy
 * bought before a moment at which the store is full cannot serve a later need).
 */
export function planRefill(problem: RefillProblem): void {
  const { from, to, reserveWh, capacityWh, lossWh, drawWh, plan, ahead } = problem;
  let stored = problem.storedWh;
  let since = from;
  for (let i = from; i < to; i++) {
    plan[i & RING_MASK] = 0;
    stored -= drawWh[i]! + lossWh;
    ahead[i & RING_MASK] = stored;
    const wanted = i === to - 1 ? Math.max(reserveWh, FINAL_SHARE * capacityWh) : reserveWh;
    while (stored < wanted) {
      const bought = buyCheapest(problem, since, i, wanted - stored);
      if (bought <= 0) break;
      stored += bought;
    }
    if (stored < 0) stored = 0;
    ahead[i & RING_MASK] = stored;
    if (stored >= capacityWh - 1) since = i + 1;
  }
}

/** Buys in the cheapest period of [since, until] that has power and room left; returns the energy. */
function buyCheapest(
  problem: RefillProblem,
  since: number,
  until: number,
  wantedWh: number,
): number {
  const { price, plan, ahead, powerWh, capacityWh } = problem;
  let best = -1;
  let bestPrice = Number.POSITIVE_INFINITY;
  let bestRoom = 0;
  let room = Number.POSITIVE_INFINITY;
  for (let i = until; i >= since; i--) {
    const slot = i & RING_MASK;
    if (i < until) room = Math.min(room, capacityWh - ahead[slot]!);
    if (room < 1) break;
    if (plan[slot]! < powerWh - 1 && price[slot]! < bestPrice) {
      best = i;
      bestPrice = price[slot]!;
      bestRoom = room;
    }
  }
  if (best < 0) return 0;
  const bought = Math.min(wantedWh, powerWh - plan[best & RING_MASK]!, bestRoom);
  plan[best & RING_MASK]! += bought;
  for (let i = best; i < until; i++) ahead[i & RING_MASK]! += bought;
  return bought;
}
