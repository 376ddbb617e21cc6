import { assert } from "#engine/assert.ts";
import type { Posting } from "#sim/ledger/ledgerPort.ts";
import type { MerkleTree } from "#sim/ledger/merkleTree.ts";
import { postingTree } from "#sim/ledger/postingTree.ts";
import { type Payout, Wallets } from "#sim/ledger/wallets.ts";

/** A day as it was closed in memory. */
export interface ClosedDay {
  readonly tree: MerkleTree;
  /** Absent where no payout is due. */
  readonly payout?: Payout;
}

/** Closes days in memory; every ledger keeps one, and a chain is held against it. */
export class DayBook {
  readonly wallets: Wallets;
  #nextDay: number | undefined;

  constructor(participantCount: number) {
    this.wallets = new Wallets(participantCount);
  }

  closeDay(day: number, postings: readonly Posting[], settle: boolean): ClosedDay {
    assert(this.#nextDay === undefined || day === this.#nextDay, "days are closed in order");
    this.#nextDay = day + 1;
    this.wallets.post(postings);
    const tree = postingTree(day, postings);
    return settle ? { tree, payout: this.wallets.payOut() } : { tree };
  }
}
