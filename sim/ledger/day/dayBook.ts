import { assert } from "#engine/assert.ts";
import type { MerkleTree } from "#sim/ledger/day/merkleTree.ts";
import { postingTree } from "#sim/ledger/day/postingTree.ts";
import { escrowFlows } from "#sim/ledger/escrow/escrowFlows.ts";
import { type OrderBatch, orderBatches } from "#sim/ledger/escrow/orderBatch.ts";
import type { OrderRecord, OrderTerms } from "#sim/ledger/escrow/orderRecord.ts";
import { StrikeBook } from "#sim/ledger/escrow/strikeBook.ts";
import { type Payout, Wallets } from "#sim/ledger/evm/wallets.ts";
import type { Posting } from "#sim/ledger/ledgerPort.ts";

/** A day as it was closed in memory. */
export interface ClosedDay {
  readonly tree: MerkleTree;
  /** Orders that went into escrow and were released. */
  readonly batches: readonly OrderBatch[];
  /** Units that have failed once too often. */
  readonly defaults: readonly number[];
  /** What each participant pays in before, so that it can pay into escrow, µEUR; zero for most. */
  readonly escrowDeposits: Float64Array;
  /** Absent where no payout is due. */
  readonly payout?: Payout;
}

/** Closes days in memory; every ledger keeps one, and a chain is held against it. */
export class DayBook {
  readonly wallets: Wallets;
  #nextDay: number | undefined;
  readonly #strikes = new StrikeBook();
  /** Units whose default was told; each defaults once. */
  readonly #defaulted = new Set<number>();
  readonly #orders: { terms: OrderTerms; orders: readonly OrderRecord[] }[] = [];

  constructor(participantCount: number) {
    this.wallets = new Wallets(participantCount);
  }

  /** Keeps orders for the next day that is closed. */
  placeOrders(terms: OrderTerms, orders: readonly OrderRecord[]): void {
    this.#orders.push({ terms, orders: orders.slice() });
  }

  closeDay(day: number, postings: readonly Posting[], settle: boolean): ClosedDay {
    assert(this.#nextDay === undefined || day === this.#nextDay, "days are closed in order");
    this.#nextDay = day + 1;
    const placed = this.#orders.splice(0);
    const batches = placed.flatMap(({ terms, orders }) => orderBatches(day, terms, orders));
    const defaults = placed
      .flatMap(({ terms, orders }) => this.#strikes.follow(terms, orders))
      .filter((unit) => !this.#defaulted.has(unit));
    for (const unit of defaults) this.#defaulted.add(unit);
    const escrowDeposits = this.wallets.passEscrow(
      escrowFlows(batches, this.wallets.balances.length),
    );
    this.wallets.post(postings);
    const closed = { tree: postingTree(day, postings), batches, defaults, escrowDeposits };
    return settle ? { ...closed, payout: this.wallets.payOut() } : closed;
  }
}
