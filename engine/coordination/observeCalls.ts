import type { CallRates } from "#engine/coordination/callRates.ts";
import type { FlexPeriod } from "#engine/coordination/flexPeriod.ts";
import type { Direction } from "#engine/coordination/needs.ts";
import { listGroups, type Scheme } from "#engine/coordination/scheme.ts";

/**
 * Lets every provider learn from a period: which share of what it had on a group of lists was called.
 * Groups on which it stood with nothing tell it nothing.
 */
export function observeCalls(
  rates: CallRates,
  flex: FlexPeriod,
  scheme: Scheme,
  hour: number,
  season: number,
): void {
  for (const group of listGroups(scheme)) {
    for (let offer = 0; offer < 2 * flex.offers.unitCount; offer++) {
      const listedWh = Math.max(...group.map((kind) => flex.offers.onList[kind][offer]!));
      if (listedWh <= 0) continue;
      let calledWh = 0;
      for (const kind of group) calledWh += flex.grantedWh[kind][offer]!;
      const share = Math.min(1, calledWh / listedWh);
      rates.update(offer >> 1, group[0]!, (offer & 1) as Direction, hour, season, share);
    }
  }
}
