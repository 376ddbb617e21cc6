import type { FlexPeriod } from "#engine/coordination/flexPeriod.ts";
import { DSO_CM, offerIndex } from "#engine/coordination/needs.ts";
import { remainingWh, TOLERANCE_WH } from "#engine/coordination/pickOffers.ts";

/**
 * Blocks what would load an element further that its DSO could not relieve: its grid is red, and that
 * is final for every later operator of the period.
 *
 * @param start - First of the DSO's needs in `FlexPeriod.needs`.
 * @param sensitivityMin - Least effect on the element that counts.
 */
export function blockRed(flex: FlexPeriod, start: number, sensitivityMin: number): void {
  for (const state of flex.needs.slice(start)) {
    const { kind, direction, effectiveness } = state.need;
    if (kind !== DSO_CM || remainingWh(state) <= TOLERANCE_WH) continue;
    for (let unit = 0; unit < effectiveness.length; unit++) {
      const perWh = effectiveness[unit]!;
      if (Math.abs(perWh) < Math.max(sensitivityMin, 1e-9)) continue;
      const harmful = perWh > 0 ? 1 - direction : direction;
      flex.isBlocked[offerIndex(unit, harmful as 0 | 1)] = 1;
    }
  }
}
