import { BAL, DSO_CM, type NeedKind, TSO_CM } from "#engine/coordination/needs.ts";
import { relation, type Scheme } from "#engine/coordination/scheme.ts";

/** Lead of each gate before delivery, minutes. */
export interface GateLeads {
  readonly DSO_CM: number;
  readonly TSO_CM: number;
  readonly BAL: number;
}

/** One instant at which needs are met: in this order, where there are several. */
export interface Gate {
  readonly leadMinutes: number;
  readonly kinds: readonly NeedKind[];
}

/**
 * Returns the gates of a scheme, earliest first. Needs on one shared list clear together, at the
 * latest gate among them; needs that are not executed have no gate.
 */
export function gatePlan(scheme: Scheme, leads: GateLeads): readonly Gate[] {
  const lead = (kind: NeedKind) => [leads.DSO_CM, leads.TSO_CM, leads.BAL][kind]!;
  const inGateOrder = ([DSO_CM, TSO_CM, BAL] as const)
    .filter((kind) => scheme.acts.includes(kind))
    .sort((a, b) => lead(b) - lead(a) || a - b);
  const lists: NeedKind[][] = [];
  for (const kind of inGateOrder) {
    const list = lists.find(([member]) => relation(scheme, member!, kind) === "shared");
    if (list) list.push(kind);
    else lists.push([kind]);
  }
  return lists
    .map((kinds) => ({ leadMinutes: Math.min(...kinds.map(lead)), kinds }))
    .sort((a, b) => b.leadMinutes - a.leadMinutes || a.kinds[0]! - b.kinds[0]!);
}

/** Tells whether `one` is met before `other`. */
export function isBefore(gates: readonly Gate[], one: NeedKind, other: NeedKind): boolean {
  const order = gates.flatMap((gate) => gate.kinds);
  const position = order.indexOf(one);
  return position >= 0 && position < order.indexOf(other);
}

/** Tells whether the needs of a gate are cleared together. */
export function isJoint({ clearing }: Scheme, kinds: readonly NeedKind[]): boolean {
  return clearing === "joint" && kinds.length > 1;
}
