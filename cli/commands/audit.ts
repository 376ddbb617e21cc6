import { existsSync } from "node:fs";
import { join } from "node:path";
import { auditText, type NamedFinding } from "#cli/auditText.ts";
import { EXIT } from "#cli/exitCode.ts";
import type { Options } from "#cli/options.ts";
import { Output } from "#cli/output.ts";
import { UsageError } from "#cli/usageError.ts";
import { localTime } from "#reports/explain/localTime.ts";
import { auditChainLog } from "#sim/audit/auditChainLog.ts";
import { summarise } from "#sim/audit/auditSummary.ts";

const CHAIN_LOG = "chain-log.jsonl";
const PERIOD_SECONDS = 900;
const NEED_NAMES = ["DSO_CM", "TSO_CM", "BAL"] as const;

/**
 * `eflex audit <folder>`: rebuilds lists and ledgers from the chain's log alone and prints what should
 * not be. Findings are told by the exit code too.
 */
export function audit(folder: string, options: Options): void {
  const output = new Output(options);
  if (!existsSync(folder)) throw new UsageError(`${folder}: there is no such folder`);
  const log = join(folder, CHAIN_LOG);
  if (!existsSync(log)) {
    throw new UsageError(
      `${folder} holds no ${CHAIN_LOG}: a run leaves one where its ledger is a chain ` +
        `(--ledger hardhat or rpc:<url>), not in memory`,
    );
  }
  const { findings, head, ...counts } = auditChainLog(log);
  const { firstPeriodUnixSeconds, timeZone } = head;
  const named: NamedFinding[] = findings.map(({ check, period, operators, needs, ...rest }) => {
    const start = firstPeriodUnixSeconds + PERIOD_SECONDS * (period ?? 0);
    return {
      check,
      period,
      localTime: period === null ? null : localTime(start, timeZone),
      operators: operators.map((operator) => (operator === 0 ? "TSO" : `DSO ${operator - 1}`)),
      needs: needs.map((need) => NEED_NAMES[need]),
      ...rest,
    };
  });
  const summary = summarise(findings);
  output.say(auditText(head, counts, summary, named));
  output.conclude({ event: "done", folder, ...counts, ...summary, findings: named });
  if (findings.length > 0) process.exitCode = EXIT.invariant;
}
