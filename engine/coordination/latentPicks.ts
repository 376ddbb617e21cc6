import { clearGate } from "#engine/coordination/clearGate.ts";
import type { ClearingSettings } from "#engine/coordination/clearingSettings.ts";
import { FlexPeriod, type LatentPick } from "#engine/coordination/flexPeriod.ts";
import type { Need } from "#engine/coordination/needs.ts";
import { rowOfferedWh } from "#engine/coordination/offerRows.ts";
import type { OfferSet } from "#engine/coordination/offerSet.ts";
import { ClaimRegistry } from "#engine/coordination/registry.ts";
import { ledgerCount } from "#engine/coordination/scheme.ts";
import { schemes } from "#engine/coordination/schemes.ts";

/**
 * Picks for each operator as if it were alone: from all offers in full, without a registry between
 * operators and without knowing of each other. Two operators that pick one unit are a latent conflict.
 *
 * @param needs - Computed without any exchange; those of one operator and kind next to each other.
 * @returns one pick per unit, need kind and direction, in the order of picking.
 */
export function latentPicks(
  offers: OfferSet,
  needs: readonly Need[],
  settings: ClearingSettings,
): LatentPick[] {
  if (needs.length === 0) return [];
  const scheme = schemes.uncoordinated;
  const flex = new FlexPeriod(offers.unitCount, []);
  flex.open(0);
  flex.offers.quantityWh.set(offers.quantityWh);
  flex.offers.priceMicro.set(offers.priceMicro);
  flex.offers.agreedMicro.set(offers.agreedMicro);
  for (const list of flex.offers.onList) list.set(offers.quantityWh);
  for (const list of flex.offers.reservedOnList) {
    for (let offer = 0; offer < list.length; offer++)
      list[offer] = rowOfferedWh(offers, offer, true);
  }
  const dsoCount = Math.max(...needs.map(({ operator }) => operator)) + 1;
  const registries = Array.from({ length: ledgerCount(scheme, dsoCount) }, () => {
    const registry = new ClaimRegistry(offers.unitCount, 1);
    registry.open(0);
    return registry;
  });
  const alone = { ...settings, isPaired: false };
  clearGate({ flex, scheme, registries, settings: alone, marketMinute: 0 }, needs);

  const picks = new Map<string, LatentPick>();
  for (const { kind, operator, unit, direction, grantedWh, priceMicro } of flex.claims) {
    if (grantedWh === 0) continue;
    const key = `${unit}/${kind}/${direction}`;
    const before = picks.get(key);
    const quantityWh = grantedWh + (before?.quantityWh ?? 0);
    // Rows of one offer may differ in price: what it costs on the mean.
    const spent = grantedWh * priceMicro + (before ? before.quantityWh * before.priceMicro : 0);
    const mean = Math.round(spent / quantityWh);
    picks.set(key, { kind, operator, unit, direction, quantityWh, priceMicro: mean });
  }
  return [...picks.values()];
}
