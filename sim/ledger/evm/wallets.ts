import { assert } from "#engine/assert.ts";
import type { EscrowFlows } from "#sim/ledger/escrow/escrowFlows.ts";
import type { Posting } from "#sim/ledger/ledgerPort.ts";

/** A wallet that runs dry is filled for so many days like the one that emptied it. */
const TOP_UP_DAYS = 30;
const MICRO_EUR_PER_EUR = 1e6;

/** What is paid out at the end of a cycle. */
export interface Payout {
  /** What each participant pays in beforehand, µEUR; zero for most. */
  readonly deposits: Float64Array;
  /** What each participant receives (positive) or pays (negative), µEUR; sums to zero. */
  readonly nets: Float64Array;
}

/** The wallets of all participants, µEUR. None is ever negative. */
export class Wallets {
  readonly balances: Float64Array;
  readonly #deposited: Float64Array;
  readonly #settled: Float64Array;
  readonly #waiting: Float64Array;

  constructor(count: number) {
    this.balances = new Float64Array(count);
    this.#deposited = new Float64Array(count);
    this.#settled = new Float64Array(count);
    this.#waiting = new Float64Array(count);
  }

  get depositsMicroEur(): number {
    return sum(this.#deposited);
  }

  /** Adds the postings of a day to what waits for payout. */
  post(postings: readonly Posting[]): void {
    const count = this.#waiting.length;
    for (const { from, to, amountMicroEur } of postings) {
      assert(Number.isSafeInteger(amountMicroEur) && amountMicroEur >= 0, "posting is no amount");
      assert(from >= 0 && from < count && to >= 0 && to < count, "posting without participant");
      this.#waiting[from]! -= amountMicroEur;
      this.#waiting[to]! += amountMicroEur;
    }
  }

  /**
   * Pays into escrow and out of it again; what it comes to waits no more. Returns what has to be paid in
   * before, by wallet, so that none turns negative.
   */
  passEscrow({ held, returned }: EscrowFlows): Float64Array {
    assert(sum(held) === sum(returned), "escrow keeps a rest");
    const deposits = held.map((amount, index) => topUp(this.balances[index]!, -amount));
    for (let index = 0; index < deposits.length; index++) {
      const net = returned[index]! - held[index]!;
      this.#book(index, deposits[index]!, net);
      this.#waiting[index]! -= net;
    }
    this.#reconcile();
    return deposits;
  }

  /** Pays everything that waits; a wallet that would turn negative is filled up before. */
  payOut(): Payout {
    const nets = this.#waiting.slice();
    const deposits = new Float64Array(nets.length);
    assert(sum(nets) === 0, "net amounts do not sum to zero");
    for (let index = 0; index < nets.length; index++) {
      const net = nets[index]!;
      deposits[index] = topUp(this.balances[index]!, net);
      this.#book(index, deposits[index]!, net);
    }
    this.#waiting.fill(0);
    this.#reconcile();
    return { deposits, nets };
  }

  #book(index: number, deposit: number, net: number): void {
    this.#deposited[index]! += deposit;
    this.#settled[index]! += net;
    this.balances[index]! += deposit + net;
  }

  /** Wallet = deposits + what was settled, for everyone, and not negative. */
  #reconcile(): void {
    for (let index = 0; index < this.balances.length; index++) {
      const balance = this.balances[index]!;
      assert(balance >= 0 && Number.isSafeInteger(balance), "wallet out of range");
      assert(balance === this.#deposited[index]! + this.#settled[index]!, "wallet does not add up");
    }
    assert(sum(this.balances) === this.depositsMicroEur, "money was made or lost");
  }
}

/** Whole euros to pay in before `net` is booked; zero where the balance suffices. */
function topUp(balance: number, net: number): number {
  if (balance + net >= 0) return 0;
  return Math.ceil((-net * TOP_UP_DAYS - balance) / MICRO_EUR_PER_EUR) * MICRO_EUR_PER_EUR;
}

function sum(amounts: Float64Array): number {
  let total = 0;
  for (const amount of amounts) total += amount;
  return total;
}
