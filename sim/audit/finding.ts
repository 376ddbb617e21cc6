import type { NeedCode } from "#sim/audit/publishedLists.ts";

/** What an audit looks for. */
export const AUDIT_CHECKS = {
  doubleActivation: "Units that two operators activated in one period",
  notOnList: "Claims on offers that their operator did not see on a list, or saw less of",
  beyondOffer: "More granted than on offer",
  otherGrant: "Grants that are not what the rule gives",
  beyondGrants: "Orders in escrow for more than was granted",
  noRole: "Claims of operators without the role for them",
  notEligible: "Claims on units that may not be claimed",
  order: "Lists, claims or days out of their order",
  unreadable: "Events that cannot be read",
} as const;

export type AuditCheck = keyof typeof AUDIT_CHECKS;

/** Something that should not be. What a check has no word on is null. */
export interface AuditFinding {
  readonly check: AuditCheck;
  readonly period: number | null;
  readonly unit: number | null;
  /** The TSO (0), or the DSO of area `operator` − 1. */
  readonly operators: readonly number[];
  readonly needs: readonly NeedCode[];
  /** Of a double activation: one direction, or opposite ones. */
  readonly kind: "same" | "opposite" | null;
  readonly energyWh: number | null;
  /** What was found, in a sentence. */
  readonly says: string;
}

/** A finding about a claim. */
export function claimFinding(
  check: AuditCheck,
  claim: {
    readonly period: number;
    readonly unit: number;
    readonly operator: number;
    readonly need: NeedCode;
  },
  energyWh: number | null,
  says: string,
): AuditFinding {
  const { period, unit, operator, need } = claim;
  return {
    check,
    period,
    unit,
    operators: [operator],
    needs: [need],
    kind: null,
    energyWh,
    says,
  };
}

/** A finding about the stream as a whole. */
export function streamFinding(check: AuditCheck, says: string, period: number | null = null) {
  const nobody = { unit: null, operators: [], needs: [], kind: null, energyWh: null };
  return { check, period, ...nobody, says } satisfies AuditFinding;
}
