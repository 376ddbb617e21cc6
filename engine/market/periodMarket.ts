import { assert } from "#engine/assert.ts";
import { auditMarket, auditUncrossed } from "#engine/market/auditMarket.ts";
import {
  BOOK_CALL,
  BOOK_DELIVERED,
  BOOK_GATE_CLOSED,
  BOOK_OPEN,
} from "#engine/market/bookTable.ts";
import type { ScriptedRule } from "#engine/market/calls/callScript.ts";
import { type CallOutcome, type CallRule, endCall } from "#engine/market/calls/endCall.ts";
import type { EventLog } from "#engine/market/logs/eventLog.ts";
import { MessageWriter } from "#engine/market/logs/messageWriter.ts";
import type { MarketCore } from "#engine/market/marketCore.ts";
import { MarketView } from "#engine/market/marketView.ts";
import { expireBook } from "#engine/market/orderEnds.ts";
import type { TariffView } from "#engine/market/tariffView.ts";

/** The periods of a market: each opens once, may hold calls, closes, is delivered and forgotten. */
export class PeriodMarket extends MarketView {
  /** Null where nobody keeps a log. */
  protected readonly writer: MessageWriter | null;
  readonly #isAudited: boolean;

  constructor(core: MarketCore, { log, isAudited }: { log?: EventLog; isAudited?: boolean }) {
    super(core);
    this.writer = log ? new MessageWriter(core, log) : null;
    this.#isAudited = isAudited ?? false;
  }

  /**
   * Opens the book of a period, an absolute index. A period opens once.
   *
   * @param networkMicroEurPerKwh - Its network component `f0`, integer; the market's own by default.
   */
  open(period: number, networkMicroEurPerKwh: number = this.core.networkMicro): void {
    assert((networkMicroEurPerKwh | 0) === networkMicroEurPerKwh, "f0 is a 32-bit integer");
    const { books, queues, endings } = this.core;
    books.add(period, endings.next, networkMicroEurPerKwh);
    queues.reserve(books.count);
    this.writer?.opened(period, networkMicroEurPerKwh);
  }

  /** Begins a call: until it ends, orders of the period are collected and shown to nobody. */
  call(period: number): void {
    const book = this.#bookIn(period, BOOK_OPEN, "the book is not open");
    this.core.books.status[book] = BOOK_CALL;
    this.writer?.called(period);
  }

  /**
   * Ends a call: what was collected is cleared in one go, at λ of this moment. What is left of it goes
   * on in the open book. Returns what it came to in each market of the book; nothing when a log is
   * played again.
   */
  endCall(period: number, tariff: TariffView, rule: CallRule | ScriptedRule): CallOutcome[] {
    const book = this.#bookIn(period, BOOK_CALL, "the book is in no call");
    const firstRow = this.core.trades.count;
    const outcomes = endCall(this.core, book, tariff, rule);
    const own = outcomes.reduce((sum, { trades }) => sum + trades, 0);
    this.writer?.callEnded(period, rule.pricing, own, firstRow);
    this.afterMessage(book, tariff);
    return outcomes;
  }

  /** Shuts the gate of an open period: its live orders expire. */
  close(period: number): void {
    const { books } = this.core;
    const book = books.find(period);
    const status = book < 0 ? 0 : books.status[book];
    assert(status === BOOK_OPEN || status === BOOK_CALL, "the book is not open");
    books.status[book] = BOOK_GATE_CLOSED;
    expireBook(this.core, book);
    this.writer?.closed(period);
    this.afterMessage(book, null);
  }

  /** Notes that a period whose gate has closed was delivered. */
  deliver(period: number): void {
    const book = this.#bookIn(period, BOOK_GATE_CLOSED, "the gate is not closed");
    this.core.books.status[book] = BOOK_DELIVERED;
    this.writer?.delivered(period);
  }

  /** Forgets a delivered period and how its orders ended; the memory serves the next one. */
  forget(period: number): void {
    const { books, endings } = this.core;
    books.remove(this.#bookIn(period, BOOK_DELIVERED, "the period is not delivered"));
    endings.forgetBefore(books.firstEndingKept(endings.next));
    this.writer?.forgotten(period);
  }

  /** Walks the market where that was asked for. */
  protected afterMessage(book: number, tariff: TariffView | null): void {
    if (!this.#isAudited) return;
    auditMarket(this.core);
    const { uncrosses, isAutomatic, script, books } = this.core;
    const isOpen = books.status[book] === BOOK_OPEN;
    if (uncrosses && isAutomatic && isOpen && tariff !== null && script === null) {
      auditUncrossed(this.core, book, tariff);
    }
  }

  #bookIn(period: number, status: number, otherwise: string): number {
    const { books } = this.core;
    const book = books.find(period);
    assert(book >= 0 && books.status[book] === status, otherwise);
    return book;
  }
}
