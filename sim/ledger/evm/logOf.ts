import type { Log, Receipt } from "#sim/ledger/evm/chain.ts";
import { LedgerMismatchError } from "#sim/ledger/ledgerMismatchError.ts";

/** The event of one kind that a contract emitted in a transaction. */
export function logOf({ logs }: Receipt, address: string, topic: string): Log {
  const own = address.toLowerCase();
  const log = logs.find(
    (entry) => entry.topics[0] === topic && entry.address.toLowerCase() === own,
  );
  if (log === undefined) throw new LedgerMismatchError(`no decision in the receipt of ${address}`);
  return log;
}
