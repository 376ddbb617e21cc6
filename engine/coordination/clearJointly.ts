import { assert } from "#engine/assert.ts";
import { blockRed } from "#engine/coordination/blockRed.ts";
import { creditClaims } from "#engine/coordination/creditClaims.ts";
import type { NeedState } from "#engine/coordination/flexPeriod.ts";
import {
  type Forgone,
  type JointOffer,
  jointProblem,
  reliefPerWh,
} from "#engine/coordination/jointProblem.ts";
import type { LinearSolver } from "#engine/coordination/linearSolver.ts";
import {
  type Direction,
  DOWN,
  DSO_CM,
  type Need,
  type NeedKind,
  offerIndex,
  UP,
} from "#engine/coordination/needs.ts";
import { OFFER_ROWS, rowPriceMicro } from "#engine/coordination/offerRows.ts";
import {
  type GateContext,
  isCapped,
  placeOf,
  remainingWh,
  TOLERANCE_WH,
} from "#engine/coordination/pickOffers.ts";
import { CONFLICT_OPPOSITE } from "#engine/coordination/registry.ts";
import { ledgerOf } from "#engine/coordination/scheme.ts";
import { listView, rowWh, standingWh } from "#engine/coordination/standing.ts";

export interface JointContext extends GateContext {
  readonly solver: LinearSolver;
}

/** Everything one joint gate keeps while it is cleared. */
interface Clearing {
  readonly context: JointContext;
  readonly start: number;
  readonly states: readonly NeedState[];
  /** Offers of which less was granted than wanted. */
  readonly refused: Set<number>;
  /** Places that another operator holds in a direction, as offers of that place and direction. */
  readonly barred: Set<string>;
  readonly forgone: Forgone[];
}

/** What each operator would take of an offer if it were alone on the list, Wh; by operator. */
type Alone = ReadonlyMap<number, readonly number[]>;

/**
 * Clears a shared list once for all its needs, of all operators: the picks that cost least, with unmet
 * needs at their value. One activation may serve several needs; `FlexPeriod.sharing`
 * says whose.
 *
 * A claim that the registry does not grant in full is no part of the solution: the rest is solved again
 * without that offer; after an opposite grant without its place, and up to the premium only. What a DSO
 * then still lacks is red for later gates.
 *
 * @param needs - All needs of the gate; with headroom (quantity below zero) of elements that a pick
 *   may bring to their limit.
 */
export function clearJointly(context: JointContext, needs: readonly Need[]): void {
  const { flex, scheme, settings } = context;
  const start = flex.needs.length;
  for (const need of needs) flex.needs.push({ need, creditedWh: 0, metWh: 0 });
  creditClaims(flex, start, scheme, settings);
  const states = flex.needs.slice(start);
  const clearing: Clearing = {
    context,
    start,
    states,
    refused: new Set(),
    barred: new Set(),
    forgone: [],
  };
  let isDone = false;
  while (!isDone && states.some((state) => remainingWh(state) > TOLERANCE_WH)) {
    const offers = eligible(clearing);
    isDone = offers.length === 0 || solveOnce(clearing, offers);
  }
  if (scheme.registry === "one") blockRed(flex, start, settings.sensitivityMin);
}

/** Solves what is missing and claims it; tells whether all claims were granted in full. */
function solveOnce(clearing: Clearing, offers: readonly JointOffer[]): boolean {
  const { context, states, forgone } = clearing;
  const { flex, solver, scheme } = context;
  const unmetMicro = unmetValues(context);
  const problem = jointProblem(states, offers, forgone, unmetMicro);
  const { quantity, rowDual, status } = solver.solve(problem);
  assert(status === "optimal", `joint clearing of period ${flex.period} is ${status}`);
  const alone: Alone = scheme.cost === "own-pick" ? new Map() : standAlone(clearing, offers);
  const isMissing = states.map((state) => remainingWh(state) > TOLERANCE_WH);
  let isComplete = true;
  for (const [k, offer] of offers.entries()) {
    const wantedWh = Math.min(Math.ceil(quantity[k]! - 1e-6), offer.upperWh);
    if (wantedWh <= 0) continue;
    // The registry has refused the other row of the offer: what is left is solved again without it.
    if (clearing.refused.has(offerIndex(offer.unit, offer.direction))) continue;
    const worth = states.map(({ need }, position) =>
      Math.max(0, rowDual[position]! * reliefPerWh(need, offer.unit, offer.direction)),
    );
    const serves = states.map(
      ({ need }, position) => isMissing[position]! && helps(context, need, offer),
    );
    const isGranted = claim(
      clearing,
      offer,
      wantedWh,
      { worth, serves },
      (operator) => alone.get(operator)?.[k],
    );
    isComplete &&= isGranted;
  }
  return isComplete;
}

/**
 * Offers on the list that help at least one element; also one inside its limits, for what other picks
 * use up of its headroom may be cheapest to buy back.
 */
function eligible({ context, states, refused, barred }: Clearing): JointOffer[] {
  const { flex, scheme, settings } = context;
  const kinds = [...new Set(states.map(({ need }) => need.kind))];
  const views = kinds.map((kind) => listView(flex, scheme, kind));
  const capMicro = Math.max(...kinds.map((kind) => settings.priceCapMicro[kind]));
  const offers: JointOffer[] = [];
  for (let unit = 0; unit < flex.offers.unitCount; unit++) {
    for (const direction of [UP, DOWN] as const) {
      const offer = offerIndex(unit, direction);
      if (refused.has(offer)) continue;
      if (!kinds.includes(DSO_CM) && flex.isBlocked[offer] === 1) continue;
      if (barred.has(barKey(context, unit, direction))) continue;
      const standing = Math.max(...views.map((view) => standingWh(flex, view, offer)));
      if (standing <= 0 || standing < settings.offerWhMin) continue;
      if (kinds.some((kind) => flex.grantedWh[kind][offer ^ 1]! > 0)) continue;
      if (!states.some(({ need }) => helps(context, need, { unit, direction }))) continue;
      for (const isReserved of OFFER_ROWS) {
        const priceMicro = rowPriceMicro(flex.offers, offer, isReserved);
        const upperWh = Math.max(...views.map((view) => rowWh(flex, view, offer, isReserved)));
        if (upperWh <= 0 || priceMicro > capMicro) continue;
        offers.push({ unit, direction, isReserved, priceMicro, upperWh });
      }
    }
  }
  return offers;
}

/** Tells whether an offer relieves an element by as much as counts. */
function helps(
  { settings }: GateContext,
  need: Need,
  { unit, direction }: Pick<JointOffer, "unit" | "direction">,
): boolean {
  return reliefPerWh(need, unit, direction) >= Math.max(settings.sensitivityMin, 1e-9);
}

/** What an offer is to the needs of the gate, by position. */
interface Use {
  /** Value of the relief by one Wh, µEUR/kWh: its dual × effect, 0 where it harms. */
  readonly worth: readonly number[];
  /** Whether the need was open and is relieved. */
  readonly serves: readonly boolean[];
}

function claim(
  clearing: Clearing,
  column: JointOffer,
  wantedWh: number,
  use: Use,
  aloneWh: (operator: number) => number | undefined,
): boolean {
  const { context, start, states, refused } = clearing;
  const { unit, direction, isReserved, priceMicro, upperWh } = column;
  const { flex, scheme, registries, settings, marketMinute } = context;
  const offer = offerIndex(unit, direction);
  const main = mainNeed(states, use.worth, unit, direction);
  const { kind, operator } = states[main]!.need;
  const isOwnGate = states.some(({ need }) => need.kind === DSO_CM);
  const safeWh =
    isOwnGate || !isCapped(scheme) || !settings.safeWh
      ? upperWh
      : Math.floor(settings.safeWh(unit, direction));
  const requestedWh = Math.min(wantedWh, safeWh);
  if (requestedWh < wantedWh) refused.add(offer);
  if (safeWh <= 0) flex.isRed[offer] = 1;
  if (requestedWh <= 0) return false;
  const ledger = ledgerOf(scheme, operator);
  const offeredWh = flex.offers.quantityWh[offer]!;
  const grant = registries[ledger]!.claim(flex.period, unit, direction, offeredWh, requestedWh);
  if (grant.grantedWh < requestedWh) refused.add(offer);
  if (grant.conflict === CONFLICT_OPPOSITE) forgo(clearing, column, requestedWh, use.worth);
  const wanted = wantedBy(states, use, requestedWh, aloneWh);
  if (wanted.length > 1) flex.sharing.push({ claim: flex.claims.length, wanted });
  flex.record({
    ledger,
    need: start + main,
    kind,
    operator,
    unit,
    direction,
    offeredWh,
    requestedWh,
    grantedWh: grant.grantedWh,
    conflict: grant.conflict,
    ...(isReserved && { isReserved }),
    priceMicro,
    effectiveness: reliefPerWh(states[main]!.need, unit, direction),
    marketMinute,
  });
  for (const state of states) {
    state.metWh += reliefPerWh(state.need, unit, direction) * grant.grantedWh;
  }
  return grant.grantedWh === wantedWh;
}

/** Position of the need that the offer is worth most to; the first it helps where duals say nothing. */
function mainNeed(
  states: readonly NeedState[],
  worth: readonly number[],
  unit: number,
  direction: Direction,
): number {
  const most = Math.max(...worth);
  if (most > 0) return worth.indexOf(most);
  return states.findIndex(({ need }) => reliefPerWh(need, unit, direction) > 0);
}

/**
 * Operators whose needs the offer serves, with what each would take of it alone; the earlier gate first.
 * A need that a larger one covers has a dual of zero, and is served all the same. Where none would take
 * any alone, only together is the offer the cheapest, and each to whom it is worth something wants all.
 */
function wantedBy(
  states: readonly NeedState[],
  { worth, serves }: Use,
  requestedWh: number,
  aloneWh: (operator: number) => number | undefined,
): { operator: number; kind: NeedKind; energyWh: number }[] {
  const wanted: { operator: number; kind: NeedKind; energyWh: number; isWorth: boolean }[] = [];
  for (const [position, { need }] of states.entries()) {
    const isWorth = worth[position]! > 0;
    if (!isWorth && !serves[position]) continue;
    const { kind, operator } = need;
    const known = wanted.find((entry) => entry.kind === kind && entry.operator === operator);
    if (known) known.isWorth ||= isWorth;
    const energyWh = Math.min(requestedWh, aloneWh(operator) ?? requestedWh);
    if (!known) wanted.push({ operator, kind, energyWh, isWorth });
  }
  const isTakenAlone = wanted.some(({ energyWh }) => energyWh > 0);
  return wanted.map(({ operator, kind, energyWh, isWorth }) => {
    return { operator, kind, energyWh: !isTakenAlone && isWorth ? requestedWh : energyWh };
  });
}

/** After an opposite grant: the place is left to the other, and its relief forgone beyond the premium. */
function forgo(
  { context, states, barred, forgone }: Clearing,
  { unit, direction, priceMicro }: JointOffer,
  requestedWh: number,
  worth: readonly number[],
): void {
  barred.add(barKey(context, unit, direction));
  for (const [state, { need }] of states.entries()) {
    if (worth[state]! <= 0) continue;
    const perWh = reliefPerWh(need, unit, direction);
    const costMax = (priceMicro / perWh) * (1 + context.settings.maxPremium);
    forgone.push({ state, reliefWh: requestedWh * perWh, costMax });
  }
}

function barKey(context: GateContext, unit: number, direction: Direction): string {
  return `${placeOf(context, unit)}/${direction}`;
}

/** What each operator would take of the same offers for its own needs alone. */
function standAlone({ context, states }: Clearing, offers: readonly JointOffer[]): Alone {
  const operators = [...new Set(states.map(({ need }) => need.operator))];
  if (operators.length < 2) return new Map();
  const unmetMicro = unmetValues(context);
  return new Map(
    operators.map((operator) => {
      const own = states.filter(({ need }) => need.operator === operator);
      const problem = jointProblem(own, offers, [], unmetMicro);
      return [operator, [...context.solver.solve(problem).quantity].map(Math.round)];
    }),
  );
}

function unmetValues({ settings }: GateContext): readonly [number, number, number] {
  assert(settings.unmetMicro !== undefined, "joint clearing needs the value of unmet needs");
  return settings.unmetMicro;
}
