import { assert } from "#engine/assert.ts";
import type { AuctionRecord } from "#sim/ledger/auctions/auctionRecord.ts";
import type { OrderRecord, OrderTerms } from "#sim/ledger/escrow/orderRecord.ts";
import { preloadEvm } from "#sim/ledger/evm/preloadEvm.ts";
import type {
  DayReceipt,
  LedgerPort,
  LedgerRecord,
  LedgerTotals,
  UnitTests,
} from "#sim/ledger/ledgerPort.ts";
import { LedgerThread } from "#sim/ledger/thread/ledgerThread.ts";

/** Enough to bridge days that take longer than others; what waits is their claims, orders and postings. */
const DAYS_AHEAD = 4;
/** Threads whose ledger is closed, for the next one: starting a thread takes half a second. */
const idle: LedgerThread[] = [];

/**
 * Starts a ledger on Hardhat's chain in a thread of its own, so that a run goes on while days are closed.
 *
 * @throws EvmMissingError where the native EVM is not installed
 */
export async function threadLedger(mnemonic: string): Promise<ThreadLedger> {
  // Whoever starts threads that load the library has to load it before, and to outlive them.
  await preloadEvm();
  const ledger = new ThreadLedger(takeIdle() ?? new LedgerThread());
  await ledger.start(mnemonic);
  return ledger;
}

/** The thread that was put aside last, unless it has died since. */
function takeIdle(): LedgerThread | undefined {
  const thread = idle.pop();
  return thread === undefined || thread.isAlive ? thread : takeIdle();
}

/** A ledger in another thread. Errors arrive as what they are. */
export class ThreadLedger implements LedgerPort {
  readonly daysAhead = DAYS_AHEAD;
  #thread: LedgerThread | null;
  #record: LedgerRecord | undefined;
  #totals: LedgerTotals;

  constructor(thread: LedgerThread) {
    this.#thread = thread;
    this.#totals = thread.totals;
  }

  /** Starts the chain; called once, before all else. */
  start(mnemonic: string): Promise<void> {
    return this.#orClose(this.#open().call("start", mnemonic));
  }

  async open(...parties: Parameters<LedgerPort["open"]>): Promise<void> {
    const thread = this.#open();
    const platform = await this.#orClose(thread.call("open", ...parties));
    this.#record = { platform, newEvents: () => thread.call("newEvents") };
  }

  publishOffers(lists: readonly Buffer[]): void {
    this.#open().call("publishOffers", lists);
  }

  recordTests(results: readonly (UnitTests & { readonly unit: number })[]): void {
    this.#open().call("recordTests", results);
  }

  holdAuctions(auctions: readonly AuctionRecord[]): void {
    this.#open().call("holdAuctions", auctions);
  }

  placeOrders(terms: OrderTerms, orders: readonly OrderRecord[]): void {
    this.#open().call("placeOrders", terms, orders);
  }

  closeDay(...day: Parameters<LedgerPort["closeDay"]>): Promise<DayReceipt> {
    return this.#open().call("closeDay", ...day);
  }

  /** Reads from the chain what each participant owns, µEUR. */
  balances(): Promise<Float64Array> {
    return this.#open().call("balances");
  }

  get record(): LedgerRecord {
    assert(this.#record !== undefined, "the ledger is not open");
    return this.#record;
  }

  totals(): LedgerTotals {
    return this.#thread?.totals ?? this.#totals;
  }

  async close(): Promise<void> {
    const thread = this.#thread;
    if (thread === null) return;
    this.#totals = thread.totals;
    this.#thread = null;
    await thread.call("close").catch(() => {});
    if (thread.isAlive) idle.push(thread);
  }

  /** Who cannot open a ledger has none to close. */
  #orClose<T>(answer: Promise<T>): Promise<T> {
    return answer.catch(async (error: unknown) => {
      await this.close();
      throw error;
    });
  }

  #open(): LedgerThread {
    assert(this.#thread !== null, "the ledger is closed");
    return this.#thread;
  }
}
