import type { Receipt, Transaction } from "#sim/ledger/evm/chain.ts";

/** One transaction of a day, and how its receipt is held against what the run decided. */
export interface DayStep {
  readonly transaction: Transaction;
  /** @throws LedgerMismatchError where they differ */
  readonly check: (receipt: Receipt) => void;
}
