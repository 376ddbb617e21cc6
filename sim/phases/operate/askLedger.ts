import type { Run } from "#sim/run/run.ts";

/**
 * Has the claims of the gate that was cleared last, at period `now`, decided by the ledger before anything of
 * them is delivered. What the ledger has decided is no claim of the day's end any more.
 *
 * @throws LedgerMismatchError where the ledger grants something else than the registry in memory
 */
export async function askLedger(run: Run, now: number): Promise<void> {
  const { claims, ledgerPort, offerLists, world } = run;
  if (claims.length === 0) return;
  const { day, firstRunDay } = world.calendar;
  // Lists stand on the chain before what was taken from them.
  ledgerPort.publishOffers(offerLists.take());
  // Gates of the first periods lie on the day before the run.
  await ledgerPort.claimNow!(Math.max(0, day[now]! - firstRunDay), claims);
  claims.length = 0;
}
