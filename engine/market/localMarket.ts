import { assert, fail } from "#engine/assert.ts";
import { judgeValues, liveSlot } from "#engine/market/admission.ts";
import { collectOrder, settle } from "#engine/market/arrivals.ts";
import * as book from "#engine/market/bookTable.ts";
import type { EventLog } from "#engine/market/logs/eventLog.ts";
import type { TradeScript } from "#engine/market/logs/tradeScript.ts";
import { bookOfSlot, MarketCore } from "#engine/market/marketCore.ts";
import { endOrder } from "#engine/market/orderEnds.ts";
import * as ending from "#engine/market/orderState.ts";
import type { OrderTerms } from "#engine/market/orderTerms.ts";
import { PeriodMarket } from "#engine/market/periodMarket.ts";
import { dequeue } from "#engine/market/queues/queueing.ts";
import { type Ahead, readAhead } from "#engine/market/readAhead.ts";
import {
  DONE,
  GATE_CLOSED,
  IN_CALL,
  PERIOD_UNKNOWN,
  UNKNOWN_BUS,
} from "#engine/market/refusals.ts";
import { sendOrder } from "#engine/market/sendOrder.ts";
import type { Side } from "#engine/market/side.ts";
import {
  amendOrder,
  type JudgedOrder,
  submitWithTerms,
  takeOrder,
} from "#engine/market/specialOrders.ts";
import type { TariffView } from "#engine/market/tariffView.ts";

// Folded into the code; as imports they would be read and checked at each use.
const { BOOK_CALL, BOOK_GATE_CLOSED, BOOK_OPEN } = book;
const { CANCELLED } = ending;

export interface LocalMarketOptions {
  readonly busCount: number;
  /** Orders live at once over all open periods, at most 2^22. */
  readonly capacity: number;
  /** Network component `f0` of a trade unless its period opens with another, integer µEUR/kWh. */
  readonly networkMicroEurPerKwh: number;
  /** Whether orders are matched on arrival, or rest until somebody takes them. @default "automatic" */
  readonly matching?: "automatic" | "manual";
  /**
   * Whether resting orders that have come to cross wait for the next order to arrive, or are
   * matched at once after each message. @default "onArrival"
   */
  readonly uncrossing?: "onArrival" | "atOnce";
  /** Takes every accepted message with its result. */
  readonly log?: EventLog;
  /** Walks the whole market after each message and stops on what is out of order: slow. @default false */
  readonly isAudited?: boolean;
}

/**
 * The continuous local energy market: one book per delivery period, with the network tariff in the
 * matching.
 *
 * - A limit is all-in. A resting offer `a`: the seller gets `a`, the buyer pays `a + DNUT + f0`.
 *   A resting bid `b`: the buyer pays `b`, the seller gets `b − DNUT − f0`.
 * - A pair trades where bid − offer − DNUT(q) − f0 ≥ 0, with q the smaller open energy of the two.
 *   The energy is never cut further to make a pair fit.
 * - An arriving order takes the counter-order with the largest surplus, over and over, until none
 *   is left that trades; what remains of it rests. Within a bus price-time priority holds: only the
 *   first order of a bus is a candidate, also where its size makes it too dear. Equal surplus goes
 *   to the lower bus.
 * - An agent never trades with itself: its own orders are skipped and keep resting.
 * - When a trade changes the tariff, resting orders may come to cross: see `uncrossing`.
 *
 * Messages that are not accepted change nothing and are answered with a code below zero.
 */
export class LocalMarket extends PeriodMarket {
  /** Whether anything at all may follow from a message, beyond what orders with terms bring. */
  readonly #isFollowed: boolean;

  /** @param script - Where the trades come from instead of a search, when a log is played again. */
  constructor(options: LocalMarketOptions, script: TradeScript | null = null) {
    const { busCount, capacity, networkMicroEurPerKwh, isAudited = false } = options;
    assert(Number.isInteger(busCount) && busCount > 0);
    assert(Number.isInteger(networkMicroEurPerKwh));
    super(
      new MarketCore({
        busCount,
        capacity,
        networkMicro: networkMicroEurPerKwh,
        isAutomatic: options.matching !== "manual",
        uncrosses: options.uncrossing === "atOnce",
        script,
      }),
      options,
    );
    this.#isFollowed = isAudited || this.writer !== null || this.core.uncrosses;
  }

  /**
   * Sends an order, matches it and lets the rest stand.
   *
   * @param limitMicro - All-in limit, µEUR/kWh, on the price grid.
   * @param energyWh - Integer, below 2^31.
   * @param tariff - What the grid charges in this period; hears of every trade.
   * @returns the order's id (≥ 0), also when it traded in full, or a refusal (< 0).
   */
  submit(
    period: number,
    side: Side,
    agent: number,
    bus: number,
    limitMicro: number,
    energyWh: number,
    tariff: TariffView,
    terms?: OrderTerms,
  ): number {
    const core = this.core;
    const { books } = core;
    const book = books.find(period);
    const status = book < 0 ? BOOK_GATE_CLOSED : books.status[book]!;
    if (status !== BOOK_OPEN && status !== BOOK_CALL) return GATE_CLOSED;
    if (!(bus >= 0 && bus < core.busCount)) return UNKNOWN_BUS;
    const answer = judgeValues(limitMicro, energyWh);
    if (answer !== DONE) return answer;
    if (!((agent | 0) === agent && (bus | 0) === bus)) fail("agent and bus are 32-bit indices");
    if (terms !== undefined) {
      return this.#submitWithTerms({ book, side, agent, bus, limitMicro, energyWh }, terms, tariff);
    }
    const firstRow = core.trades.count;
    const id =
      status === BOOK_OPEN
        ? sendOrder(core, book, side, agent, bus, limitMicro, energyWh, tariff)
        : collectOrder(core, book, side, agent, bus, limitMicro, energyWh);
    if (id < 0 || !(this.#isFollowed || core.terms.activated.length > 0)) return id;
    this.#settle(book, tariff);
    this.writer?.submitted(period, side, agent, bus, limitMicro, energyWh, id, firstRow);
    this.afterMessage(book, tariff);
    return id;
  }

  /** Prepares for messages that are about to be sent to a period, and changes nothing; see `readAhead`. */
  readAhead(period: number, ahead: Ahead): void {
    const book = this.core.books.find(period);
    if (book >= 0) this.core.read = readAhead(this.core, book, ahead);
  }

  #submitWithTerms(order: JudgedOrder, terms: OrderTerms, tariff: TariffView): number {
    const { core } = this;
    const firstRow = core.trades.count;
    const id = submitWithTerms(core, order, terms, tariff);
    if (id < 0) return id;
    this.#settle(order.book, tariff);
    this.writer?.submittedWithTerms(order, terms, id, firstRow);
    this.afterMessage(order.book, tariff);
    return id;
  }

  /**
   * Withdraws what is left of an order, its waiting children with it.
   *
   * @param tariff - Where the market uncrosses at once: the order may have stood in the way of others.
   */
  cancel(orderId: number, tariff?: TariffView): number {
    const core = this.core;
    const slot = liveSlot(core, orderId);
    if (slot < 0) return slot;
    if (!(this.#isFollowed || core.terms.has(slot))) {
      dequeue(core.queues, core.pool, slot);
      core.endings.add(orderId, CANCELLED);
      core.pool.release(slot);
      return DONE;
    }
    const book = bookOfSlot(core, slot);
    endOrder(core, slot, CANCELLED);
    this.writer?.cancelled(orderId);
    this.afterMessage(book, null);
    if (tariff === undefined || !core.uncrosses) return DONE;
    // A message of its own: whether there was a tariff decides what follows, also in a log.
    const period = core.books.period[book]!;
    if (core.books.status[book] === BOOK_OPEN) this.uncross(period, tariff);
    else this.arriveChildren(period, tariff);
    return DONE;
  }

  /**
   * Gives a live order another limit and another energy. It keeps its place where the limit stays
   * and the energy does not grow; else it arrives anew.
   *
   * @param energyWh - In all, with what it has traded.
   * @returns `DONE` or a refusal.
   */
  amend(orderId: number, limitMicro: number, energyWh: number, tariff: TariffView): number {
    const core = this.core;
    const firstRow = core.trades.count;
    const slot = liveSlot(core, orderId);
    if (slot < 0) return slot;
    const book = bookOfSlot(core, slot);
    const answer = amendOrder(core, slot, limitMicro, energyWh, tariff);
    if (answer !== DONE) return answer;
    this.#settle(book, tariff);
    this.writer?.amended(orderId, limitMicro, energyWh, firstRow);
    this.afterMessage(book, tariff);
    return DONE;
  }

  /**
   * Buys from, or sells to, a resting order that somebody chose, at its limit.
   *
   * @param limitMicro - All-in; the most a buyer pays, the least a seller gets, µEUR/kWh.
   * @returns the purchase's id, as of an order that filled at once, or a refusal.
   */
  take(
    orderId: number,
    agent: number,
    bus: number,
    energyWh: number,
    limitMicro: number,
    tariff: TariffView,
  ): number {
    const core = this.core;
    const firstRow = core.trades.count;
    const slot = liveSlot(core, orderId);
    if (slot < 0) return slot;
    const book = bookOfSlot(core, slot);
    if (core.books.status[book] === BOOK_CALL) return IN_CALL;
    const by = { agent, bus, energyWh, limitMicro };
    const id = takeOrder(core, slot, by, tariff);
    if (id < 0) return id;
    this.#settle(book, tariff);
    this.writer?.taken(orderId, by, id, firstRow);
    this.afterMessage(book, tariff);
    return id;
  }

  /** Matches resting orders that trade with each other, after a new tariff came from outside. */
  uncross(period: number, tariff: TariffView): number {
    const core = this.core;
    const book = core.books.find(period);
    if (book < 0) return PERIOD_UNKNOWN;
    if (core.books.status[book] === BOOK_CALL) return IN_CALL;
    if (core.books.status[book] !== BOOK_OPEN) return GATE_CLOSED;
    const firstRow = core.trades.count;
    settle(core, book, tariff, true);
    this.writer?.uncrossed(period, firstRow);
    this.afterMessage(book, tariff);
    return DONE;
  }

  /**
   * Lets children arrive in a period whose parents have filled in the book of another one, which
   * knows no tariff of theirs. So does every accepted order, amendment or purchase of their own book.
   */
  arriveChildren(period: number, tariff: TariffView): number {
    const core = this.core;
    const book = core.books.find(period);
    if (book < 0) return PERIOD_UNKNOWN;
    const status = core.books.status[book];
    if (status !== BOOK_OPEN && status !== BOOK_CALL) return GATE_CLOSED;
    const firstRow = core.trades.count;
    this.#settle(book, tariff);
    this.writer?.childrenArrived(period, firstRow);
    this.afterMessage(book, tariff);
    return DONE;
  }

  /** From here on trades are searched for, no longer read from a script. */
  endScript(): void {
    this.core.script = null;
  }

  #settle(book: number, tariff: TariffView): void {
    const { terms, uncrosses, books } = this.core;
    const matches = uncrosses && books.status[book] === BOOK_OPEN;
    if (terms.activated.length > 0 || matches) settle(this.core, book, tariff, matches);
  }
}
