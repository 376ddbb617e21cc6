import type { Order } from "#engine/coordination/orders.ts";
import type { Capability } from "#sim/agents/devices/device.ts";
import { RING_MASK } from "#sim/agents/devices/device.ts";
import type { Unit } from "#sim/agents/unit.ts";

/** What a provider answers to an order; positions in the word list of the tables. */
export const ACK_FULL = 0;
export const ACK_PARTIAL = 1;
export const ACK_REFUSED = 2;
export const ACK_SILENT = 3;
export type Acknowledgement =
  | typeof ACK_FULL
  | typeof ACK_PARTIAL
  | typeof ACK_REFUSED
  | typeof ACK_SILENT;

/** What a unit said of the orders of one period: energy that it can deliver of their sum. */
export interface UnitAnswer {
  /** Whether the orders reached it. */
  heard: boolean;
  /** Wh of the net order that its devices bear at that instant. */
  ableWh: number;
}

/** Part of one order that the provider acknowledges. */
export interface OrderAnswer {
  readonly acknowledgement: Acknowledgement;
  readonly acknowledgedWh: number;
}

const capability: Capability = { powerWh: 0, energyWh: 0 };

/**
 * Energy by which a unit can change period `i` as its devices stand and plan at `now`, Wh, after what it
 * was granted for earlier periods: what it answers to an order by, before the period has come.
 */
export function bearableWh(
  { members, pendingWh }: Pick<Unit, "members" | "pendingWh">,
  now: number,
  i: number,
  direction: 0 | 1,
): number {
  let pending = 0;
  for (let j = now; j < i; j++) pending += pendingWh[direction][j & RING_MASK]!;
  const parts = members.flatMap(({ devices }) =>
    devices
      .filter(({ flexible }) => flexible)
      .map((device) => {
        device.capability(i, direction, capability);
        return { ...capability };
      }),
  );
  const pool = parts.reduce(
    (sum, { powerWh, energyWh }) => sum + Math.max(0, Math.min(powerWh, energyWh)),
    0,
  );
  const claimed = pool > 0 ? pending / pool : 0;
  let energy = 0;
  for (const { powerWh, energyWh } of parts)
    energy += Math.max(0, Math.min(powerWh, energyWh - claimed * Math.min(powerWh, energyWh)));
  if (direction === 0) for (const { inflatedWh } of members) energy += inflatedWh[i & RING_MASK]!;
  return energy;
}

/**
 * Answers the orders of one unit and period, in order of dispatch: those in the direction of their sum
 * share what its devices bear, after what opposite orders take off each other, which costs nothing.
 * Orders of different ledgers in one direction stand on the same kWh (`physicalOrders`): each ledger
 * shares all of it.
 */
export function answerOrders(
  orders: readonly Pick<Order, "ledger" | "direction" | "orderedWh">[],
  { heard, ableWh }: UnitAnswer,
): OrderAnswer[] {
  const ordered = new Map<number, [upWh: number, downWh: number]>();
  for (const { ledger, direction, orderedWh } of orders) {
    const sums = ordered.get(ledger) ?? [0, 0];
    sums[direction] += orderedWh;
    ordered.set(ledger, sums);
  }
  const largest = (direction: 0 | 1) =>
    Math.max(0, ...[...ordered.values()].map((sums) => sums[direction]));
  const sums = [largest(0), largest(1)] as const;
  const cancelled = Math.min(...sums);
  const borne: [number, number] = [cancelled, cancelled];
  borne[sums[0] >= sums[1] ? 0 : 1] += Math.floor(ableWh);
  const leftOf = new Map([...ordered.keys()].map((ledger) => [ledger, [...borne]]));
  return orders.map(({ ledger, direction, orderedWh }) => {
    if (!heard) return { acknowledgement: ACK_SILENT, acknowledgedWh: 0 };
    const left = leftOf.get(ledger)!;
    const acknowledgedWh = Math.min(orderedWh, left[direction]!);
    left[direction]! -= acknowledgedWh;
    const isFull = acknowledgedWh === orderedWh;
    const acknowledgement = isFull ? ACK_FULL : acknowledgedWh > 0 ? ACK_PARTIAL : ACK_REFUSED;
    return { acknowledgement, acknowledgedWh };
  });
}
