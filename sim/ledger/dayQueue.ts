import type { DayReceipt } from "#sim/ledger/ledgerPort.ts";

/**
 * Days that were handed to a ledger and are not yet known to be closed, oldest first. A run goes on while a
 * ledger that works beside it closes them, but never by more than so many days.
 */
export class DayQueue {
  readonly #daysAhead: number;
  readonly #onClosed: (day: number, receipt: DayReceipt) => void;
  readonly #open: { readonly day: number; readonly closed: Promise<DayReceipt> }[] = [];

  /** @param onClosed told each day in its order, as soon as somebody waits for it */
  constructor(daysAhead: number, onClosed: (day: number, receipt: DayReceipt) => void) {
    this.#daysAhead = daysAhead;
    this.#onClosed = onClosed;
  }

  /**
   * Takes a day, and waits until at most as many are open as the run may be ahead.
   *
   * @throws what the ledger found wrong with a day that it waited for
   */
  async add(day: number, closed: Promise<DayReceipt>): Promise<void> {
    // Whoever waits for the day hears of it; until then a failure is nobody's.
    closed.catch(() => {});
    this.#open.push({ day, closed });
    while (this.#open.length > this.#daysAhead) await this.#next();
  }

  /** Waits for all days. */
  async finish(): Promise<void> {
    while (this.#open.length > 0) await this.#next();
  }

  async #next(): Promise<void> {
    const { day, closed } = this.#open.shift()!;
    this.#onClosed(day, await closed);
  }
}
