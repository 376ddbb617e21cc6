import { type PlanView, RING, RING_MASK } from "#sim/agents/devices/device.ts";

const PERIODS_PER_HOUR = 4;

/** What a whole run costs that starts in period `start`, Wh × µEUR/kWh; own surplus is used first. */
export function runCost(
  profileWh: Float64Array,
  start: number,
  price: Float64Array,
  { surplusPrice, otherWh }: PlanView,
): number {
  let cost = 0;
  for (let k = 0; k < profileWh.length; k++) {
    const slot = (start + k) & RING_MASK;
    const spare = Math.min(profileWh[k]!, Math.max(0, -otherWh[slot]!));
    cost += spare * Math.min(surplusPrice[slot]!, price[slot]!);
    cost += (profileWh[k]! - spare) * price[slot]!;
  }
  return cost;
}

/** Adds a run to a plan (ring), as far as it lies in the periods that the plan may change. */
export function layRun(
  target: Float64Array,
  profileWh: Float64Array,
  start: number,
  { open, end }: PlanView,
): void {
  for (let k = 0; k < profileWh.length; k++) {
    const i = start + k;
    if (i >= open && i < end) target[i & RING_MASK]! += profileWh[k]!;
  }
}

/** Energy of a run from one of its quarter hours on, Wh. */
export function restWh(profileWh: Float64Array, from: number): number {
  let wh = 0;
  for (let k = from; k < profileWh.length; k++) wh += profileWh[k]!;
  return wh;
}

/**
 * The quarter hour of a run, among the first `quarters`, that a start in [first, last] brings into
 * period `i` with most energy; the earliest of equals, −1 for none.
 */
export function largestQuarter(
  profileWh: Float64Array,
  i: number,
  [first, last]: readonly [number, number],
  quarters: number,
): number {
  let best = -1;
  for (let quarter = 0; quarter < quarters && i - quarter >= first; quarter++) {
    const isMore = best === -1 || profileWh[quarter]! > profileWh[best]!;
    if (i - quarter <= last && isMore) best = quarter;
  }
  return best;
}

/** The cheapest start in [first, last], the earliest of equals; −1 where there is none. */
export function cheapestStart(
  profileWh: Float64Array,
  price: Float64Array,
  view: PlanView,
  first: number,
  last: number,
): number {
  let best = -1;
  let bestCost = Number.POSITIVE_INFINITY;
  for (let start = first; start <= last; start++) {
    const cost = runCost(profileWh, start, price, view);
    if (cost >= bestCost) continue;
    best = start;
    bestCost = cost;
  }
  return best;
}

// Scratch: what each start of [first, last] costs.
let costs = new Float64Array(RING);

/**
 * Writes the cheapest starts in [first, last] to `out`, best first and at least an hour from one
 * another; what is left of `out` becomes −1. Of equals the earliest is better.
 */
export function startChoices(
  profileWh: Float64Array,
  view: PlanView,
  first: number,
  last: number,
  out: Int32Array,
): void {
  const count = Math.max(0, last - first + 1);
  if (count > costs.length) costs = new Float64Array(count);
  for (let k = 0; k < count; k++) {
    costs[k] = runCost(profileWh, first + k, view.consumePrice, view);
  }
  let chosen = 0;
  for (; chosen < out.length; chosen++) {
    let best = -1;
    for (let k = 0; k < count; k++) {
      if (best >= 0 && costs[k]! >= costs[best]!) continue;
      if (!isNear(first + k, out, chosen)) best = k;
    }
    if (best < 0) break;
    out[chosen] = first + best;
  }
  out.fill(-1, chosen);
}

/** Whether a start is within an hour of one of the first `count`. */
function isNear(start: number, starts: Int32Array, count: number): boolean {
  for (let k = 0; k < count; k++) {
    if (Math.abs(starts[k]! - start) < PERIODS_PER_HOUR) return true;
  }
  return false;
}
