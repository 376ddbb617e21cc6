import { blockRed } from "#engine/coordination/blockRed.ts";
import type { ClaimEntry, FlexPeriod, NeedState } from "#engine/coordination/flexPeriod.ts";
import { reliefPerWh } from "#engine/coordination/jointProblem.ts";
import { DSO_CM, NEED_KINDS, type NeedKind, offerIndex } from "#engine/coordination/needs.ts";
import {
  type GateContext,
  pickOffers,
  remainingWh,
  TOLERANCE_WH,
} from "#engine/coordination/pickOffers.ts";

/**
 * A provider refuses part of a claim right after its gate: the operators of the gate may not count on it
 * any more, what was left of the offer goes off all lists, and it is not paid for holding ready what it
 * refuses. The registry's grant stands: the energy is not there for anybody.
 *
 * @param position - Of the claim in `FlexPeriod.claims`.
 * @param firstNeed - First of the gate in `FlexPeriod.needs`, with what is bought again there.
 * @param isJoint - Whether one clearing met all needs of the gate.
 */
export function refuseClaim(
  flex: FlexPeriod,
  position: number,
  refusal: NonNullable<ClaimEntry["refusal"]>,
  { firstNeed, isJoint }: { firstNeed: number; isJoint: boolean },
): void {
  const claim = flex.claims[position]!;
  flex.claims[position] = { ...claim, refusal };
  const picked = flex.needs[claim.need]!;
  for (let at = Math.min(firstNeed, claim.need); at < flex.needs.length; at++) {
    const state = flex.needs[at]!;
    if (!countsWith(state, picked, isJoint)) continue;
    const reliefWh = reliefPerWh(state.need, claim.unit, claim.direction) * refusal.energyWh;
    addMet(state, -reliefWh);
    if (reliefWh > 0) flex.freedWh.set(at, (flex.freedWh.get(at) ?? 0) + reliefWh);
  }
  takeOff(flex, offerIndex(claim.unit, claim.direction));
  if (!claim.isReserved) return;
  const { readyWh } = flex.offers;
  const offer = offerIndex(claim.unit, claim.direction);
  readyWh[offer] = Math.max(0, readyWh[offer]! - refusal.energyWh);
}

/** Whether a need of the gate counts what was picked for another one. */
function countsWith(state: NeedState, picked: NeedState, isJoint: boolean): boolean {
  const [one, other] = [state.need, picked.need];
  const isSame = one.kind === other.kind && one.operator === other.operator;
  const isAgain = picked.again !== undefined;
  if ((state.again !== undefined) !== isAgain) return false;
  // What an operator buys again at a gate it buys at once, whatever the needs came from.
  return isAgain ? isSame : one.origin === other.origin && (isSame || isJoint);
}

/** Of an offer nothing stands on lists but what was granted. */
function takeOff({ offers, grantedWh, grantedReservedWh }: FlexPeriod, offer: number): void {
  const sum = (columns: FlexPeriod["grantedWh"]) =>
    NEED_KINDS.reduce<number>((total, kind) => total + columns[kind][offer]!, 0);
  const [taken, reserved] = [sum(grantedWh), sum(grantedReservedWh)];
  for (const kind of NEED_KINDS) {
    const [list, part] = [offers.onList[kind], offers.reservedOnList[kind]];
    list[offer] = Math.min(list[offer]!, taken);
    part[offer] = Math.min(part[offer]!, reserved, list[offer]!);
  }
}

/** Kinds of need for which something was refused since the last gate. */
export function freedKinds({ freedWh, needs }: FlexPeriod): NeedKind[] {
  return NEED_KINDS.filter((kind) =>
    [...freedWh.keys()].some((at) => needs[at]!.need.kind === kind),
  );
}

/**
 * Operators of one kind buy again what providers refused at earlier gates, from what stands on their lists
 * now, as far as their needs are still open. What a DSO cannot relieve then is red for later operators.
 */
export function buyAgain(context: GateContext, kind: NeedKind): void {
  const { flex, scheme, settings } = context;
  const open = [...flex.freedWh]
    .filter(([at]) => flex.needs[at]!.need.kind === kind)
    .map(([at, reliefWh]) => ({ at, wantedWh: Math.min(reliefWh, remainingWh(flex.needs[at]!)) }));
  for (const { at } of open) flex.freedWh.delete(at);
  const wanted = open.filter(({ wantedWh }) => wantedWh > TOLERANCE_WH);
  for (const operator of new Set(wanted.map(({ at }) => flex.needs[at]!.need.operator))) {
    const start = flex.needs.length;
    const own = wanted.filter(({ at }) => flex.needs[at]!.need.operator === operator);
    for (const { at, wantedWh } of own) {
      const need = {
        ...flex.needs[at]!.need,
        quantityWh: wantedWh,
        origin: flex.needs[at]!.need.origin ?? ("correction" as const),
      };
      flex.needs.push({ need, creditedWh: 0, metWh: 0, again: flex.needs[at]! });
    }
    pickOffers(context, start);
    for (const { again, metWh } of flex.needs.slice(start)) addMet(again!, metWh);
    if (kind === DSO_CM && scheme.registry === "one")
      blockRed(flex, start, settings.sensitivityMin);
  }
}

/** Adds relief to a need, and to those of earlier gates of which it buys again. */
function addMet(state: NeedState, reliefWh: number): void {
  for (let at: NeedState | undefined = state; at !== undefined; at = at.again) at.metWh += reliefWh;
}
