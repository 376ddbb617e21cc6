import { openLedger } from "#sim/ledger/openLedger.ts";
import { participants, units } from "#test/support/ledgerDays.ts";

/** Runs two days on a chain of its own and returns the last block hash. */
export default async function ledgerWorker(mnemonic: string): Promise<string> {
  const ledger = await openLedger("hardhat", mnemonic);
  await ledger.open(participants, units, 1);
  for (const day of [0, 1]) {
    const posting = { from: 0, to: 1 + day, kind: 0, amountMicroEur: 1000 };
    await ledger.closeDay(day, [], [posting], 1_735_689_600 + day * 86_400, true);
  }
  const { headHash } = ledger.totals();
  await ledger.close();
  return headHash;
}
