import type { FlexPeriod } from "#engine/coordination/flexPeriod.ts";
import { offerIndex } from "#engine/coordination/needs.ts";

/** Takes what a unit offered for periods from `from` on off all lists; what was granted stands. */
export function delist(periods: readonly FlexPeriod[], unit: number, from: number): void {
  for (const { period, offers } of periods) {
    if (period < from) continue;
    for (const list of offers.onList) list.fill(0, offerIndex(unit, 0), offerIndex(unit, 1) + 1);
  }
}
