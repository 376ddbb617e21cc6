import { blockRed } from "#engine/coordination/blockRed.ts";
import { creditClaims } from "#engine/coordination/creditClaims.ts";
import { BAL, DSO_CM, type Need } from "#engine/coordination/needs.ts";
import { pairPicks } from "#engine/coordination/pairPicks.ts";
import { type GateContext, pickOffers } from "#engine/coordination/pickOffers.ts";

/**
 * Clears one gate: each operator first counts what others claimed on its list, where the scheme lets
 * it know, then claims offers in merit order until its needs are met, and their opposite elsewhere
 * where rebalancing is `paired`. What a DSO could not relieve is red for later operators, as far as
 * they share its registry.
 *
 * Needs of one operator and kind belong next to each other; operators take turns in the order of
 * `needs`. At a gate of several kinds (`Gate.kinds`) that is not cleared jointly call it once for each,
 * in that order, with the later need computed after the earlier picks. Needs count own picks and
 * `visibleClaims`, and nothing else of this period; the rest is credited here.
 *
 * @param context - `flex` takes the needs, claims and credits; its period is open in each registry.
 */
export function clearGate(context: GateContext, needs: readonly Need[]): void {
  const { flex, scheme, settings } = context;
  for (const group of byOperator(needs)) {
    const start = flex.needs.length;
    for (const need of group) flex.needs.push({ need, creditedWh: 0, metWh: 0 });
    creditClaims(flex, start, scheme, settings);
    pickOffers(context, start);
    const { kind, operator } = group[0]!;
    if (kind === DSO_CM && scheme.registry === "one")
      blockRed(flex, start, settings.sensitivityMin);
    if (settings.isPaired && kind !== BAL) pairPicks(context, start, kind, operator);
  }
}

/**
 * The corrective guard: after another operator's gate the DSO meets once more what its grid lacks with
 * everything in its flows that was granted so far and it knows of (`knownClaims`), and pays for it.
 *
 * @param needs - Of the DSOs, from a power flow that contains these grants.
 */
export function correctPicks(context: GateContext, needs: readonly Need[]): void {
  for (const group of byOperator(needs)) {
    const start = context.flex.needs.length;
    for (const need of group) context.flex.needs.push({ need, creditedWh: 0, metWh: 0 });
    pickOffers(context, start);
    blockRed(context.flex, start, context.settings.sensitivityMin);
  }
}

/** Needs in their order, those of one operator and kind together. */
export function byOperator(needs: readonly Need[]): Need[][] {
  const groups: Need[][] = [];
  for (const need of needs) {
    const last = groups.at(-1)?.[0];
    if (last?.kind === need.kind && last.operator === need.operator) groups.at(-1)!.push(need);
    else groups.push([need]);
  }
  return groups;
}
