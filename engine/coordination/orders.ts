import type { Credit, FlexPeriod } from "#engine/coordination/flexPeriod.ts";
import {
  type Direction,
  type NeedKind,
  sameOperator,
  TSO_OPERATOR,
} from "#engine/coordination/needs.ts";
import type { Scheme } from "#engine/coordination/scheme.ts";

/** What one unit is ordered to do for one need. Orders of one ledger never stand on the same kWh. */
export interface Order {
  readonly unit: number;
  readonly direction: Direction;
  readonly kind: NeedKind;
  /** Who ordered; see `Need.operator`. */
  readonly operator: number;
  /** Who pays and is the provider's counterparty; another operator only where needs were merged. */
  readonly payer: number;
  readonly orderedWh: number;
  /** µEUR/kWh. */
  readonly priceMicro: number;
  readonly ledger: number;
  /** Other needs that count this order as meeting them. */
  readonly sharedWith: readonly NeedKind[];
  /** Whether missing energy costs the provider nothing: the TSO's larger need took the unit from a DSO. */
  readonly penaltyWaived: boolean;
}

/**
 * Lists what units are ordered to do, one order per (unit, need kind, direction, operator), in order
 * of dispatch; called after the last gate of the period.
 *
 * Where needs were merged and the scheme says `larger-pays`, the operator with the larger quantity
 * on that unit pays the whole activation; at equal quantities the earlier one does.
 */
export function dispatchOrders(flex: FlexPeriod, scheme: Scheme): Order[] {
  const orders: Order[] = [];
  for (const claim of flex.claims) {
    if (claim.grantedWh === 0) continue;
    const { unit, direction, kind, operator, ledger, priceMicro } = claim;
    const at = orders.findIndex(
      (order) => order.unit === unit && order.direction === direction && order.kind === kind,
    );
    if (at >= 0) {
      orders[at] = { ...orders[at]!, orderedWh: orders[at]!.orderedWh + claim.grantedWh };
      continue;
    }
    orders.push({
      unit,
      direction,
      kind,
      operator,
      payer: operator,
      orderedWh: claim.grantedWh,
      priceMicro,
      ledger,
      sharedWith: sharedWith(flex, unit, direction, kind),
      penaltyWaived: false,
    });
  }
  return scheme.cost === "larger-pays" ? orders.map((order) => payer(flex, orders, order)) : orders;
}

/** Kinds of need that credit the claims of `kind` on this unit. */
function sharedWith(flex: FlexPeriod, unit: number, direction: Direction, kind: NeedKind) {
  const kinds = flex.credits
    .filter((credit) => credit.unit === unit && credit.direction === direction)
    .filter((credit) => flex.claims[credit.claim]!.kind === kind)
    .map((credit) => credit.kind);
  return [...new Set(kinds)].sort();
}

/** Names the payer of an order, where it is part of a merge. */
function payer(flex: FlexPeriod, orders: readonly Order[], order: Order): Order {
  const { unit, direction, kind } = order;
  const credits = flex.credits.filter(
    (credit) => credit.unit === unit && credit.direction === direction,
  );
  if (credits.length === 0) return order;
  const earlier = flex.claims[credits[0]!.claim]!;
  const later = credits[0]!;
  const merged = new Set([earlier.kind, ...credits.map((credit) => credit.kind)]);
  if (!merged.has(kind)) return order;
  const siblings = orders.filter(
    (other) => other.unit === unit && other.direction === direction && merged.has(other.kind),
  );
  const earlierWh = wantedWh(siblings, credits, earlier.kind);
  const laterWh = wantedWh(siblings, credits, later.kind);
  const pays = laterWh > earlierWh ? later.operator : earlier.operator;
  const penaltyWaived = pays === TSO_OPERATOR && order.operator !== TSO_OPERATOR;
  return { ...order, payer: pays, penaltyWaived };
}

/** What an operator wants of a unit: its own orders, and the most that one of its needs was credited. */
function wantedWh(orders: readonly Order[], credits: readonly Credit[], kind: NeedKind): number {
  let energyWh = 0;
  for (const order of orders) if (sameOperator(order.kind, kind)) energyWh += order.orderedWh;
  const byNeed = new Map<number, number>();
  for (const credit of credits) {
    if (!sameOperator(credit.kind, kind)) continue;
    byNeed.set(credit.need, (byNeed.get(credit.need) ?? 0) + credit.energyWh);
  }
  return energyWh + Math.max(0, ...byNeed.values());
}
