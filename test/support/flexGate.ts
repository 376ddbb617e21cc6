import { clearGate, correctPicks } from "#engine/coordination/clearGate.ts";
import type { ClearingSettings } from "#engine/coordination/clearingSettings.ts";
import { clearJointly } from "#engine/coordination/clearJointly.ts";
import { type Conflict, REALISED } from "#engine/coordination/conflict.ts";
import { periodConflicts } from "#engine/coordination/conflicts.ts";
import { FlexPeriod } from "#engine/coordination/flexPeriod.ts";
import { type GateLeads, gatePlan, isJoint } from "#engine/coordination/gatePlan.ts";
import { latentPicks } from "#engine/coordination/latentPicks.ts";
import { loadLinearSolver } from "#engine/coordination/linearSolver.ts";
import { type ListingPolicy, listOffers } from "#engine/coordination/listOffers.ts";
import {
  BAL,
  type Direction,
  DSO_CM,
  type Need,
  type NeedKind,
  TSO_OPERATOR,
} from "#engine/coordination/needs.ts";
import { dispatchOrders } from "#engine/coordination/orders.ts";
import { pairGate } from "#engine/coordination/pairPicks.ts";
import { buyAgain, freedKinds, refuseClaim } from "#engine/coordination/refusals.ts";
import { ClaimRegistry } from "#engine/coordination/registry.ts";
import { ledgerCount, type Scheme } from "#engine/coordination/scheme.ts";

export const leads = { DSO_CM: 120, TSO_CM: 60, BAL: 25 };

export const settings: ClearingSettings = {
  priceCapMicro: [500_000, 500_000, 500_000],
  maxPremium: 0.5,
  sensitivityMin: 0.05,
  offerWhMin: 1,
  unmetMicro: [3_000_000, 3_000_000, 10_000_000],
};

const solver = await loadLinearSolver();

export interface TestOffer {
  unit: number;
  direction: Direction;
  wh: number;
  price: number;
  reserved?: number;
  /** Of what is reserved. @default price */
  agreed?: number;
}

export interface TestNeed {
  kind: NeedKind;
  direction: Direction;
  wh: number;
  /** Index of the DSO. @default 0 */
  dso?: number;
  element?: string;
  /** By unit. @default 1 for each */
  effectiveness?: readonly number[];
}

export interface TestPeriod {
  scheme: Scheme;
  unitCount: number;
  offers: readonly TestOffer[];
  needs: readonly TestNeed[];
  /** What the DSOs lack once others have picked; asked once, where the guard is `corrective`. */
  corrections?: readonly TestNeed[];
  settings?: Partial<ClearingSettings>;
  policy?: ListingPolicy;
  leads?: GateLeads;
  /** Draw that explores; none unless given. */
  explore?: number;
  /** Part of a grant that its provider refuses right after the gate, and whether in time. @default none */
  refuse?: (unit: number, grantedWh: number) => { energyWh: number; isInTime: boolean };
}

/**
 * Plays one period from listing to dispatch, with needs as given, whatever was claimed before. Joint
 * gates are cleared by the solver; where `settings.isPaired`, congestion picks are paired.
 */
export function playPeriod({ scheme, unitCount, offers, needs, policy, ...rest }: TestPeriod) {
  const allSettings = { ...settings, ...rest.settings };
  const gates = gatePlan(scheme, rest.leads ?? leads);
  const flex = new FlexPeriod(unitCount, gates);
  flex.open(7);
  for (const { unit, direction, wh, price, reserved = 0, agreed = price } of offers) {
    const offer = 2 * unit + direction;
    flex.offers.quantityWh[offer] = wh;
    flex.offers.priceMicro[offer] = price;
    flex.offers.reservedWh[offer] = reserved;
    flex.offers.agreedMicro[offer] = agreed;
  }
  listOffers(scheme, flex.offers, {
    priceCapMicro: allSettings.priceCapMicro,
    callRate: () => 0.2,
    explore: () => rest.explore ?? Number.NaN,
    policy: policy ?? "value",
    offerWhMin: allSettings.offerWhMin,
  });
  const dsoCount = Math.max(0, ...needs.map(({ dso = 0 }) => dso)) + 1;
  const registries = Array.from({ length: ledgerCount(scheme, dsoCount) }, () => {
    const registry = new ClaimRegistry(unitCount, 1);
    registry.open(7);
    return registry;
  });
  let corrections = (rest.corrections ?? []).map(
    (need): Need => ({ ...needOf(need, unitCount), origin: "correction" }),
  );
  const all = needs.map((need) => needOf(need, unitCount));
  for (const { leadMinutes, kinds } of gates) {
    const context = {
      flex,
      scheme,
      registries,
      settings: allSettings,
      marketMinute: 1000 - leadMinutes,
    };
    const own = (kind: NeedKind) => all.filter((need) => need.kind === kind);
    const firstClaim = flex.claims.length;
    const gate = { firstNeed: flex.needs.length, isJoint: isJoint(scheme, kinds) };
    for (const kind of freedKinds(flex)) buyAgain(context, kind);
    if (isJoint(scheme, kinds)) {
      const start = flex.needs.length;
      clearJointly({ ...context, solver }, kinds.flatMap(own));
      if (allSettings.isPaired && !kinds.includes(BAL)) pairGate(context, start);
    } else for (const kind of kinds) clearGate(context, own(kind));
    if (scheme.guard === "corrective" && !kinds.includes(DSO_CM)) {
      correctPicks(context, corrections);
      corrections = [];
    }
    if (rest.refuse === undefined) continue;
    for (let at = firstClaim; at < flex.claims.length; at++) {
      const { unit, grantedWh } = flex.claims[at]!;
      const refusal = rest.refuse(unit, grantedWh);
      if (refusal.energyWh > 0) refuseClaim(flex, at, refusal, gate);
    }
  }
  flex.latent = latentPicks(flex.offers, all, allSettings);
  const orders = dispatchOrders(flex, scheme);
  const conflicts = periodConflicts(flex, orders);
  return { flex, orders, conflicts, registries };
}

function needOf({ kind, direction, wh, dso = 0, ...rest }: TestNeed, unitCount: number): Need {
  const isDso = kind === DSO_CM;
  return {
    kind,
    direction,
    operator: isDso ? dso : TSO_OPERATOR,
    area: isDso ? dso : -1,
    element: rest.element ?? "element",
    quantityWh: wh,
    effectiveness: Float64Array.from({ length: unitCount }, (_, u) => rest.effectiveness?.[u] ?? 1),
    shown: 0,
  };
}

/** Granted energy as "unit:Wh" in order of claiming; a claim that got nothing shows as 0. */
export function grantsOf({ claims }: FlexPeriod, kind: NeedKind): string {
  return claims
    .filter((claim) => claim.kind === kind)
    .map(({ unit, grantedWh }) => `${unit}:${grantedWh}`)
    .join(" ");
}

export function realised(conflicts: readonly Conflict[]): Conflict[] {
  return conflicts.filter(({ set }) => set === REALISED);
}
