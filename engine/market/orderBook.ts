import { assert } from "#engine/assert.ts";
import { type AvailabilityPrice, listAvailability } from "#engine/market/availability.ts";
import { CounterSearch, findCounter } from "#engine/market/counterSearch.ts";
import {
  AGENT,
  LIMIT,
  OPEN_WH,
  ORDER_SIZE,
  OrderPool,
  PERIOD,
  QUEUE,
} from "#engine/market/orderPool.ts";
import { dequeue, enqueue, expireAll, PeriodBook } from "#engine/market/periodBook.ts";
import {
  PRICE_MICRO_MAX,
  PRICE_MICRO_MIN,
  TICK_MICRO_EUR_PER_KWH,
} from "#engine/market/priceGrid.ts";
import type { TariffView } from "#engine/market/tariffView.ts";
import { TradeLog } from "#engine/market/tradeLog.ts";

export const BID = 0;
export const OFFER = 1;
/** A bid buys, an offer sells. */
export type Side = typeof BID | typeof OFFER;

/** Why an order is not taken. An order at the gate's instant is late. */
export const GATE_CLOSED = -1;
export const UNKNOWN_BUS = -2;
export const QUANTITY_NOT_POSITIVE = -3;
export const PRICE_OUT_OF_BAND = -4;
export const NOT_ON_TICK = -5;
/** No slot is free. Asked before matching: an order that would trade at once needs one too. */
export const BOOK_FULL = -6;
export type OrderRefusal =
  | typeof GATE_CLOSED
  | typeof UNKNOWN_BUS
  | typeof QUANTITY_NOT_POSITIVE
  | typeof PRICE_OUT_OF_BAND
  | typeof NOT_ON_TICK
  | typeof BOOK_FULL;

export interface LocalMarketOptions {
  busCount: number;
  /** Orders resting at once over all open periods, at most 2^21. */
  capacity: number;
  /** Network component `f0` of every trade, integer µEUR/kWh. */
  networkMicroEurPerKwh: number;
}

/**
 * The continuous local energy market: one book per open delivery period, with the network tariff
 * in the matching.
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
 * - When a trade changes the tariff, resting orders may come to cross. They are not matched: the
 *   next order to arrive in that period meets them at the new tariff, and only it is matched.
 */
export class LocalMarket {
  readonly trades: TradeLog = new TradeLog();
  readonly #busCount: number;
  readonly #networkMicro: number;
  readonly #pool: OrderPool;
  readonly #search: CounterSearch;
  readonly #books = new Map<number, PeriodBook>();
  readonly #idleBooks: PeriodBook[] = [];

  constructor({ busCount, capacity, networkMicroEurPerKwh }: LocalMarketOptions) {
    assert(Number.isInteger(busCount) && busCount > 0);
    assert(Number.isInteger(networkMicroEurPerKwh));
    this.#busCount = busCount;
    this.#networkMicro = networkMicroEurPerKwh;
    this.#pool = new OrderPool(capacity);
    this.#search = new CounterSearch(busCount);
  }

  /** Opens the book of a period, an absolute index. */
  open(period: number): void {
    assert((period | 0) === period, "a period is a 32-bit index");
    assert(!this.#books.has(period), "the book is open already");
    this.#books.set(period, this.#idleBooks.pop() ?? new PeriodBook(this.#busCount));
  }

  /** Shuts the gate of an open period: its resting orders expire. */
  close(period: number): void {
    const book = this.#books.get(period);
    assert(book !== undefined, "the book is not open");
    expireAll(book, this.#pool);
    this.#books.delete(period);
    this.#idleBooks.push(book);
  }

  /**
   * Sends an order, matches it and lets the rest stand.
   *
   * @param limitMicro - All-in limit, µEUR/kWh, on the price grid.
   * @param energyWh - Integer, below 2^31.
   * @param tariff - What the grid charges in this period; hears of every trade.
   * @returns the order's id (≥ 0), also when it traded in full, or an `OrderRefusal` (< 0).
   */
  submit(
    period: number,
    side: Side,
    agent: number,
    bus: number,
    limitMicro: number,
    energyWh: number,
    tariff: TariffView,
  ): number {
    const book = this.#books.get(period);
    if (book === undefined) return GATE_CLOSED;
    if (!(bus >= 0 && bus < this.#busCount)) return UNKNOWN_BUS;
    if (!(energyWh > 0)) return QUANTITY_NOT_POSITIVE;
    if (!(limitMicro >= PRICE_MICRO_MIN && limitMicro <= PRICE_MICRO_MAX)) return PRICE_OUT_OF_BAND;
    if (limitMicro % TICK_MICRO_EUR_PER_KWH !== 0) return NOT_ON_TICK;
    assert((agent | 0) === agent && (bus | 0) === bus, "agent and bus are 32-bit indices");
    assert((energyWh | 0) === energyWh, "energy is a whole number of Wh below 2^31");
    const slot = this.#pool.take();
    if (slot < 0) return BOOK_FULL;

    const id = this.#pool.idOf(slot);
    const search = this.#search;
    search.side = side;
    search.agent = agent;
    search.bus = bus;
    search.limitMicro = limitMicro;
    search.openWh = energyWh;
    this.#match(period, book, id, tariff);
    if (search.openWh === 0) {
      this.#pool.release(slot);
      return id;
    }

    const field = this.#pool.field;
    const at = slot * ORDER_SIZE;
    field[at + LIMIT] = limitMicro;
    field[at + OPEN_WH] = search.openWh;
    field[at + AGENT] = agent;
    field[at + QUEUE] = side * this.#busCount + bus;
    field[at + PERIOD] = period;
    enqueue(book, this.#pool, slot);
    return id;
  }

  /** Withdraws what is left of an order; false when it is unknown or rests no longer. */
  cancel(orderId: number): boolean {
    const slot = this.#pool.slotOf(orderId);
    if (slot < 0) return false;
    dequeue(this.#bookOf(slot), this.#pool, slot);
    this.#pool.release(slot);
    return true;
  }

  /** Energy of an order that still rests, Wh; zero when it is unknown or rests no longer. */
  restingWh(orderId: number): number {
    const slot = this.#pool.slotOf(orderId);
    return slot < 0 ? 0 : this.#pool.field[slot * ORDER_SIZE + OPEN_WH]!;
  }

  /**
   * Shows what each counter-order would cost a participant of `side` at `bus`, all-in, best first;
   * at most `limit` of them. Nothing is matched; a closed period shows nothing.
   */
  availability(
    period: number,
    side: Side,
    bus: number,
    tariff: TariffView,
    limit: number,
  ): AvailabilityPrice[] {
    const book = this.#books.get(period);
    if (book === undefined) return [];
    assert(bus >= 0 && bus < this.#busCount);
    const prices = listAvailability(book, this.#pool, side, bus, tariff, this.#networkMicro);
    return prices.slice(0, limit);
  }

  #match(period: number, book: PeriodBook, takerId: number, tariff: TariffView): void {
    const search = this.#search;
    const pool = this.#pool;
    while (search.openWh > 0) {
      const maker = findCounter(search, book, pool, tariff, this.#networkMicro);
      if (maker < 0) return;
      const row = this.#logTrade(period, takerId, maker);
      const { energyWh, sellerBus, buyerBus } = this.trades;
      const tradedWh = energyWh[row]!;
      search.openWh -= tradedWh;
      pool.field[maker * ORDER_SIZE + OPEN_WH]! -= tradedWh;
      if (pool.field[maker * ORDER_SIZE + OPEN_WH] === 0) {
        dequeue(book, pool, maker);
        pool.release(maker);
      }
      // Whether λ changed need not be asked: the next search reads it anew.
      tariff.onTrade(sellerBus[row]!, buyerBus[row]!, tradedWh);
    }
  }

  /** Writes the trade of the arriving order with `maker` and returns its row. */
  #logTrade(period: number, takerId: number, maker: number): number {
    const { side, agent, bus, openWh, dnutMicro } = this.#search;
    const { trades } = this;
    const field = this.#pool.field;
    const at = maker * ORDER_SIZE;
    const price = field[at + LIMIT]!;
    const makerAgent = field[at + AGENT]!;
    const makerBus = field[at + QUEUE]! - (1 - side) * this.#busCount;
    const fees = dnutMicro + this.#networkMicro;
    assert((dnutMicro | 0) === dnutMicro, "a charge is a whole number of µEUR/kWh");

    const row = trades.append();
    trades.period[row] = period;
    trades.buyerAgent[row] = side === BID ? agent : makerAgent;
    trades.sellerAgent[row] = side === BID ? makerAgent : agent;
    trades.buyerBus[row] = side === BID ? bus : makerBus;
    trades.sellerBus[row] = side === BID ? makerBus : bus;
    trades.energyWh[row] = Math.min(openWh, field[at + OPEN_WH]!);
    trades.priceMicro[row] = price;
    trades.dnutMicro[row] = dnutMicro;
    trades.makerSide[row] = 1 - side;
    trades.buyerPaysMicroEurPerKwh[row] = side === BID ? price + fees : price;
    trades.sellerGetsMicroEurPerKwh[row] = side === BID ? price : price - fees;
    trades.makerOrder[row] = this.#pool.idOf(maker);
    trades.takerOrder[row] = takerId;
    return row;
  }

  #bookOf(slot: number): PeriodBook {
    const book = this.#books.get(this.#pool.field[slot * ORDER_SIZE + PERIOD]!);
    assert(book !== undefined, "a resting order without an open book");
    return book;
  }
}
