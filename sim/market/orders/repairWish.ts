import {
  BATTERY,
  type Capability,
  type Device,
  HVAC,
  RING_MASK,
} from "#sim/agents/devices/device.ts";
import type { Prosumer } from "#sim/agents/prosumer.ts";

/** Directions of a capability: to take less, to take more. */
const UP = 0;
const DOWN = 1;

/** A customer, as far as it can follow what it has traded. */
export interface Trader extends Pick<Prosumer, "flexible" | "tradedWh" | "plannedWh"> {
  readonly devices: readonly Planned[];
}

type Planned = Pick<Device, "kind" | "flexible" | "plan" | "capability">;

const capability: Capability = { powerWh: 0, energyWh: 0 };

/** What is sold beyond the delivery that is planned, or bought beyond the consumption, Wh. */
export function overtradedWh(tradedWh: number, wishWh: number): number {
  if (tradedWh < 0 && wishWh > 0) return Math.min(-tradedWh, wishWh);
  return tradedWh > 0 && wishWh < 0 ? Math.min(tradedWh, -wishWh) : 0;
}

/**
 * Energy of a wish that takes back trades which the steered devices could not follow even if they were
 * all that mattered, Wh: beyond what each could do in the period, where a battery keeps what
 * trades of later periods ask of it. Whatever else a plan takes back it takes back for a better price.
 * Cooling is no help: it follows orders only, and no plan.
 *
 * @param roundTrip - Efficiency of a battery, in and out.
 * @param end - First period behind those that may have been traded.
 */
export function repairWh(
  trader: Trader,
  period: number,
  wishWh: number,
  end: number,
  roundTrip: number,
): number {
  const tradedWh = trader.tradedWh[period & RING_MASK]!;
  if (!trader.flexible) return 0;
  // Who hedges its forecast may want less than it plans: that is no failing of its devices.
  const plannedWh = trader.plannedWh(period) - tradedWh;
  const overWh = Math.min(overtradedWh(tradedWh, wishWh), overtradedWh(tradedWh, plannedWh));
  if (overWh === 0) return 0;
  const direction = tradedWh < 0 ? UP : DOWN;
  let ableWh = 0;
  for (const device of trader.devices) {
    if (!device.flexible || device.kind === HVAC) continue;
    device.capability(period, direction, capability);
    const { powerWh, energyWh } = capability;
    const keptWh =
      device.kind === BATTERY ? heldWh(trader, device, period, end, direction, roundTrip) : 0;
    ableWh += Math.max(0, Math.min(powerWh, energyWh - keptWh));
  }
  return Math.max(0, overWh - ableWh);
}

/**
 * What a battery has to keep behind a period for what is traded later: energy to deliver (up) or room
 * to take (down), Wh at the grid. What the plan brings in between comes off.
 */
function heldWh(
  trader: Trader,
  battery: Planned,
  period: number,
  end: number,
  direction: 0 | 1,
  roundTrip: number,
): number {
  const sign = direction === UP ? -1 : 1;
  let heldWh = 0;
  for (let i = end - 1; i > period; i--) {
    const slot = i & RING_MASK;
    const tradedWh = sign * trader.tradedWh[slot]!;
    const planWh = sign * battery.plan[slot]!;
    if (planWh < 0) {
      heldWh = Math.max(0, heldWh + planWh * (direction === UP ? roundTrip : 1 / roundTrip));
    }
    if (tradedWh <= 0) continue;
    const wishWh = trader.plannedWh(i) - sign * tradedWh;
    const overWh = overtradedWh(sign * tradedWh, wishWh);
    if (overWh > 0) battery.capability(i, direction, ahead);
    const missingWh = overWh > 0 ? Math.min(overWh, ahead.powerWh) : 0;
    heldWh += Math.min(Math.max(0, planWh), tradedWh) + missingWh;
  }
  return heldWh;
}

const ahead: Capability = { powerWh: 0, energyWh: 0 };
