import { orderedWh } from "#engine/coordination/claimedEnergy.ts";
import { type CostShare, costShares, type Wanted } from "#engine/coordination/costShares.ts";
import type { ClaimEntry, Credit, FlexPeriod } from "#engine/coordination/flexPeriod.ts";
import {
  type Direction,
  type NeedKind,
  offerIndex,
  TSO_OPERATOR,
} from "#engine/coordination/needs.ts";
import { rowOfferedWh } from "#engine/coordination/offerRows.ts";
import type { Scheme } from "#engine/coordination/scheme.ts";

/** What one unit is ordered to do for one need. Orders of one ledger never stand on the same kWh. */
export interface Order {
  readonly unit: number;
  readonly direction: Direction;
  readonly kind: NeedKind;
  /** Who ordered; see `Need.operator`. */
  readonly operator: number;
  /** The provider's counterparty: who pays most of it; another operator only where needs were merged. */
  readonly payer: number;
  /** Who bears which part of the payment; one entry unless the scheme shares it. */
  readonly shares: readonly CostShare[];
  readonly orderedWh: number;
  /** Whether it calls what was reserved, at the agreed price; absent for an order of the rest. */
  readonly isReserved?: boolean;
  /** µEUR/kWh. */
  readonly priceMicro: number;
  readonly ledger: number;
  /** Other needs that count this order as meeting them. */
  readonly sharedWith: readonly NeedKind[];
  /** Whether missing energy costs the provider nothing: the TSO's larger need took the unit from a DSO. */
  readonly penaltyWaived: boolean;
}

/**
 * Lists what units are ordered to do, one order per (unit, need kind, direction, operator), two where it
 * takes of both rows of an offer, in order of dispatch; called after the last gate of the period.
 *
 * What is reserved is called at the agreed price once: where operators that do not know of each other
 * claimed more of that row than it holds, the rest is paid at the provider's own price.
 *
 * Where needs were merged, the scheme's cost rule says who pays; under `own-pick` who ordered does.
 */
export function dispatchOrders(flex: FlexPeriod, scheme: Scheme): Order[] {
  const orders: Order[] = [];
  const heldWh = new Map<string, number>();
  for (const claim of flex.claims) {
    const energyWh = orderedWh(claim);
    if (energyWh === 0) continue;
    const { unit, direction, ledger } = claim;
    const key = `${ledger}/${unit}/${direction}`;
    const offer = offerIndex(unit, direction);
    const leftWh = heldWh.get(key) ?? rowOfferedWh(flex.offers, offer, true);
    const reservedWh = claim.isReserved ? Math.min(energyWh, leftWh) : 0;
    heldWh.set(key, leftWh - reservedWh);
    if (reservedWh > 0) addOrder(flex, orders, claim, reservedWh, true);
    const restWh = energyWh - reservedWh;
    if (restWh > 0) addOrder(flex, orders, claim, restWh, false);
  }
  if (scheme.cost === "own-pick") return orders;
  return orders.map((order) => shareCost(order, wantedOf(flex, orders, order), scheme));
}

/** Adds granted energy of one row to the order that it belongs to. */
function addOrder(
  flex: FlexPeriod,
  orders: Order[],
  { unit, direction, kind, operator, ledger, isReserved: onReserved, priceMicro }: ClaimEntry,
  energyWh: number,
  isReserved: boolean,
): void {
  const at = orders.findIndex(
    (order) =>
      order.unit === unit &&
      order.direction === direction &&
      order.kind === kind &&
      order.operator === operator &&
      (order.isReserved ?? false) === isReserved,
  );
  if (at >= 0) {
    orders[at] = { ...orders[at]!, orderedWh: orders[at]!.orderedWh + energyWh };
    return;
  }
  const isBeyond = onReserved === true && !isReserved;
  orders.push({
    unit,
    direction,
    kind,
    operator,
    payer: operator,
    shares: [{ operator, weight: 1 }],
    orderedWh: energyWh,
    ...(isReserved && { isReserved }),
    priceMicro: isBeyond ? flex.offers.priceMicro[offerIndex(unit, direction)]! : priceMicro,
    ledger,
    sharedWith: sharedWith(flex, unit, direction, kind),
    penaltyWaived: false,
  });
}

/** Kinds of need that credit the claims of `kind` on this unit. */
function sharedWith(flex: FlexPeriod, unit: number, direction: Direction, kind: NeedKind) {
  const kinds = flex.credits
    .filter((credit) => credit.unit === unit && credit.direction === direction)
    .filter((credit) => flex.claims[credit.claim]!.kind === kind)
    .map((credit) => credit.kind);
  for (const { claim, wanted } of flex.sharing) {
    const entry = flex.claims[claim]!;
    if (entry.unit !== unit || entry.direction !== direction || entry.kind !== kind) continue;
    kinds.push(...wanted.map((other) => other.kind).filter((other) => other !== kind));
  }
  return [...new Set(kinds)].sort();
}

/** Names who pays for an order that serves several operators. */
function shareCost(order: Order, wanted: readonly Wanted[], { cost }: Scheme): Order {
  if (wanted.length < 2) return order;
  const shares = costShares(cost, wanted);
  const most = shares.reduce((one, other) => (other.weight > one.weight ? other : one));
  const isTaken = costShares("larger-pays", wanted)[0]!.operator === TSO_OPERATOR;
  const penaltyWaived = isTaken && order.operator !== TSO_OPERATOR;
  return { ...order, payer: most.operator, shares, penaltyWaived };
}

/** What each operator wants of an order's unit, where needs were merged on it; the earlier gate first. */
function wantedOf(flex: FlexPeriod, orders: readonly Order[], order: Order): Wanted[] {
  const wanted = jointlyWanted(flex, order);
  for (const { operator, energyWh } of creditedWanted(flex, orders, order)) {
    const at = wanted.findIndex((entry) => entry.operator === operator);
    if (at < 0) wanted.push({ operator, energyWh });
    else wanted[at] = { operator, energyWh: Math.max(energyWh, wanted[at]!.energyWh) };
  }
  return wanted;
}

function creditedWanted(flex: FlexPeriod, orders: readonly Order[], order: Order): Wanted[] {
  const { unit, direction, kind } = order;
  const credits = flex.credits.filter(
    (credit) =>
      credit.unit === unit &&
      credit.direction === direction &&
      [credit.operator, flex.claims[credit.claim]!.operator].includes(order.operator),
  );
  if (credits.length === 0) return [];
  const earlier = flex.claims[credits[0]!.claim]!;
  const later = credits[0]!;
  const merged = new Set([earlier.kind, ...credits.map((credit) => credit.kind)]);
  if (!merged.has(kind)) return [];
  const siblings = orders.filter(
    (other) => other.unit === unit && other.direction === direction && merged.has(other.kind),
  );
  return [earlier, later].map(({ operator }) => ({
    operator,
    energyWh: wantedWh(siblings, credits, operator),
  }));
}

/** Sums over the claims of an order; the needs of one operator in a claim want the same energy. */
function jointlyWanted(flex: FlexPeriod, order: Order): Wanted[] {
  const sums = new Map<number, number>();
  for (const { claim, wanted } of flex.sharing) {
    const entry = flex.claims[claim]!;
    const { unit, direction, kind, operator } = entry;
    if (unit !== order.unit || direction !== order.direction) continue;
    if (kind !== order.kind || operator !== order.operator) continue;
    for (const wanting of new Set(wanted.map((entry) => entry.operator))) {
      const own = wanted.filter((entry) => entry.operator === wanting);
      const energyWh = Math.min(orderedWh(entry), Math.max(...own.map((entry) => entry.energyWh)));
      sums.set(wanting, (sums.get(wanting) ?? 0) + energyWh);
    }
  }
  const wanted = [...sums].map(([operator, energyWh]) => ({ operator, energyWh }));
  return wanted.some(({ energyWh }) => energyWh > 0) ? wanted : [];
}

/** What an operator wants of a unit: its own orders, and the most that one of its needs was credited. */
function wantedWh(orders: readonly Order[], credits: readonly Credit[], operator: number): number {
  let energyWh = 0;
  for (const order of orders) if (order.operator === operator) energyWh += order.orderedWh;
  const byNeed = new Map<number, number>();
  for (const credit of credits) {
    if (credit.operator !== operator) continue;
    byNeed.set(credit.need, (byNeed.get(credit.need) ?? 0) + credit.energyWh);
  }
  return energyWh + Math.max(0, ...byNeed.values());
}
