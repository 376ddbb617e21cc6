import { NEED_KINDS, type NeedKind, sameOperator } from "#engine/coordination/needs.ts";

/**
 * How the merit order lists of two needs relate: two lists with disjoint offers, two lists on which
 * the same offer may stand, or one list.
 */
export type Relation = "separate" | "overlapping" | "shared";

/** A TSO-DSO coordination scheme is data: one row of the table of schemes. */
export interface Scheme {
  readonly dsoTso: Relation;
  readonly tsoBal: Relation;
  readonly dsoBal: Relation;
  /** `joint`: shared lists are cleared once for all their needs. */
  readonly clearing: "independent" | "sequential" | "joint";
  /** Who becomes counterparty where two operators want the same quantity. */
  readonly priority: "gate" | "larger-need" | "value";
  /** Which unpicked quantity moves on to later lists. */
  readonly forwarding: "none" | "T→B" | "unused";
  /** What keeps the picks of a later operator from hurting the DSO's grid. */
  readonly guard: "none" | "filter" | "aggregate" | "corrective";
  /** Whether a quantity may stand on two lists; `unsafe`: on all, without anyone arbitrating. */
  readonly listing: "forbidden" | "registry" | "unsafe";
  /** What an operator knows of another's claims at its gate: none, those on its lists, all. */
  readonly exchange: "after" | "shared" | "platform";
  readonly cost: "own-pick" | "larger-pays" | "proportional" | "shapley";
  /** Whether one registry of residual flexibility decides claims, or one for each operator. */
  readonly registry: "one" | "perOperator";
  /** Needs that are executed. */
  readonly acts: readonly NeedKind[];
}

/** Relation between the lists of two needs; a list is shared with itself. */
export function relation(scheme: Scheme, one: NeedKind, other: NeedKind): Relation {
  if (one === other) return "shared";
  // The sum of two different needs names the pair: 0 + 1, 0 + 2, 1 + 2.
  const pairs = [scheme.dsoTso, scheme.dsoBal, scheme.tsoBal];
  return pairs[one + other - 1]!;
}

/** Tells whether the lists of two needs hold the same kWh. */
export function sameEnergy(scheme: Scheme, one: NeedKind, other: NeedKind): boolean {
  return scheme.listing === "unsafe" || relation(scheme, one, other) !== "separate";
}

/**
 * Returns the lists among which an offer has to choose, as groups of needs: those that are not
 * separate count as one choice. A group is known by its first need.
 */
export function listGroups(scheme: Scheme): readonly (readonly NeedKind[])[] {
  const groups: NeedKind[][] = [];
  for (const kind of NEED_KINDS) {
    const near = groups.filter((group) =>
      group.some((member) => relation(scheme, member, kind) !== "separate"),
    );
    const rest = groups.filter((group) => !near.includes(group));
    groups.splice(0, groups.length, ...rest, [...near.flat(), kind].sort());
  }
  return groups.sort((a, b) => a[0]! - b[0]!);
}

/** Number of registries that decide claims. */
export function ledgerCount(scheme: Scheme, dsoCount: number): number {
  return scheme.registry === "one" ? 1 : dsoCount + 1;
}

/** Which registry decides the claims of an operator; the TSO's own comes first. */
export function ledgerOf(scheme: Scheme, operator: number): number {
  return scheme.registry === "one" ? 0 : operator + 1;
}

/** Tells whether the operator of `kind` knows at its gate what was granted to `other` on its lists. */
export function knowsClaims(scheme: Scheme, kind: NeedKind, other: NeedKind): boolean {
  return sameOperator(kind, other) || scheme.exchange !== "after";
}

/** Tells whether claims of `other` are credited against the needs of `kind`: that is the merge. */
export function creditsClaims(scheme: Scheme, kind: NeedKind, other: NeedKind): boolean {
  return (
    !sameOperator(kind, other) &&
    scheme.exchange !== "after" &&
    relation(scheme, kind, other) !== "separate"
  );
}
