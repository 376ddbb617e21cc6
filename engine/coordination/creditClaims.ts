import { heldWh } from "#engine/coordination/claimedEnergy.ts";
import type { ClearingSettings } from "#engine/coordination/clearingSettings.ts";
import type { ClaimEntry, FlexPeriod, NeedState } from "#engine/coordination/flexPeriod.ts";
import { reliefPerWh } from "#engine/coordination/jointProblem.ts";
import type { Scheme } from "#engine/coordination/scheme.ts";
import { creditedClaims } from "#engine/coordination/visibleClaims.ts";

/**
 * Counts what another operator already claimed on the same list against the needs from position
 * `start` on: a claim that works against a need raises it, claims that relieve it then meet it in merit
 * order. That credit is the merge: the energy is used once, and serves both.
 */
export function creditClaims(
  flex: FlexPeriod,
  start: number,
  scheme: Scheme,
  settings: ClearingSettings,
): void {
  for (let position = start; position < flex.needs.length; position++) {
    const state = flex.needs[position]!;
    const claims = creditedClaims(flex, scheme, state.need.kind);
    const perWh = (claim: number) => relief(state, flex.claims[claim]!);
    const least = Math.max(settings.sensitivityMin, 1e-9);
    for (const claim of claims) {
      if (perWh(claim) > -least) continue;
      state.creditedWh += perWh(claim) * heldWh(flex.claims[claim]!);
    }
    const helpful = claims.filter((claim) => perWh(claim) >= least);
    const cost = (claim: number) => flex.claims[claim]!.priceMicro / perWh(claim);
    helpful.sort((a, b) => cost(a) - cost(b) || a - b);
    for (const claim of helpful) creditOne(flex, position, claim);
  }
}

function creditOne(flex: FlexPeriod, position: number, claim: number): void {
  const state = flex.needs[position]!;
  const { unit, direction } = flex.claims[claim]!;
  const perWh = relief(state, flex.claims[claim]!);
  const wantedWh = Math.ceil((state.need.quantityWh - state.creditedWh) / perWh - 1e-9);
  const energyWh = Math.min(wantedWh, heldWh(flex.claims[claim]!));
  if (energyWh <= 0) return;
  state.creditedWh += perWh * energyWh;
  const { kind, operator } = state.need;
  flex.credits.push({ need: position, claim, kind, operator, unit, direction, energyWh });
}

/** Relief of the need by one Wh of the claim; negative where the claim works against it. */
function relief({ need }: NeedState, { unit, direction }: ClaimEntry): number {
  return reliefPerWh(need, unit, direction);
}
