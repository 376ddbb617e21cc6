import { textTable } from "#reports/explain/textTable.ts";
import { formatNumber } from "#reports/format.ts";
import type { AuditReport } from "#sim/audit/auditChainLog.ts";
import type { AuditSummary } from "#sim/audit/auditSummary.ts";
import type { ChainLogHead } from "#sim/audit/chainLogLine.ts";
import { AUDIT_CHECKS, type AuditCheck, type AuditFinding } from "#sim/audit/finding.ts";

/** A finding in words: who, for what, and when its period begins. */
export interface NamedFinding extends Omit<AuditFinding, "operators" | "needs"> {
  /** Null where the finding names no period. */
  readonly localTime: string | null;
  /** `TSO`, or `DSO` with the index of its area. */
  readonly operators: readonly string[];
  readonly needs: readonly string[];
}

/** What an audit read and found, for people. */
export function auditText(
  { chainId }: ChainLogHead,
  counts: Omit<AuditReport, "head" | "findings">,
  summary: AuditSummary,
  findings: readonly NamedFinding[],
): string {
  const { days, ledgers, lists, listedOffers, claims, grants, grantedWh } = counts;
  const read = [
    `Chain ${Number(chainId)}: ${many(days, "day")}, ${many(ledgers, "activation ledger")}.`,
    `Rebuilt ${formatNumber(lists, 0)} merit order lists with ${formatNumber(listedOffers, 0)} offers, and ${formatNumber(claims, 0)} claims;`,
    `${formatNumber(grants, 0)} of them were granted something, ${mwh(grantedWh)} MWh in all.`,
  ];
  if (findings.length === 0) {
    const clean = [
      "Nothing found. Each claim stood on a list that its operator saw, no more was granted than",
      "offered, all grants follow the rule, each operator had its role, nothing was activated twice.",
    ];
    return [...read, "", ...clean].join("\n");
  }
  const parts = (Object.keys(AUDIT_CHECKS) as AuditCheck[])
    .filter((check) => summary.byCheck[check] > 0)
    .map((check) => part(check, summary, findings));
  return [...read, "", ...parts, conclusion(summary)].join("\n");
}

function part(
  check: AuditCheck,
  { byCheck, doubleActivations }: AuditSummary,
  findings: readonly NamedFinding[],
): string {
  const own = findings.filter((finding) => finding.check === check);
  const title = `${AUDIT_CHECKS[check]}: ${formatNumber(byCheck[check], 0)}`;
  const header = ["period", "local time", "unit", "operators", "needs"];
  if (check !== "doubleActivation")
    return `${title}\n${textTable(
      [...header, ""],
      own.map((one) => [...who(one), one.says]),
    )}\n`;
  const { same, opposite, energyWh } = doubleActivations;
  const kinds = `${same} in one direction, ${opposite} in opposite ones, ${mwh(energyWh)} MWh`;
  const rows = own.map((one) => [...who(one), one.kind ?? "", number(one.energyWh)]);
  return `${title} (${kinds})\n${textTable([...header, "kind", "Wh"], rows)}\n`;
}

function who({ period, localTime, unit, operators, needs }: NamedFinding): string[] {
  return [number(period), localTime ?? "", number(unit), operators.join(", "), needs.join(", ")];
}

function conclusion({ found, byCheck }: AuditSummary): string {
  const double = byCheck.doubleActivation;
  return `${many(found, "finding")}: ${many(double, "double activation")}, ${found - double} of other kinds.`;
}

function many(count: number, noun: string): string {
  return `${formatNumber(count, 0)} ${noun}${count === 1 ? "" : "s"}`;
}

function number(value: number | null): string {
  return value === null ? "" : String(value);
}

function mwh(energyWh: number): string {
  return formatNumber(energyWh / 1e6, 3);
}
