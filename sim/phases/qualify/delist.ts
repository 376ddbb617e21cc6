import type { FlexPeriod } from "#engine/coordination/flexPeriod.ts";
import { offerIndex } from "#engine/coordination/needs.ts";

/**
 * Takes what a unit offered for periods from `from` on off all lists, and what it held ready for a DSO:
 * it is not paid for any more. What was granted stands.
 */
export function delist(periods: readonly FlexPeriod[], unit: number, from: number): void {
  for (const { period, offers } of periods) {
    if (period < from) continue;
    const { onList, reservedWh, readyWh } = offers;
    for (const column of [...onList, reservedWh, readyWh])
      column.fill(0, offerIndex(unit, 0), offerIndex(unit, 1) + 1);
  }
}
