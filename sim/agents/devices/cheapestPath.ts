import { type BatteryGrid, LEVELS, levelBelow, SHARES } from "#sim/agents/devices/batteryGrid.ts";
import {
  CLEAR,
  type CostToGo,
  energyCost,
  type NetCost,
  TIE,
} from "#sim/agents/devices/costToGo.ts";
import { RING_MASK } from "#sim/agents/devices/device.ts";

/** Stored energies nearer than this are the same, Wh. */
const SAME_WH = 1e-6;

/**
 * After `goBack`: writes the energies from the grid that cost least over [from, to) with so much stored
 * at its start (ring `plan`) and, where given, what is stored at the end of each period (ring `ahead`).
 * From `settled` on it ends where it meets the path that `ahead` holds.
 *
 * A period tries resting, both powers, their halves and covering what is open; resting wins among equals.
 */
export function cheapestPath(
  { cost, riseMin, riseMax }: CostToGo,
  grid: BatteryGrid,
  { otherWh, tradedWh, consume, surplus }: NetCost,
  [from, to, settled]: readonly [from: number, to: number, settled: number],
  startWh: number,
  plan: Float64Array,
  ahead: Float64Array | null,
): void {
  const { lowWh, highWh, powerWh, efficiency, levelWh, wearMicroEurPerKwh: wear } = grid;
  let stored = startWh;
  for (let i = from; i < to; i++) {
    const slot = i & RING_MASK;
    const nextSlot = (i + 1) & RING_MASK;
    const next = nextSlot * LEVELS;
    const openWh = otherWh[slot]! - tradedWh[slot]!;
    const buy = consume[slot]!;
    const sell = surplus[slot]!;
    const storedWh = stored - lowWh;
    const most = Math.min(powerWh, Math.max(0, highWh - stored) / efficiency);
    const least = -Math.min(powerWh, Math.max(0, storedWh) * efficiency);
    const place = storedWh / levelWh;
    const level = levelBelow(place);
    const here = cost[next + level]!;
    const rest = energyCost(0, openWh, buy, sell, wear);
    const slopeUp = riseMin[nextSlot]! / levelWh;
    const slopeDown = riseMax[nextSlot]! / levelWh;
    let best = 0;
    let leastCost = rest + here + (place - level) * (cost[next + level + 1]! - here);
    for (let move = 1; move <= SHARES.length; move++) {
      const wanted = move < SHARES.length ? SHARES[move]! * powerWh : -openWh;
      const energy = wanted < least ? least : wanted > most ? most : wanted;
      if (energy === 0) continue;
      const costs = energyCost(energy, openWh, buy, sell, wear);
      const into = energy > 0 ? energy * efficiency : energy / efficiency;
      // It cannot pay, however steep the cost to go is.
      if (costs + into * (into > 0 ? slopeUp : slopeDown) > rest + CLEAR) continue;
      const moved = (storedWh + into) / levelWh;
      const below = levelBelow(moved);
      const there = cost[next + below]!;
      const total = costs + there + (moved - below) * (cost[next + below + 1]! - there);
      if (total < leastCost - TIE) {
        leastCost = total;
        best = energy;
      }
    }
    plan[slot] = best;
    stored += best > 0 ? best * efficiency : best / efficiency;
    if (ahead === null) continue;
    if (i >= settled && Math.abs(stored - ahead[slot]!) < SAME_WH) break;
    ahead[slot] = stored;
  }
}
