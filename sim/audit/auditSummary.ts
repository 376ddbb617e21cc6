import { AUDIT_CHECKS, type AuditCheck, type AuditFinding } from "#sim/audit/finding.ts";

/** How many findings there are, by check, and double activations by kind. */
export interface AuditSummary {
  readonly found: number;
  readonly byCheck: Readonly<Record<AuditCheck, number>>;
  readonly doubleActivations: {
    readonly same: number;
    readonly opposite: number;
    readonly energyWh: number;
  };
}

export function summarise(findings: readonly AuditFinding[]): AuditSummary {
  const checks = Object.keys(AUDIT_CHECKS) as AuditCheck[];
  const count = (check: AuditCheck) => findings.filter((one) => one.check === check).length;
  const double = findings.filter(({ check }) => check === "doubleActivation");
  return {
    found: findings.length,
    byCheck: Object.fromEntries(checks.map((check) => [check, count(check)])) as Record<
      AuditCheck,
      number
    >,
    doubleActivations: {
      same: double.filter(({ kind }) => kind === "same").length,
      opposite: double.filter(({ kind }) => kind === "opposite").length,
      energyWh: double.reduce((sum, { energyWh }) => sum + (energyWh ?? 0), 0),
    },
  };
}
