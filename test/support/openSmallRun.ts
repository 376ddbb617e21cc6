import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { POSTING_KINDS } from "#datasets/words.ts";
import { openRun, type Run } from "#sim/run/run.ts";
import { smallScenario } from "#test/support/smallScenario.ts";

/** Opens a run of the small scenario that nobody lives; closed and removed after the test. */
export async function openSmallRun(variant: string): Promise<Run> {
  const folder = mkdtempSync(join(tmpdir(), "eflex-run-"));
  const calendar = { start: "2025-01-06", days: 2, spinUpDays: 2 };
  const request = {
    scenario: smallScenario({ calendar }),
    variant,
    seed: 1,
    ledger: "memory",
    folder: join(folder, "run"),
    force: false,
    twinFolder: null,
    historyFile: null,
    referenceOptimum: false,
  };
  const run = await openRun(request, {});
  onTestFinished(async () => {
    run.tables.writer.abort();
    await run.ledgerPort.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return run;
}

/** The day's postings as `kind payer>payee amount`. */
export function postingsOf({ ledger, community }: Run): string[] {
  ledger.assertConserved();
  const name = (account: number) => community.accounts.all[account]!.uid;
  return ledger.dayPostings().map(({ kind, from, to, amountMicroEur }) => {
    return `${POSTING_KINDS[kind]} ${name(from)}>${name(to)} ${amountMicroEur}`;
  });
}
