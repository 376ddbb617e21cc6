import type { LocalMarket } from "#engine/market/localMarket.ts";
import { BID, OFFER, type Side } from "#engine/market/side.ts";
import type { Prosumer } from "#sim/agents/prosumer.ts";
import { type Bidding, NO_LIMIT } from "#sim/market/bid.ts";
import { type Look, markDue } from "#sim/market/dueAgents.ts";
import type { RoundGrid } from "#sim/market/roundGrid.ts";
import type { RunBook, RunOrders } from "#sim/market/runOrders.ts";
import type { Shoppers } from "#sim/market/shoppers.ts";
import type { StandingOrders } from "#sim/market/standingOrders.ts";
import type { TradeBooking } from "#sim/market/tradeBooking.ts";

/** What the desk of an area works with. */
export interface DeskParts {
  readonly agents: readonly Prosumer[];
  readonly book: LocalMarket;
  readonly grid: RoundGrid;
  readonly orders: StandingOrders;
  readonly bidding: Bidding;
  readonly booking: TradeBooking;
  /** Null where nobody has a machine that runs once. */
  readonly runs: RunOrders | null;
  /** Null where orders are matched as they arrive. */
  readonly shoppers: Shoppers | null;
}

/**
 * Where the agents of an area send, replace and withdraw their orders, one after the other. The grid
 * is solved when the first order comes that may meet another; trades are booked at once.
 */
export class OrderDesk {
  readonly #parts: DeskParts;
  /** 1 for who has something to do in the running round, by place in the area. */
  readonly #isDue: Uint8Array;
  /** Trades of the running round that are booked. */
  #booked = 0;
  /** Whether orders of the running round are only collected. */
  #isCall = false;

  constructor(parts: DeskParts) {
    this.#parts = parts;
    this.#isDue = parts.booking.isDue;
  }

  /** Begins a round; in a call orders are only collected. */
  startRound(isCall: boolean): void {
    this.#isCall = isCall;
    this.#booked = 0;
    this.#parts.grid.startRound();
    this.#parts.bidding.startRound();
  }

  /** The agents `asked`, by their place in the area, see to their orders in that order. */
  ask(asked: Int32Array, look: Look): void {
    const isDue = this.#isDue;
    const { orders, bidding, shoppers } = this.#parts;
    // Where somebody may take an order by hand, everyone looks.
    if (asked.length < isDue.length || shoppers !== null) isDue.fill(1);
    else markDue(isDue, orders, bidding, look);
    for (let k = 0; k < asked.length; k++) {
      const agent = asked[k]!;
      if (isDue[agent] === 1) this.#act(agent, look);
    }
  }

  /** One agent sees to its order. */
  #act(agent: number, look: Look): void {
    const { period, now, patience, wishWh, deadBandWh } = look;
    const { orders, bidding, shoppers } = this.#parts;
    const wish = wishWh[agent]!;
    const at = orders.row(period) + agent;
    const side = wish > 0 ? BID : OFFER;
    const isSmall = Math.abs(wish) < deadBandWh;
    const limit = isSmall ? NO_LIMIT : bidding.limitMicro(agent, side, period, now, patience);
    if (limit === NO_LIMIT) {
      this.#withdraw(at, period);
      return;
    }
    let wanted = wish * bidding.quantityFactor(agent, side, period, now, patience);
    if (shoppers?.looks(agent, period, now)) wanted -= this.#shop(agent, wanted, limit, look);
    if (orders.isKnown[at] === 1 && orders.openWh[at]! > 0) {
      if (orders.isAsWanted(at, wanted, limit, deadBandWh)) return;
      this.#withdraw(at, period);
    }
    if (shoppers !== null && Math.abs(wanted) < deadBandWh) return;
    this.#send(agent, wanted, limit, look);
  }

  /** Takes back what an agent still has in the book. */
  #withdraw(at: number, period: number): void {
    const { orders, book } = this.#parts;
    const { isKnown, openWh, id } = orders;
    if (isKnown[at] === 0) return;
    if (openWh[at]! > 0) book.cancel(id[at]!);
    orders.drop(at, period);
  }

  #send(agent: number, wanted: number, limit: number, look: Look): void {
    const { orders, book, grid, agents } = this.#parts;
    const { period, now, wishWh } = look;
    const side = wanted > 0 ? BID : OFFER;
    const energyWh = Math.floor(Math.abs(wanted));
    this.#prepareToMeet(period, now, side);
    const { agent: index, bus } = agents[agent]!;
    const id = book.submit(period, side, index, bus, limit, energyWh, grid.view);
    const openWh = id < 0 ? 0 : energyWh - this.bookTrades(period, wishWh);
    orders.place(orders.row(period) + agent, period, id, side, limit, openWh);
  }

  /** Takes resting orders by id, as far as they suit; returns the energy, consumption positive, Wh. */
  #shop(agent: number, wanted: number, limitMicro: number, look: Look): number {
    const { agents, shoppers, book, grid } = this.#parts;
    const { period, now, wishWh } = look;
    const side = wanted > 0 ? BID : OFFER;
    if (!this.#prepareToMeet(period, now, side)) return 0;
    const { agent: index, bus } = agents[agent]!;
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
    const { orders, runs } = this.#parts;
    if (this.#isCall) return false;
    if (orders.rests(period, side === BID ? OFFER : BID)) return true;
    return side === OFFER && (runs?.rests(period) ?? false);
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

  /** What groups of orders may do in the running round; `wishWh` hears of what they trade. */
  groupsBook(now: number, patience: number, wishWh: Int32Array | null): RunBook {
    const { agents, bidding, book, grid } = this.#parts;
    return {
      limitMicro: (agent, period) => bidding.limitMicro(agent, BID, period, now, patience),
      bid: (agent, period, limit, energyWh, exclusiveWithId) => {
        if (limit === NO_LIMIT || wishWh === null) return -1;
        this.#prepareToMeet(period, now, BID);
        const { agent: index, bus } = agents[agent]!;
        const terms = exclusiveWithId === undefined ? {} : { exclusiveWithId };
        return book.submit(period, BID, index, bus, limit, energyWh, grid.view, terms);
      },
      settle: (period) => {
        if (wishWh !== null) this.bookTrades(period, wishWh);
      },
      cancel: (order) => book.cancel(order),
    };
  }
}
