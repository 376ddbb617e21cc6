import type { ClaimEntry } from "#engine/coordination/flexPeriod.ts";

/** Granted energy that its provider has not refused, Wh: what operators may count on. */
export function heldWh({ grantedWh, refusal }: Pick<ClaimEntry, "grantedWh" | "refusal">): number {
  return grantedWh - (refusal?.energyWh ?? 0);
}

/** Granted energy that is ordered, Wh: what was refused too late stands, and counts as not delivered. */
export function orderedWh({
  grantedWh,
  refusal,
}: Pick<ClaimEntry, "grantedWh" | "refusal">): number {
  return refusal?.isInTime === true ? grantedWh - refusal.energyWh : grantedWh;
}
