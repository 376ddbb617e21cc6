import type { ChainEvent } from "#sim/ledger/chainRecord.ts";
import type { Platform } from "#sim/ledger/evm/platform.ts";
import type { LedgerPort, LedgerTotals } from "#sim/ledger/ledgerPort.ts";
import type { Failure } from "#sim/ledger/thread/failure.ts";

/** What a ledger in a thread of its own is asked for, and what it answers; plain data. */
export interface LedgerCalls
  extends Pick<
    LedgerPort,
    "publishOffers" | "recordTests" | "holdAuctions" | "placeOrders" | "closeDay" | "close"
  > {
  /** Starts a chain; any other was closed before. */
  start(mnemonic: string): Promise<void>;
  open(...parties: Parameters<LedgerPort["open"]>): Promise<Platform>;
  newEvents(): Promise<readonly ChainEvent[]>;
  balances(): Promise<Float64Array>;
}

export type CallName = keyof LedgerCalls;
export type ArgumentsOf<Name extends CallName> = Parameters<LedgerCalls[Name]>;
export type AnswerOf<Name extends CallName> = Awaited<ReturnType<LedgerCalls[Name]>>;

/** One call on its way to the thread; calls are carried out in their order. */
export interface LedgerCall {
  readonly name: CallName;
  readonly number: number;
  readonly args: readonly unknown[];
}

/** What came of a call. */
export type LedgerAnswer =
  | { readonly number: number; readonly answer: unknown; readonly totals: LedgerTotals | null }
  | { readonly number: number; readonly failure: Failure };
