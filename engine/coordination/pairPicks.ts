import { DOWN, DSO_CM, type Need, type NeedKind, TSO_CM, UP } from "#engine/coordination/needs.ts";
import { type GateContext, pickOffers } from "#engine/coordination/pickOffers.ts";
import { netUpWh } from "#engine/coordination/visibleClaims.ts";

/**
 * Paired rebalancing: buys the opposite of what one operator's congestion picks add to the balance, at
 * the same gate and outside the congestion, from units that do not act on any of its needs. The operator
 * pays both, that is the spread. What finds no counter-offer stays an imbalance of the system.
 *
 * @param start - First of the operator's needs of this gate in `FlexPeriod.needs`.
 */
export function pairPicks(
  context: GateContext,
  start: number,
  kind: NeedKind,
  operator: number,
): void {
  const { flex, settings } = context;
  const own = flex.claims.filter(
    (claim) => claim.need >= start && claim.kind === kind && claim.operator === operator,
  );
  const netWh = netUpWh(own);
  if (netWh === 0) return;
  const causes = flex.needs
    .slice(start)
    .filter(({ need }) => need.kind === kind && need.operator === operator);
  const need: Need = {
    kind,
    operator,
    area: kind === DSO_CM ? operator : -1,
    element: "rebalancing",
    origin: "rebalancing",
    direction: netWh > 0 ? DOWN : UP,
    quantityWh: Math.abs(netWh),
    effectiveness: Float64Array.from({ length: flex.offers.unitCount }, (_, unit) =>
      causes.every((state) => Math.abs(state.need.effectiveness[unit]!) < settings.sensitivityMin)
        ? 1
        : 0,
    ),
    shown: netWh / 250,
  };
  flex.needs.push({ need, creditedWh: 0, metWh: 0 });
  pickOffers(context, flex.needs.length - 1);
}

/** Pairs what each operator picked for congestion at a joint gate. */
export function pairGate(context: GateContext, start: number): void {
  const states = context.flex.needs.slice(start);
  for (const kind of [DSO_CM, TSO_CM] as const) {
    const own = states.filter(({ need }) => need.kind === kind);
    for (const operator of new Set(own.map(({ need }) => need.operator)))
      pairPicks(context, start, kind, operator);
  }
}
