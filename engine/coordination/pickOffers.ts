import type { ClearingSettings } from "#engine/coordination/clearingSettings.ts";
import type { FlexPeriod, NeedState } from "#engine/coordination/flexPeriod.ts";
import {
  type Direction,
  DSO_CM,
  NEED_KINDS,
  offerIndex,
  sameOperator,
} from "#engine/coordination/needs.ts";
import { OFFER_ROWS, rowPriceMicro } from "#engine/coordination/offerRows.ts";
import {
  type ClaimConflict,
  type ClaimRegistry,
  CONFLICT_NONE,
  CONFLICT_OPPOSITE,
} from "#engine/coordination/registry.ts";
import { ledgerOf, type Scheme } from "#engine/coordination/scheme.ts";
import { type ListView, listView, rowWh, standingWh } from "#engine/coordination/standing.ts";

/** Relief that is not worth an order, Wh. */
export const TOLERANCE_WH = 1e-6;

export interface GateContext {
  readonly flex: FlexPeriod;
  readonly scheme: Scheme;
  readonly registries: readonly ClaimRegistry[];
  readonly settings: ClearingSettings;
  readonly marketMinute: number;
}

/** Rows of offers for one need, cheapest relief first. */
interface Candidate {
  readonly unit: number;
  /** Whether it is what a DSO has reserved, at the agreed price. */
  readonly isReserved: boolean;
  readonly effectiveness: number;
  /** Price of a kWh of relief, µEUR. */
  readonly cost: number;
}

/**
 * Meets the needs of one operator from position `start` to the end by claiming offers in merit order:
 * price over effectiveness, ties by unit, what is reserved before the rest of it. What a pick does to the operator's other needs counts
 * there; a need that a later pick hurt is met again, once.
 *
 * Where the registry answers that the unit is held in the other direction, the operator leaves that
 * place to the one who was there first and looks in other DSOs' areas, the nearest first, for what the
 * blocked offer would have given: up to the premium over its cost, beyond which that part stays unmet.
 */
export function pickOffers(context: GateContext, start: number): void {
  const { flex, scheme } = context;
  const states = flex.needs.slice(start);
  const view = listView(flex, scheme, states[0]!.need.kind);
  const refused = new Set<number>();
  const barred = new Set<number>();
  const wasMet = states.map((_, index) => {
    meetNeed(context, { states, start, index, view, refused, barred });
    return remainingWh(states[index]!) <= TOLERANCE_WH;
  });
  for (const [index, met] of wasMet.entries()) {
    if (met) meetNeed(context, { states, start, index, view, refused, barred });
  }
}

interface Picking {
  readonly states: readonly NeedState[];
  readonly start: number;
  readonly index: number;
  readonly view: ListView;
  /** Offers of which the registry gave less than requested. */
  readonly refused: Set<number>;
  /** Places that another operator holds in the other direction; see `placeOf`. */
  readonly barred: Set<number>;
}

function meetNeed(context: GateContext, picking: Picking): void {
  const state = picking.states[picking.index]!;
  picking.barred.clear();
  let forgoneWh = 0;
  for (const candidate of meritOrder(context, picking)) {
    const wantedWh = remainingWh(state) - forgoneWh;
    if (wantedWh <= TOLERANCE_WH) return;
    if (picking.barred.has(placeOf(context, candidate.unit))) continue;
    if (isRefused(picking, candidate)) continue;
    const { requestedWh, conflict } = take(context, picking, candidate, wantedWh);
    if (conflict !== CONFLICT_OPPOSITE) continue;
    const reliefWh = Math.min(requestedWh * candidate.effectiveness, wantedWh);
    forgoneWh += relocate(context, picking, candidate, reliefWh);
  }
}

/**
 * Looks elsewhere for the relief of a blocked offer.
 *
 * @returns the part that is not to be had within the premium, Wh of relief.
 */
function relocate(
  context: GateContext,
  picking: Picking,
  blocked: Candidate,
  reliefWh: number,
): number {
  const { maxPremium, areaDistance } = context.settings;
  const state = picking.states[picking.index]!;
  const from = placeOf(context, blocked.unit);
  const costMax = blocked.cost + Math.abs(blocked.cost) * maxPremium;
  const distance = ({ unit }: Candidate) => areaDistance?.(from, placeOf(context, unit)) ?? 0;
  const keptWh = remainingWh(state) - reliefWh;
  picking.barred.add(from);
  const elsewhere = meritOrder(context, picking)
    .filter(({ cost }) => cost <= costMax)
    .sort((a, b) => distance(a) - distance(b) || a.cost - b.cost || a.unit - b.unit);
  for (const candidate of elsewhere) {
    const wantedWh = remainingWh(state) - keptWh;
    if (wantedWh <= TOLERANCE_WH) return 0;
    if (picking.barred.has(placeOf(context, candidate.unit))) continue;
    if (isRefused(picking, candidate)) continue;
    const { conflict } = take(context, picking, candidate, wantedWh);
    if (conflict === CONFLICT_OPPOSITE) picking.barred.add(placeOf(context, candidate.unit));
  }
  return Math.max(0, remainingWh(state) - keptWh);
}

/** Claims of one offer what is wanted and free, and remembers a refusal. */
function take(
  context: GateContext,
  picking: Picking,
  candidate: Candidate,
  wantedWh: number,
): { requestedWh: number; conflict: ClaimConflict } {
  const requestedWh = requestWh(context, picking, candidate, wantedWh);
  if (requestedWh <= 0) return { requestedWh: 0, conflict: CONFLICT_NONE };
  const { grantedWh, conflict } = claim(context, picking, candidate, requestedWh);
  const { direction } = picking.states[picking.index]!.need;
  if (grantedWh < requestedWh) picking.refused.add(offerIndex(candidate.unit, direction));
  return { requestedWh, conflict };
}

/** Whether the registry gave less of the offer than requested: nothing of its other row is left. */
function isRefused({ states, index, refused }: Picking, { unit }: Candidate): boolean {
  return refused.has(offerIndex(unit, states[index]!.need.direction));
}

/** The DSO's area in which a unit lies; without areas every unit is a place of its own. */
export function placeOf({ settings }: GateContext, unit: number): number {
  return settings.areaOf?.[unit] ?? unit;
}

/** How much the need still lacks, Wh of relief; negative where it has more than it wants. */
export function remainingWh({ need, creditedWh, metWh }: NeedState): number {
  return need.quantityWh - creditedWh - metWh;
}

function meritOrder({ flex, settings }: GateContext, { states, index, view, refused }: Picking) {
  const { kind, origin, direction, effectiveness } = states[index]!.need;
  const { offers } = flex;
  // A DSO relieves its own red grid; what it buys elsewhere is not to load another one.
  const heedsRed = kind !== DSO_CM || origin === "rebalancing";
  const candidates: Candidate[] = [];
  for (let unit = 0; unit < offers.unitCount; unit++) {
    const offer = offerIndex(unit, direction);
    const perWh = effectiveness[unit]!;
    if (perWh < settings.sensitivityMin || perWh <= 0) continue;
    if (refused.has(offer)) continue;
    const energyWh = standingWh(flex, view, offer);
    if (energyWh <= 0 || energyWh < settings.offerWhMin) continue;
    if (holdsOpposite(flex, states[index]!, offer)) continue;
    if (heedsRed && flex.isBlocked[offer] === 1) continue;
    for (const isReserved of OFFER_ROWS) {
      const priceMicro = rowPriceMicro(offers, offer, isReserved);
      if (priceMicro > settings.priceCapMicro[kind]) continue;
      if (rowWh(flex, view, offer, isReserved) === 0) continue;
      candidates.push({ unit, isReserved, effectiveness: perWh, cost: priceMicro / perWh });
    }
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
  { unit, isReserved, effectiveness }: Candidate,
  wantedWh: number,
): number {
  const { kind, direction } = states[index]!.need;
  const offer = offerIndex(unit, direction);
  const standing = rowWh(flex, view, offer, isReserved);
  const energyWh = Math.min(Math.ceil(wantedWh / effectiveness - 1e-9), standing);
  if (kind === DSO_CM || !isCapped(scheme) || !settings.safeWh) return energyWh;
  const safeWh = Math.floor(settings.safeWh(unit, direction));
  if (energyWh > 0 && safeWh <= 0) flex.isRed[offer] = 1;
  return Math.min(energyWh, safeWh);
}

/** Tells whether the DSO's grid limits what later operators may take before they take it. */
export function isCapped({ guard }: Scheme): boolean {
  return guard === "filter" || guard === "aggregate";
}

function claim(
  { flex, scheme, registries, marketMinute }: GateContext,
  { states, start, index }: Picking,
  { unit, isReserved, effectiveness }: Candidate,
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
    ...(isReserved && { isReserved }),
    priceMicro: rowPriceMicro(flex.offers, offer, isReserved),
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
