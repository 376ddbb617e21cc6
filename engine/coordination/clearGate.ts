import type { ClearingSettings } from "#engine/coordination/clearingSettings.ts";
import { creditClaims } from "#engine/coordination/creditClaims.ts";
import type { FlexPeriod } from "#engine/coordination/flexPeriod.ts";
import type { Need } from "#engine/coordination/needs.ts";
import { pickOffers } from "#engine/coordination/pickOffers.ts";
import type { ClaimRegistry } from "#engine/coordination/registry.ts";
import type { Scheme } from "#engine/coordination/scheme.ts";

/**
 * Clears one gate: each operator first counts what others claimed on its list, where the scheme lets
 * it know, then claims offers in merit order until its needs are met.
 *
 * Needs of one operator and kind belong next to each other; operators take turns in the order of
 * `needs`. At a gate of several kinds (`Gate.kinds`) call it once for each, in that order, with the
 * later need computed after the earlier picks. Needs count own picks and `visibleClaims`, and
 * nothing else of this period; the rest is credited here.
 *
 * @param flex - Takes the needs, claims and credits.
 * @param registries - One for each ledger, see `ledgerOf`; `flex.period` is open in each.
 * @param marketMinute - Market time of the claims, minutes since the start of the run.
 */
export function clearGate(
  flex: FlexPeriod,
  needs: readonly Need[],
  scheme: Scheme,
  registries: readonly ClaimRegistry[],
  settings: ClearingSettings,
  marketMinute: number,
): void {
  for (const group of byOperator(needs)) {
    const start = flex.needs.length;
    for (const need of group) flex.needs.push({ need, creditedWh: 0, metWh: 0 });
    creditClaims(flex, start, scheme, settings);
    pickOffers({ flex, scheme, registries, settings, marketMinute }, start);
  }
}

function byOperator(needs: readonly Need[]): Need[][] {
  const groups: Need[][] = [];
  for (const need of needs) {
    const last = groups.at(-1)?.[0];
    if (last?.kind === need.kind && last.operator === need.operator) groups.at(-1)!.push(need);
    else groups.push([need]);
  }
  return groups;
}
