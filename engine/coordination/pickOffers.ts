import type { ClearingSettings } from "#engine/coordination/clearingSettings.ts";
import type { FlexPeriod, NeedState } from "#engine/coordination/flexPeriod.ts";
import {
  type Direction,
  DSO_CM,
  NEED_KINDS,
  offerIndex,
  sameOperator,
} from "#engine/coordination/needs.ts";
import { type ClaimRegistry, CONFLICT_OPPOSITE } from "#engine/coordination/registry.ts";
import { ledgerOf, type Scheme } from "#engine/coordination/scheme.ts";
import { type ListView, listView, standingWh } from "#engine/coordination/standing.ts";

/** Relief that is not worth an order, Wh. */
const TOLERANCE_WH = 1e-6;

export interface GateContext {
  readonly flex: FlexPeriod;
  readonly scheme: Scheme;
  readonly registries: readonly ClaimRegistry[];
  readonly settings: ClearingSettings;
  readonly marketMinute: number;
}

/** Offers for one need, cheapest relief first. */
interface Candidate {
  readonly unit: number;
  readonly effectiveness: number;
  /** Price of a kWh of relief, µEUR. */
  readonly cost: number;
}

/** Relief that a blocked offer would have given, and what it may cost elsewhere at most. */
interface Displaced {
  reliefWh: number;
  readonly costMax: number;
}

/**
 * Meets the needs of one operator from position `start` to the end by claiming offers in merit order:
 * price over effectiveness, ties by unit. What a pick does to the operator's other needs counts
 * there; a need that a later pick hurt is met again, once.
 */
export function pickOffers(context: GateContext, start: number): void {
  const { flex, scheme } = context;
  const states = flex.needs.slice(start);
  const view = listView(flex, scheme, states[0]!.need.kind);
  const refused = new Set<number>();
  const wasMet = states.map((_, index) => {
    meetNeed(context, { states, start, index, view, refused });
    return remainingWh(states[index]!) <= TOLERANCE_WH;
  });
  for (const [index, met] of wasMet.entries()) {
    if (met) meetNeed(context, { states, start, index, view, refused });
  }
}

interface Picking {
  readonly states: readonly NeedState[];
  readonly start: number;
  readonly index: number;
  readonly view: ListView;
  /** Offers of which the registry gave less than requested. */
  readonly refused: Set<number>;
}

function meetNeed(context: GateContext, picking: Picking): void {
  const { states, index, refused } = picking;
  const state = states[index]!;
  if (remainingWh(state) <= TOLERANCE_WH) return;
  const { direction, effectiveness } = state.need;
  const displaced: Displaced[] = [];
  for (const candidate of meritOrder(context, picking)) {
    const blockedWh = displaced.reduce(
      (sum, part) => sum + (part.costMax < candidate.cost ? part.reliefWh : 0),
      0,
    );
    const wantedWh = remainingWh(state) - blockedWh;
    if (wantedWh <= TOLERANCE_WH) return;
    const offer = offerIndex(candidate.unit, direction);
    const requestedWh = requestWh(context, picking, candidate, wantedWh);
    if (requestedWh <= 0) continue;
    const { grantedWh, conflict } = claim(context, picking, candidate, requestedWh);
    if (grantedWh < requestedWh) refused.add(offer);
    if (conflict === CONFLICT_OPPOSITE) {
      const reliefWh = Math.min(requestedWh * effectiveness[candidate.unit]!, wantedWh);
      displace(displaced, candidate, reliefWh, context.settings.maxPremium);
    } else {
      replace(displaced, candidate, grantedWh);
    }
  }
}

/** How much the need still lacks, Wh of relief; negative where it has more than it wants. */
function remainingWh({ need, creditedWh, metWh }: NeedState): number {
  return need.quantityWh - creditedWh - metWh;
}

function meritOrder({ flex, settings }: GateContext, { states, index, view, refused }: Picking) {
  const { kind, direction, effectiveness } = states[index]!.need;
  const { offers } = flex;
  const candidates: Candidate[] = [];
  for (let unit = 0; unit < offers.unitCount; unit++) {
    const offer = offerIndex(unit, direction);
    const perWh = effectiveness[unit]!;
    if (perWh < settings.sensitivityMin || perWh <= 0) continue;
    if (offers.priceMicro[offer]! > settings.priceCapMicro[kind] || refused.has(offer)) continue;
    const energyWh = standingWh(flex, view, offer);
    if (energyWh <= 0 || energyWh < settings.offerWhMin) continue;
    if (holdsOpposite(flex, states[index]!, offer)) continue;
    candidates.push({ unit, effectiveness: perWh, cost: offers.priceMicro[offer]! / perWh });
  }
  return candidates.sort((a, b) => a.cost - b.cost || a.unit - b.unit);
}

/** An operator does not work against its own picks. */
function holdsOpposite(flex: FlexPeriod, { need }: NeedState, offer: number): boolean {
  return NEED_KINDS.some(
    (kind) => sameOperator(kind, need.kind) && flex.grantedWh[kind][offer ^ 1]! > 0,
  );
}

function requestWh(
  { flex, scheme, settings }: GateContext,
  { states, index, view }: Picking,
  { unit, effectiveness }: Candidate,
  wantedWh: number,
): number {
  const { kind, direction } = states[index]!.need;
  const standing = standingWh(flex, view, offerIndex(unit, direction));
  const energyWh = Math.min(Math.ceil(wantedWh / effectiveness - 1e-9), standing);
  if (kind === DSO_CM || scheme.guard !== "filter" || !settings.safeWh) return energyWh;
  return Math.min(energyWh, Math.floor(settings.safeWh(unit, direction)));
}

function claim(
  { flex, scheme, registries, marketMinute }: GateContext,
  { states, start, index }: Picking,
  { unit, effectiveness }: Candidate,
  requestedWh: number,
) {
  const { kind, operator, direction } = states[index]!.need;
  const ledger = ledgerOf(scheme, operator);
  const offer = offerIndex(unit, direction);
  const offeredWh = flex.offers.quantityWh[offer]!;
  const registry = registries[ledger]!;
  const grant = registry.claim(flex.period, unit, direction, offeredWh, requestedWh);
  flex.record({
    ledger,
    need: start + index,
    kind,
    operator,
    unit,
    direction,
    offeredWh,
    requestedWh,
    grantedWh: grant.grantedWh,
    conflict: grant.conflict,
    priceMicro: flex.offers.priceMicro[offer]!,
    effectiveness,
    marketMinute,
  });
  for (const state of states) state.metWh += effectWh(state, unit, direction, grant.grantedWh);
  return grant;
}

function effectWh({ need }: NeedState, unit: number, direction: Direction, energyWh: number) {
  const towards = need.direction === direction ? 1 : -1;
  return towards * need.effectiveness[unit]! * energyWh;
}

/**
 * The part of a need that a blocked offer would have met may be met elsewhere only up to a premium
 * over that offer's cost; the rest of the need is not touched.
 */
function displace(displaced: Displaced[], { cost }: Candidate, reliefWh: number, premium: number) {
  displaced.push({ reliefWh, costMax: cost + Math.abs(cost) * premium });
}

function replace(displaced: Displaced[], { cost, effectiveness }: Candidate, grantedWh: number) {
  let reliefWh = effectiveness * grantedWh;
  for (const part of displaced) {
    if (part.costMax < cost) continue;
    const replacedWh = Math.min(part.reliefWh, reliefWh);
    part.reliefWh -= replacedWh;
    reliefWh -= replacedWh;
  }
}
