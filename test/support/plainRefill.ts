import { RING_MASK } from "#sim/agents/devices/device.ts";
import type { RefillProblem } from "#sim/agents/devices/planRefill.ts";

/** The rule of `planRefill` word by word: for every missing portion the whole past is looked through. */
export function plainRefill(problem: RefillProblem): void {
  const { from, to, reserveWh, finalWh, capacityWh, lossWh, drawWh, plan, ahead } = problem;
  let stored = problem.storedWh;
  let since = from;
  for (let i = from; i < to; i++) {
    plan[i & RING_MASK] = 0;
    stored -= drawWh[i]! + lossWh;
    const wanted = i === to - 1 ? Math.max(reserveWh, finalWh) : reserveWh;
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

function buyCheapest(problem: RefillProblem, since: number, until: number, wantedWh: number) {
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
