import type { BatteryLimits } from "#sim/agents/devices/batteryLimits.ts";
import { type PlanView, RING_MASK } from "#sim/agents/devices/device.ts";

const LEVELS = 12;
const SHARES = [0, 1, 0.5, -0.5, -1];

/**
 * The battery's dynamic programme written down plainly: each move of each level of each period is
 * worked out for itself. Returns the energies of [open, end) with `stored` at the start, Wh.
 */
export function plainBatteryPlan(limits: BatteryLimits, view: PlanView, stored: number): number[] {
  const { lowWh, highWh, efficiency } = limits;
  const { open, end, retailPrice } = view;
  const levelWh = (highWh - lowWh) / (LEVELS - 1);
  let mean = 0;
  for (let i = open; i < end; i++) mean += retailPrice[i & RING_MASK]!;
  const worth = (limits.leftWorthShare * mean * efficiency) / (end - open);
  const costs: number[][] = [];
  costs[end - open] = Array.from({ length: LEVELS }, (_, level) => -worth * level * levelWh);
  for (let k = end - open - 1; k >= 0; k--) {
    costs[k] = costs[k + 1]!.map((_, level) => {
      return cheapest(limits, view, open + k, lowWh + level * levelWh, costs[k + 1]!).cost;
    });
  }
  return Array.from({ length: end - open }, (_, k) => {
    const { energy } = cheapest(limits, view, open + k, stored, costs[k + 1]!);
    stored += energy > 0 ? energy * efficiency : energy / efficiency;
    return energy;
  });
}

function cheapest(
  limits: BatteryLimits,
  view: PlanView,
  i: number,
  stored: number,
  next: readonly number[],
) {
  const { powerWh, lowWh, highWh, efficiency, wearMicroEurPerKwh: wear } = limits;
  const slot = i & RING_MASK;
  const openWh = view.otherWh[slot]! - view.tradedWh[slot]!;
  const levelWh = (highWh - lowWh) / (LEVELS - 1);
  const most = Math.min(powerWh, Math.max(0, highWh - stored) / efficiency);
  const least = -Math.min(powerWh, Math.max(0, stored - lowWh) * efficiency);
  let found = { energy: 0, cost: Number.POSITIVE_INFINITY };
  for (const wanted of [...SHARES.map((share) => share * powerWh), -openWh]) {
    const energy = wanted < least ? least : wanted > most ? most : wanted;
    const net = openWh + energy;
    const into = energy > 0 ? energy * efficiency : energy / efficiency;
    const place = (stored - lowWh + into) / levelWh;
    const level = place < 0 ? 0 : place >= LEVELS - 1 ? LEVELS - 2 : Math.floor(place);
    const price = net > 0 ? view.consumePrice[slot]! : view.surplusPrice[slot]!;
    const cost =
      net * price +
      Math.abs(energy) * wear +
      next[level]! +
      (place - level) * (next[level + 1]! - next[level]!);
    if (cost < found.cost - 1e-6) found = { energy, cost };
  }
  return found;
}
