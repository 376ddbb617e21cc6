import { assert } from "#engine/assert.ts";
import { type AvailabilityPrice, listAvailability } from "#engine/market/availability.ts";
import { BOOK_CALL, BOOK_GATE_CLOSED, BOOK_OPEN } from "#engine/market/bookTable.ts";
import {
  type BookCriteria,
  type LocationalOrder,
  listLocationalBook,
  type PeriodTime,
  type Viewpoint,
} from "#engine/market/locationalBook.ts";
import { stateHash } from "#engine/market/logs/stateHash.ts";
import { bookOfSlot, type MarketCore } from "#engine/market/marketCore.ts";
import { OPEN_WH, ORDER_SIZE, TRADED_WH } from "#engine/market/orderRecord.ts";
import { endingName, type OrderState, type PeriodState } from "#engine/market/orderState.ts";
import { TERM_SIZE, WAITING } from "#engine/market/orderTerms.ts";
import type { Side } from "#engine/market/side.ts";
import type { TariffView } from "#engine/market/tariffView.ts";
import type { TradeLog } from "#engine/market/tradeLog.ts";

/** What can be asked of a market: nothing here changes it. */
export class MarketView {
  protected readonly core: MarketCore;

  constructor(core: MarketCore) {
    this.core = core;
  }

  /** All trades so far; the market's owner may clear it between messages. */
  get trades(): TradeLog {
    return this.core.trades;
  }

  /** Orders that rest or wait, in all books: counted anew each time. */
  get liveCount(): number {
    return this.core.pool.countLive();
  }

  periodState(period: number): PeriodState {
    const { books } = this.core;
    const book = books.find(period);
    if (book < 0) return "unknown";
    if (books.status[book] === BOOK_OPEN) return "open";
    if (books.status[book] === BOOK_CALL) return "call";
    return books.status[book] === BOOK_GATE_CLOSED ? "gateClosed" : "delivered";
  }

  /** What became of an order, until its period is forgotten. */
  state(orderId: number): OrderState {
    const { terms, pool, endings } = this.core;
    const slot = pool.slotOf(orderId);
    if (slot < 0) {
      const ending = endings.of(orderId);
      return ending === 0 ? "unknown" : endingName(ending);
    }
    const isWaiting = terms.isUsed && terms.field[slot * TERM_SIZE + WAITING] === 1;
    return isWaiting ? "waiting" : "resting";
  }

  /** Period of a live order; null when it is unknown or has ended. */
  periodOf(orderId: number): number | null {
    const slot = this.core.pool.slotOf(orderId);
    return slot < 0 ? null : this.core.books.period[bookOfSlot(this.core, slot)]!;
  }

  /** Energy of an order that is still open, Wh; zero when it is unknown or has ended. */
  restingWh(orderId: number): number {
    const slot = this.core.pool.slotOf(orderId);
    return slot < 0 ? 0 : this.core.pool.field[slot * ORDER_SIZE + OPEN_WH]!;
  }

  /** Energy that a live order has traded, Wh; zero when it is unknown or has ended. */
  tradedWh(orderId: number): number {
    const slot = this.core.pool.slotOf(orderId);
    return slot < 0 ? 0 : this.core.pool.field[slot * ORDER_SIZE + TRADED_WH]!;
  }

  /**
   * Shows what each counter-order would cost a participant of `side` at `bus`, all-in, best first;
   * at most `limit` of them. Nothing is matched; a closed period shows nothing, and a call neither.
   */
  availability(
    period: number,
    side: Side,
    bus: number,
    tariff: TariffView,
    limit: number,
  ): AvailabilityPrice[] {
    const book = this.core.books.find(period);
    if (book < 0 || this.core.books.status[book] === BOOK_CALL) return [];
    assert(bus >= 0 && bus < this.core.busCount);
    return listAvailability(this.core, book, side, bus, tariff).slice(0, limit);
  }

  /** Lists the resting orders of a place that meet the criteria; see `listLocationalBook`. */
  locationalBook(
    criteria: BookCriteria,
    timeOf: (period: number) => PeriodTime,
    viewpoint: Viewpoint | null = null,
  ): LocationalOrder[] {
    return listLocationalBook(this.core, criteria, timeOf, viewpoint);
  }

  /** Names the state by 16 hexadecimal digits: equal states, equal names. */
  stateHash(): string {
    return stateHash(this.core);
  }
}
