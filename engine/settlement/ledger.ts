import { assert } from "#engine/assert.ts";
import { amountDown, amountUp } from "#engine/money.ts";

/** All transfers of one kind between two accounts on one day. */
export interface Posting {
  readonly kind: number;
  /** Account that pays. */
  readonly from: number;
  /** Account that receives. */
  readonly to: number;
  /** Integer, positive, µEUR. */
  readonly amountMicroEur: number;
}

/** Money accounts of one run. Every transfer has two ends, so the sum never moves. */
export class Ledger {
  /** Received less paid since the start, µEUR; integers. */
  readonly balances: Float64Array;
  readonly #roundingAccount: number;
  readonly #roundingKind: number | null;
  readonly #day = new Map<number, number>();

  /**
   * @param roundingAccount - Takes the difference between what is charged and what is paid out.
   *   @default the last account
   * @param roundingKind - Kind of that posting; null for the kind of the transfer it belongs to.
   *   @default null
   */
  constructor(
    accountCount: number,
    roundingAccount = accountCount - 1,
    roundingKind: number | null = null,
  ) {
    this.balances = new Float64Array(accountCount);
    this.#roundingAccount = roundingAccount;
    this.#roundingKind = roundingKind;
  }

  /** Moves an integer amount ≥ 0, µEUR. */
  post(kind: number, from: number, to: number, amountMicroEur: number): void {
    assert(Number.isSafeInteger(kind) && kind >= 0);
    assert(Number.isSafeInteger(amountMicroEur) && amountMicroEur >= 0, `amount ${amountMicroEur}`);
    assert(this.#isAccount(from) && this.#isAccount(to), `no account ${from} or ${to}`);
    if (amountMicroEur === 0 || from === to) return;
    this.balances[from]! -= amountMicroEur;
    this.balances[to]! += amountMicroEur;
    const count = this.balances.length;
    const key = (kind * count + from) * count + to;
    this.#day.set(key, (this.#day.get(key) ?? 0) + amountMicroEur);
  }

  /**
   * Transfers price × energy: what is charged rounds up, what is paid out rounds down, the difference
   * goes to the rounding account. At a negative price `to` pays `from`.
   *
   * @param priceMicro - Integer, µEUR/kWh.
   * @param energyWh - Integer ≥ 0, Wh.
   */
  transferRounded(
    kind: number,
    from: number,
    to: number,
    priceMicro: number,
    energyWh: number,
  ): void {
    assert(Number.isInteger(priceMicro) && Number.isInteger(energyWh) && energyWh >= 0);
    assert(Number.isSafeInteger(priceMicro * energyWh));
    const chargedMicroEur = amountUp(priceMicro, energyWh);
    const paidMicroEur = amountDown(priceMicro, energyWh);
    if (priceMicro >= 0) this.post(kind, from, to, paidMicroEur);
    else this.post(kind, to, from, -chargedMicroEur);
    const payer = priceMicro >= 0 ? from : to;
    const rounding = chargedMicroEur - paidMicroEur;
    this.post(this.#roundingKind ?? kind, payer, this.#roundingAccount, rounding);
  }

  /** Begins a new day of postings; balances go on. */
  startDay(): void {
    this.#day.clear();
  }

  /** Returns the postings of the day, summed and sorted by kind, from and to. */
  dayPostings(): Posting[] {
    const count = this.balances.length;
    return [...this.#day.keys()]
      .sort((a, b) => a - b)
      .map((key) => ({
        kind: Math.floor(key / (count * count)),
        from: Math.floor(key / count) % count,
        to: key % count,
        amountMicroEur: this.#day.get(key)!,
      }));
  }

  /** Stops where money was made or lost; called every day, also in production. */
  assertConserved(): void {
    let total = 0;
    for (const balance of this.balances) {
      assert(Number.isSafeInteger(balance), `balance ${balance} is not an exact number of µEUR`);
      total += balance;
    }
    assert(total === 0, `money was ${total > 0 ? "made" : "lost"}: ${total} µEUR`);
  }

  #isAccount(account: number): boolean {
    return Number.isInteger(account) && account >= 0 && account < this.balances.length;
  }
}
