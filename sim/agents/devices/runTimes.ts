import { type PlanView, RING_MASK } from "#sim/agents/devices/device.ts";

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

/**
 * Writes the cheapest starts in [first, last] to `out`, best first and at least an hour from one
 * another; what is left of `out` becomes −1.
 */
export function startChoices(
  profileWh: Float64Array,
  view: PlanView,
  first: number,
  last: number,
  out: Int32Array,
): void {
  const found: { start: number; cost: number }[] = [];
  for (let start = first; start <= last; start++) {
    found.push({ start, cost: runCost(profileWh, start, view.consumePrice, view) });
  }
  found.sort((a, b) => a.cost - b.cost || a.start - b.start);
  let count = 0;
  for (const { start } of found) {
    if (count === out.length) break;
    const chosen = out.subarray(0, count);
    if (chosen.every((other) => Math.abs(other - start) >= PERIODS_PER_HOUR)) out[count++] = start;
  }
  out.fill(-1, count);
}
