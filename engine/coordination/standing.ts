import type { FlexPeriod } from "#engine/coordination/flexPeriod.ts";
import { isBefore } from "#engine/coordination/gatePlan.ts";
import { DSO_CM, NEED_KINDS, type NeedKind } from "#engine/coordination/needs.ts";
import {
  knowsClaims,
  listGroups,
  relation,
  type Scheme,
  sameEnergy,
} from "#engine/coordination/scheme.ts";

/** What an operator sees on the list of a need at its gate: how to read the quantity of an offer. */
export interface ListView {
  /** Lists whose quantities add up: its own, and those whose unpicked quantity was forwarded to it. */
  readonly lists: readonly NeedKind[];
  /** Needs whose grants it knows to be gone from these lists. */
  readonly taken: readonly NeedKind[];
  /** Whether the DSO's reserved quantity is still kept from it. */
  readonly withoutReserved: boolean;
}

/** Derives the view of a need from relations, order of gates, forwarding and exchange. */
export function listView(flex: FlexPeriod, scheme: Scheme, kind: NeedKind): ListView {
  const { gates } = flex;
  const own = NEED_KINDS.filter((other) => sameEnergy(scheme, kind, other));
  const forwarding = listGroups(scheme).filter(
    (group) =>
      !own.includes(group[0]!) && group.some((from) => isForwarded(flex, scheme, from, kind)),
  );
  return {
    lists: [kind, ...forwarding.map((group) => group[0]!)],
    taken: [...own.filter((other) => knowsClaims(scheme, kind, other)), ...forwarding.flat()],
    withoutReserved:
      kind !== DSO_CM &&
      relation(scheme, kind, DSO_CM) !== "separate" &&
      isBefore(gates, kind, DSO_CM),
  };
}

/** Energy of an offer that the operator sees as free, Wh, both of its rows; never less than 0. */
export function standingWh(flex: FlexPeriod, view: ListView, offer: number): number {
  return rowWh(flex, view, offer, false) + rowWh(flex, view, offer, true);
}

/** Energy of one row of an offer that the operator sees as free, Wh; never less than 0. */
export function rowWh(
  { offers, grantedWh, grantedReservedWh }: FlexPeriod,
  { lists, taken, withoutReserved }: ListView,
  offer: number,
  isReserved: boolean,
): number {
  if (isReserved && withoutReserved) return 0;
  let reservedWh = 0;
  let energyWh = 0;
  for (const kind of lists) {
    reservedWh += offers.reservedOnList[kind][offer]!;
    energyWh += offers.onList[kind][offer]!;
  }
  for (const kind of taken) {
    reservedWh -= grantedReservedWh[kind][offer]!;
    energyWh -= grantedWh[kind][offer]!;
  }
  return Math.max(isReserved ? reservedWh : energyWh - reservedWh, 0);
}

function isForwarded(
  { gates }: FlexPeriod,
  { forwarding }: Scheme,
  from: NeedKind,
  to: NeedKind,
): boolean {
  if (forwarding === "none" || !isBefore(gates, from, to)) return false;
  return forwarding === "unused" || from !== DSO_CM;
}
