import type { ClearingSettings } from "#engine/coordination/clearingSettings.ts";
import type { ClaimEntry, FlexPeriod, NeedState } from "#engine/coordination/flexPeriod.ts";
import type { Scheme } from "#engine/coordination/scheme.ts";
import { creditedClaims } from "#engine/coordination/visibleClaims.ts";

/**
 * Counts what another operator already claimed on the same list against the needs from position
 * `start` on: an opposite claim raises a need, claims in its direction then meet it in merit order.
 * That credit is the merge: the energy is used once, and serves both.
 */
export function creditClaims(
  flex: FlexPeriod,
  start: number,
  scheme: Scheme,
  settings: ClearingSettings,
): void {
  for (let position = start; position < flex.needs.length; position++) {
    const state = flex.needs[position]!;
    const eligible = creditedClaims(flex, scheme, state.need.kind).filter(
      (claim) => relief(state, flex.claims[claim]!) >= settings.sensitivityMin,
    );
    const opposite = (claim: number) => flex.claims[claim]!.direction !== state.need.direction;
    for (const claim of eligible.filter(opposite)) {
      const { grantedWh } = flex.claims[claim]!;
      state.creditedWh -= relief(state, flex.claims[claim]!) * grantedWh;
    }
    const cost = (claim: number) =>
      flex.claims[claim]!.priceMicro / relief(state, flex.claims[claim]!);
    const sameDirection = eligible.filter((claim) => !opposite(claim));
    sameDirection.sort((a, b) => cost(a) - cost(b) || a - b);
    for (const claim of sameDirection) creditOne(flex, position, claim);
  }
}

function creditOne(flex: FlexPeriod, position: number, claim: number): void {
  const state = flex.needs[position]!;
  const { unit, direction, grantedWh } = flex.claims[claim]!;
  const perWh = relief(state, flex.claims[claim]!);
  const wantedWh = Math.ceil((state.need.quantityWh - state.creditedWh) / perWh - 1e-9);
  const energyWh = Math.min(wantedWh, grantedWh);
  if (energyWh <= 0) return;
  state.creditedWh += perWh * energyWh;
  const { kind, operator } = state.need;
  flex.credits.push({ need: position, claim, kind, operator, unit, direction, energyWh });
}

function relief({ need }: NeedState, { unit }: ClaimEntry): number {
  return need.effectiveness[unit]!;
}
