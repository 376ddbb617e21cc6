import type { LocalMarket } from "#engine/market/localMarket.ts";
import { BID, OFFER, type Side } from "#engine/market/side.ts";
import type { Prosumer } from "#sim/agents/prosumer.ts";
import type { RoundGrid } from "#sim/market/grid/roundGrid.ts";
import { type Bidding, NO_LIMIT } from "#sim/market/orders/bid.ts";
import type { BookReading } from "#sim/market/orders/bookReading.ts";
import { type Look, listDue, markDue } from "#sim/market/orders/dueAgents.ts";
import type { Repairs } from "#sim/market/orders/repairs.ts";
import type { RunBook, RunOrders } from "#sim/market/orders/runOrders.ts";
import type { Shoppers } from "#sim/market/orders/shoppers.ts";
import type { StandingOrders } from "#sim/market/orders/standingOrders.ts";
import type { StorageBook, StorageOrders } from "#sim/market/orders/storageOrders.ts";
import type { TradeBooking } from "#sim/market/tradeBooking.ts";

/** What the desk of an area works with. */
export interface DeskParts {
  readonly agents: readonly Prosumer[];
  readonly book: LocalMarket;
  readonly grid: RoundGrid;
  readonly orders: StandingOrders;
  readonly reading: BookReading;
  readonly bidding: Bidding;
  readonly booking: TradeBooking;
  /** Null where nobody has a machine that runs once. */
  readonly runs: RunOrders | null;
  /** Null where no sale waits for its purchase. */
  readonly sales: StorageOrders | null;
  readonly repairs: Repairs;
  /** Null where orders are matched as they arrive. */
  readonly shoppers: Shoppers | null;
}

/**
 * Where the agents of an area send, replace and withdraw their orders, one after the other. The grid
 * is solved when the first order comes that may meet another; trades are booked at once.
 */
export class OrderDesk {
  readonly #parts: DeskParts;
  /** Of the agents, by place in the area: index, and bus. */
  readonly #indexOf: Int32Array;
  readonly #busOf: Int32Array;
  /** 1 for who has something to do in the running round, by place in the area. */
  readonly #isDue: Uint8Array;
  /** Their turns. */
  readonly #turns: Int32Array;
  /** Trades of the running round that are booked. */
  #booked = 0;
  /** Whether orders of the running round are only collected. */
  #isCall = false;
  /** What sales that wait may do; of the look at hand. */
  readonly #storageBook: StorageBook;
  /** What groups of orders may do; of the look at hand. */
  readonly runBook: RunBook;
  #look: Look | null = null;

  constructor(parts: DeskParts) {
    this.#parts = parts;
    this.#indexOf = Int32Array.from(parts.agents, ({ agent }) => agent);
    this.#busOf = Int32Array.from(parts.agents, ({ bus }) => bus);
    this.#isDue = parts.booking.isDue;
    this.#turns = new Int32Array(parts.agents.length);
    this.#storageBook = this.#makeStorageBook();
    this.runBook = this.#makeRunBook();
  }

  /** Begins a round of a period; in a call orders are only collected. */
  startRound(period: number, isCall: boolean): void {
    this.#isCall = isCall;
    this.#booked = 0;
    this.#parts.grid.startRound();
    const bidsMeet = isCall || this.#restsOn(period, OFFER);
    const offersMeet = isCall || this.#restsOn(period, BID);
    this.#parts.bidding.startRound(bidsMeet, offersMeet);
  }

  /** The agents `asked`, by their place in the area, see to their orders in that order. */
  ask(asked: Int32Array, look: Look): void {
    const { shoppers, sales } = this.#parts;
    const { period, wishWh } = look;
    this.#look = look;
    const taken = sales?.arrive(period, wishWh, this.#storageBook) ?? [];
    // Where somebody may take an order by hand, everyone looks.
    if (asked.length < this.#isDue.length || shoppers !== null) {
      for (let turn = 0; turn < asked.length; turn++) this.#act(asked[turn]!, look);
    } else this.#askDue(asked, look);
    if (sales === null) return;
    const orphans = sales.orphans(period, this.#storageBook);
    if (taken.length + orphans.length === 0) return;
    for (const agent of new Set([...taken, ...orphans])) this.#act(agent, look);
  }

  /** The same where all are asked: most of them are passed over. */
  #askDue(asked: Int32Array, look: Look): void {
    const turns = this.#turns;
    this.#markDue(look);
    let count = listDue(asked, this.#isDue, 0, turns);
    this.#parts.reading.ahead(look.period, asked, turns, count);
    for (let k = 0; k < count; k++) {
      const booked = this.#booked;
      const turn = turns[k]!;
      this.#act(asked[turn]!, look);
      if (this.#booked === booked) continue;
      // Who has traded may have to look again.
      count = listDue(asked, this.#isDue, turn + 1, turns);
      k = -1;
    }
  }

  #markDue(look: Look): void {
    const { orders, bidding, booking, sales, repairs } = this.#parts;
    const { period, now, patience, wishWh } = look;
    bidding.priceAll(period, now, patience);
    const row = orders.row(period);
    markDue(this.#isDue, orders, row, bidding.shared, look);
    repairs.markDue(this.#isDue, look, booking.tradedWh, row);
    sales?.markDue(this.#isDue, period, wishWh);
  }

  /** One agent sees to its order. */
  #act(agent: number, look: Look): void {
    const { period, now, patience, wishWh, deadBandWh } = look;
    const { orders, bidding, booking, shoppers, repairs } = this.#parts;
    const wish = wishWh[agent]!;
    const at = orders.row(period) + agent;
    const side = wish > 0 ? BID : OFFER;
    const isSmall = Math.abs(wish) < deadBandWh;
    const isRepair =
      !isSmall &&
      repairs.isSteered[agent] === 1 &&
      repairs.has(agent, period, wish, booking.tradedWh[at]!, deadBandWh);
    let limit = NO_LIMIT;
    if (isRepair) limit = bidding.retailMicro(agent, side, period);
    else if (!isSmall) limit = bidding.limitMicro(agent, side, period, now, patience);
    let wanted = wish;
    if (limit === NO_LIMIT) wanted = 0;
    else if (!isRepair) wanted *= bidding.quantityFactor(agent, side, period, now, patience);
    const waits = this.#renewSale(agent, wanted, limit, look);
    if (limit === NO_LIMIT) {
      this.#withdraw(at, period);
      return;
    }
    wanted += waits;
    if (shoppers?.looks(agent, period, now)) wanted -= this.#shop(agent, wanted, limit, look);
    if (orders.restWh[at] !== 0) {
      if (orders.isAsWanted(at, wanted, limit, deadBandWh)) return;
      this.#withdraw(at, period);
    }
    if ((shoppers !== null || waits > 0) && Math.abs(wanted) < deadBandWh) return;
    if (isRepair) repairs.noteSent(Math.floor(Math.abs(wanted)));
    this.#send(agent, wanted, limit, look);
  }

  /** Lets the part of a sale wait that needs a purchase; returns it, Wh. */
  #renewSale(agent: number, wanted: number, limit: number, look: Look): number {
    const { sales } = this.#parts;
    const { period, deadBandWh } = look;
    if (sales === null || !sales.concern(agent, period)) return 0;
    const saleWh = Math.max(0, -wanted);
    return sales.renew(agent, period, saleWh, limit, deadBandWh, this.#storageBook);
  }

  /** Takes back what an agent still has in the book. */
  #withdraw(at: number, period: number): void {
    const { orders, book } = this.#parts;
    if (orders.restWh[at] !== 0) book.cancel(orders.id[at]!);
    orders.drop(at, period);
  }

  #send(agent: number, wanted: number, limit: number, look: Look): void {
    const { orders, book, grid } = this.#parts;
    const { period, now, wishWh } = look;
    const side = wanted > 0 ? BID : OFFER;
    const energyWh = Math.floor(Math.abs(wanted));
    this.#prepareToMeet(period, now, side);
    const index = this.#indexOf[agent]!;
    const bus = this.#busOf[agent]!;
    const id = book.submit(period, side, index, bus, limit, energyWh, grid.view);
    const restWh = id < 0 ? 0 : energyWh - this.bookTrades(period, wishWh);
    const at = orders.row(period) + agent;
    orders.place(at, period, id, limit, side === BID ? restWh : -restWh);
  }

  /** Takes resting orders by id, as far as they suit; returns the energy, consumption positive, Wh. */
  #shop(agent: number, wanted: number, limitMicro: number, look: Look): number {
    const { shoppers, book, grid } = this.#parts;
    const { period, now, wishWh } = look;
    const side = wanted > 0 ? BID : OFFER;
    if (!this.#prepareToMeet(period, now, side)) return 0;
    const index = this.#indexOf[agent]!;
    const bus = this.#busOf[agent]!;
    const energyWh = Math.floor(Math.abs(wanted));
    const shopper = { agent: index, bus, side, limitMicro, energyWh } as const;
    const takenWh = shoppers!.buy(book, period, shopper, grid.view);
    this.bookTrades(period, wishWh);
    return side === BID ? takenWh : -takenWh;
  }

  /** Solves the grid where something could trade with an order of this side; tells whether it is solved. */
  #prepareToMeet(period: number, now: number, side: Side): boolean {
    const { grid } = this.#parts;
    if (!grid.isSolved && this.mayMeet(period, side)) grid.solve(period, now);
    return grid.isSolved;
  }

  /** Whether anything rests that an order of this side could meet now. */
  mayMeet(period: number, side: Side): boolean {
    return !this.#isCall && this.#restsOn(period, side === BID ? OFFER : BID);
  }

  /** Whether any order rests in a period's book. */
  rests(period: number): boolean {
    return this.#restsOn(period, BID) || this.#restsOn(period, OFFER);
  }

  #restsOn(period: number, side: Side): boolean {
    const { orders, runs, sales } = this.#parts;
    if (orders.rests(period, side)) return true;
    if (side === BID) return runs?.rests(period) ?? false;
    return sales?.rests(period, this.#storageBook) ?? false;
  }

  /** Whether sales that wait are to arrive in a period, or have ended with their purchase. */
  salesMoved(period: number): boolean {
    return this.#parts.sales?.wants(period, this.#storageBook) ?? false;
  }

  /** Books the trades made since the last time; returns their energy, Wh. */
  bookTrades(period: number, wishWh: Int32Array, bothRested = false): number {
    const { booking, book } = this.#parts;
    const { trades } = book;
    if (this.#booked === trades.count) return 0;
    const bookedWh = booking.book(period, trades, this.#booked, wishWh, bothRested);
    this.#booked = trades.count;
    return bookedWh;
  }

  #makeStorageBook(): StorageBook {
    const { book, grid } = this.#parts;
    return {
      offer: (agent, period, limit, energyWh, parentId) => {
        const index = this.#indexOf[agent]!;
        const bus = this.#busOf[agent]!;
        const terms = { parentId };
        return book.submit(period, OFFER, index, bus, limit, energyWh, grid.view, terms);
      },
      openWh: (order) => book.restingWh(order),
      arrive: (period) => {
        const { now, wishWh } = this.#look!;
        this.#prepareToMeet(period, now, OFFER);
        book.arriveChildren(period, grid.view);
        this.bookTrades(period, wishWh);
      },
      cancel: (order) => book.cancel(order),
    };
  }

  #makeRunBook(): RunBook {
    const { bidding, book, grid } = this.#parts;
    return {
      limitMicro: (agent, period) => {
        const { now, patience } = this.#look!;
        return bidding.limitMicro(agent, BID, period, now, patience);
      },
      bid: (agent, period, limit, energyWh, exclusiveWithId) => {
        if (limit === NO_LIMIT) return -1;
        this.#prepareToMeet(period, this.#look!.now, BID);
        const index = this.#indexOf[agent]!;
        const bus = this.#busOf[agent]!;
        const terms = exclusiveWithId === undefined ? {} : { exclusiveWithId };
        return book.submit(period, BID, index, bus, limit, energyWh, grid.view, terms);
      },
      settle: (period) => {
        this.bookTrades(period, this.#look!.wishWh);
      },
      cancel: (order) => book.cancel(order),
    };
  }
}
