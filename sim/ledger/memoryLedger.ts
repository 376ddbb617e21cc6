import { createHash } from "node:crypto";
import { assert } from "#engine/assert.ts";
import type { AuctionRecord } from "#sim/ledger/auctions/auctionRecord.ts";
import { DayBook } from "#sim/ledger/day/dayBook.ts";
import type { OrderRecord, OrderTerms } from "#sim/ledger/escrow/orderRecord.ts";
import type {
  ClaimRecord,
  DayReceipt,
  LedgerPort,
  LedgerTotals,
  Participant,
  Posting,
  UnitRegistration,
  UnitTests,
} from "#sim/ledger/ledgerPort.ts";

/** Settles in memory: the same wallets and roots as on a chain, without transactions. */
export class MemoryLedger implements LedgerPort {
  readonly daysAhead = 0;
  readonly record = null;
  #book: DayBook | undefined;
  #headHash = "";
  readonly #lists: Buffer[] = [];

  async open(
    participants: readonly Participant[],
    units: readonly UnitRegistration[],
    ledgerCount: number,
  ): Promise<void> {
    assert(this.#book === undefined, "a ledger opens once");
    this.#book = new DayBook(participants.length);
    this.#advance(JSON.stringify([participants, units, ledgerCount]));
  }

  publishOffers(lists: readonly Buffer[]): void {
    this.#lists.push(...lists);
  }

  recordTests(results: readonly (UnitTests & { readonly unit: number })[]): void {
    if (results.length > 0) this.#advance(JSON.stringify(results));
  }

  holdAuctions(auctions: readonly AuctionRecord[]): void {
    if (auctions.length > 0) this.#advance(JSON.stringify(auctions));
  }

  placeOrders(terms: OrderTerms, orders: readonly OrderRecord[]): void {
    assert(this.#book !== undefined, "the ledger is not open");
    this.#book.placeOrders(terms, orders);
  }

  async closeDay(
    day: number,
    claims: readonly ClaimRecord[],
    postings: readonly Posting[],
    endUnixSeconds: number,
    settle: boolean,
  ): Promise<DayReceipt> {
    assert(this.#book !== undefined, "the ledger is not open");
    const { tree, batches } = this.#book.closeDay(day, postings, settle);
    const { root } = tree;
    for (const { packed, verified } of batches) {
      this.#advance(packed);
      this.#advance(verified);
    }
    for (const lists of this.#lists.splice(0)) this.#advance(lists);
    this.#advance(JSON.stringify([day, endUnixSeconds, root, claims]));
    return { transactions: 0, gas: 0, root, events: [] };
  }

  /** What each participant owns, µEUR. */
  balances(): Float64Array {
    assert(this.#book !== undefined, "the ledger is not open");
    return this.#book.wallets.balances.slice();
  }

  totals(): LedgerTotals {
    const depositsMicroEur = this.#book?.wallets.depositsMicroEur ?? 0;
    return { transactions: 0, gas: 0, depositsMicroEur, headHash: this.#headHash };
  }

  async close(): Promise<void> {}

  /** Chains everything that happened into one hash. */
  #advance(happened: string | Buffer): void {
    const hash = createHash("sha256").update(this.#headHash).update(happened);
    this.#headHash = `0x${hash.digest("hex")}`;
  }
}
