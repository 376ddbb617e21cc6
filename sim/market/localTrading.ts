import type { AvailabilityPrice } from "#engine/market/availability.ts";
import type { CallOutcome } from "#engine/market/endCall.ts";
import { LocalMarket } from "#engine/market/localMarket.ts";
import { BID, OFFER, type Side } from "#engine/market/side.ts";
import type { TariffModel } from "#engine/market/tariffModel.ts";
import type { Prosumer } from "#sim/agents/prosumer.ts";
import type { AreaModel } from "#sim/market/areaModel.ts";
import { Bidding, NO_LIMIT } from "#sim/market/bid.ts";
import { type DayAheadRule, dayAheadRule } from "#sim/market/dayAheadCalls.ts";
import { learnRound } from "#sim/market/learnRound.ts";
import type { MarketLog } from "#sim/market/marketLog.ts";
import { PlacePrices } from "#sim/market/placePrices.ts";
import { RoundGrid } from "#sim/market/roundGrid.ts";
import { type RunBook, RunOrders } from "#sim/market/runOrders.ts";
import { Shoppers } from "#sim/market/shoppers.ts";
import { StandingOrders } from "#sim/market/standingOrders.ts";
import { TradeBooking } from "#sim/market/tradeBooking.ts";
import type { TradeSink } from "#sim/market/tradeSink.ts";
import type { World } from "#sim/world/world.ts";

/** Orders that may rest at once in one area. */
const CAPACITY = 1 << 16;

/**
 * The local market of one area: the central market module of the paper. In a round it solves the
 * base case of each period at hand, derives the tariff, lets the agents send orders in the drawn
 * order, and keeps the flows of its own trades as working flows until the round ends.
 */
export class LocalTrading {
  readonly prices: PlacePrices;
  /** How a day opens; null where it trades like any other round. */
  readonly callRule: DayAheadRule | null;
  /** Bids for machines that run once; null where nobody has one. */
  readonly runs: RunOrders | null;
  /** DNUT charged, µEUR. */
  dnutMicroEur = 0;
  readonly #world: World;
  readonly #book: LocalMarket;
  readonly #tariff: TariffModel;
  readonly #grid: RoundGrid;
  readonly #agents: readonly Prosumer[];
  readonly #orders: StandingOrders;
  readonly #bidding: Bidding;
  readonly #booking: TradeBooking;
  /** Null where orders are matched as they arrive. */
  readonly #shoppers: Shoppers | null;
  #applied = 0;
  /** Null where nobody keeps messages. */
  readonly #log: MarketLog | null;
  /** Whether orders of the running round are only collected. */
  #isCall = false;

  /** @param log - Takes every message of the book. */
  constructor(
    world: World,
    area: AreaModel,
    tariff: TariffModel,
    sink: TradeSink,
    log: MarketLog | null = null,
  ) {
    const { manual } = world.scenario.localMarket;
    this.#world = world;
    this.#agents = area.prosumers;
    this.#orders = new StandingOrders(area.prosumers.length);
    this.runs = RunOrders.of(area.prosumers);
    this.#booking = new TradeBooking(area.prosumers, this.#orders, this.runs, sink);
    this.#tariff = tariff;
    this.prices = new PlacePrices(world, area.normal.feeder, tariff);
    this.#bidding = new Bidding(world, area.prosumers, this.prices);
    this.#book = new LocalMarket({
      busCount: area.normal.busCount,
      capacity: CAPACITY,
      networkMicroEurPerKwh: world.scenario.prices.retail.networkMicroEurPerKwh,
      matching: manual === undefined ? "automatic" : "manual",
      ...(log === null ? {} : { log: log.events }),
    });
    this.#shoppers = manual === undefined ? null : new Shoppers(world, area.prosumers, manual);
    this.#grid = new RoundGrid(world, area, tariff);
    this.callRule = dayAheadRule(world, area);
    this.#log = log;
  }

  /** Change of the working network cost that the DNUT answers for, µEUR. */
  get workingCostMicroEur(): number {
    return this.#grid.workingCostMicroEur;
  }

  /** Names the state of the book. */
  stateHash(): string {
    return this.#book.stateHash();
  }

  open(period: number): void {
    this.#book.open(period, this.#tariff.networkMicroAt(this.#world.calendar.minuteOfDay[period]!));
    this.#orders.open(period);
  }

  /**
   * Gate closure: what rests expires. Where the tariff also charges what stays with the retailer, λ
   * of the final nominations is returned, by bus of the normal network, µEUR/kWh; it is good until
   * the next call.
   */
  close(period: number, now: number): Int32Array | null {
    this.prices.learnGate(period, this.#agents);
    this.#book.close(period);
    // How an order ended is asked for no more: what an agent keeps is what it traded.
    this.#book.deliver(period);
    this.#book.forget(period);
    if (!this.#tariff.chargesResidual) return null;
    const lambdaMicro = this.#grid.nominatedLambda(period, now);
    this.prices.learnResidual(period, this.#agents, lambdaMicro);
    return lambdaMicro;
  }

  /**
   * One round for one period. The agents `asked`, by their place in the area, act in that order.
   * `wishWh` holds what each agent of the area wants beyond what it traded, consumption positive;
   * trades are taken out of it. `patience` falls from 1 when the period opens to 0 at its gate.
   */
  round(
    period: number,
    now: number,
    asked: Int32Array,
    wishWh: Float64Array,
    patience: number,
  ): void {
    const { deadBandWh } = this.#world.scenario.localMarket;
    const orders = this.#orders;
    const bidding = this.#bidding;
    const row = orders.row(period);
    this.#isCall = this.callRule !== null && this.#book.periodState(period) === "call";
    this.#grid.startRound();
    bidding.startRound();
    for (let k = 0; k < asked.length; k++) {
      const agent = asked[k]!;
      const wish = wishWh[agent]!;
      const at = row + agent;
      const side = wish > 0 ? BID : OFFER;
      const isSmall = Math.abs(wish) < deadBandWh;
      const limit = isSmall ? NO_LIMIT : bidding.limitMicro(agent, side, period, now, patience);
      if (limit === NO_LIMIT) {
        this.#withdraw(at, period);
        continue;
      }
      let wanted = wish * bidding.quantityFactor(agent, side, period, now, patience);
      if (this.#shoppers?.looks(agent, period, now)) {
        wanted -= this.#shop(period, now, agent, wanted, wishWh, limit);
      }
      if (orders.isKnown[at] === 1 && orders.openWh[at]! > 0) {
        if (orders.isAsWanted(at, wanted, limit, deadBandWh)) continue;
        this.#withdraw(at, period);
      }
      if (this.#shoppers !== null && Math.abs(wanted) < deadBandWh) continue;
      this.#send(period, now, agent, wanted, wishWh, limit);
    }
    if (this.runs?.wants(period)) this.runs.place(period, this.#runBook(now, patience, wishWh));
    if (this.#book.trades.count > 0) this.#settleRound(period);
    if (!this.#isCall) this.#noteTariff(period, now);
  }

  /** From here on orders of a period are only collected. */
  call(period: number): void {
    this.#book.call(period);
  }

  /** Clears what was collected of a period; trades are taken out of `wishWh`. */
  endCall(period: number, now: number, wishWh: Float64Array): CallOutcome[] {
    this.#isCall = false;
    const bids = this.#orders.rests(period, BID) || (this.runs?.rests(period) ?? false);
    this.#grid.startRound();
    // Without the two sides there is nothing to charge for.
    if (bids && this.#mayMeet(period, BID)) this.#grid.solve(period, now);
    const rule = this.#grid.callRule(this.callRule!);
    const outcomes = this.#book.endCall(period, this.#grid.view, rule);
    this.#applyTrades(period, wishWh, true);
    if (this.#book.trades.count > 0) this.#settleRound(period);
    this.#noteTariff(period, now);
    return outcomes;
  }

  /** Where messages are kept: notes λ beside the orders that rest, for whoever asks for the book later. */
  #noteTariff(period: number, now: number): void {
    const rests = this.#orders.rests(period, BID) || this.#orders.rests(period, OFFER);
    if (this.#log === null || !(rests || this.runs?.rests(period))) return;
    if (!this.#grid.isSolved) this.#grid.solve(period, now);
    this.#log.events.tariff(period, this.#grid.view.lambdaMicro);
  }

  /** Before the periods of a round: exclusive groups follow the latest plans. */
  prepareRuns(now: number, open: number, end: number): void {
    this.runs?.prepare(open, end, this.#runBook(now, 0, null), now);
  }

  /** What groups of orders may do in the running round; `wishWh` hears of what they trade. */
  #runBook(now: number, patience: number, wishWh: Float64Array | null): RunBook {
    return {
      limitMicro: (agent, period) => this.#bidding.limitMicro(agent, BID, period, now, patience),
      bid: (agent, period, limit, energyWh, exclusiveWithId) => {
        if (limit === NO_LIMIT || wishWh === null) return -1;
        if (!this.#grid.isSolved && this.#mayMeet(period, BID)) this.#grid.solve(period, now);
        const { agent: index, bus } = this.#agents[agent]!;
        const terms = exclusiveWithId === undefined ? {} : { exclusiveWithId };
        const view = this.#grid.view;
        return this.#book.submit(period, BID, index, bus, limit, energyWh, view, terms);
      },
      settle: (period) => {
        if (wishWh !== null) this.#applyTrades(period, wishWh);
      },
      cancel: (order) => this.#book.cancel(order),
    };
  }

  /**
   * What each counter-order in a period's book would cost a buyer (side 0) or bring a seller (side 1)
   * at a bus, tariff and network component included, best first. Nothing is matched.
   */
  availability(
    period: number,
    now: number,
    side: Side,
    bus: number,
    limit: number,
  ): AvailabilityPrice[] {
    if (this.#book.periodState(period) !== "open") return [];
    this.#grid.solve(period, now);
    return this.#grid.shown(this.#book, { period, side, bus, limit });
  }

  /** Takes resting orders by id, as far as they suit; returns the energy, consumption positive, Wh. */
  #shop(
    period: number,
    now: number,
    agent: number,
    wanted: number,
    wishWh: Float64Array,
    limitMicro: number,
  ): number {
    const side = wanted > 0 ? BID : OFFER;
    if (!this.#grid.isSolved && !this.#mayMeet(period, side)) return 0;
    if (!this.#grid.isSolved) this.#grid.solve(period, now);
    const { agent: index, bus } = this.#agents[agent]!;
    const energyWh = Math.floor(Math.abs(wanted));
    const shopper = { agent: index, bus, side, limitMicro, energyWh } as const;
    const takenWh = this.#shoppers!.buy(this.#book, period, shopper, this.#grid.view);
    this.#applyTrades(period, wishWh);
    return side === BID ? takenWh : -takenWh;
  }

  /** Takes back what an agent still has in the book. */
  #withdraw(at: number, period: number): void {
    const { isKnown, openWh, id } = this.#orders;
    if (isKnown[at] === 0) return;
    if (openWh[at]! > 0) this.#book.cancel(id[at]!);
    this.#orders.drop(at, period);
  }

  /** Whether anything rests that an order of this side could meet now. */
  #mayMeet(period: number, side: Side): boolean {
    if (this.#isCall) return false;
    if (this.#orders.rests(period, side === BID ? OFFER : BID)) return true;
    return side === OFFER && (this.runs?.rests(period) ?? false);
  }

  /** Sends an order. Only where something could trade with it, the tariff is needed. */
  #send(
    period: number,
    now: number,
    agent: number,
    wanted: number,
    wishWh: Float64Array,
    limit: number,
  ): void {
    const orders = this.#orders;
    const side = wanted > 0 ? BID : OFFER;
    const energyWh = Math.floor(Math.abs(wanted));
    if (!this.#grid.isSolved && this.#mayMeet(period, side)) this.#grid.solve(period, now);
    const { agent: index, bus } = this.#agents[agent]!;
    const id = this.#book.submit(period, side, index, bus, limit, energyWh, this.#grid.view);
    const openWh = id < 0 ? 0 : energyWh - this.#applyTrades(period, wishWh);
    orders.place(orders.row(period) + agent, period, id, side, limit, openWh);
  }

  /** Books the trades made since the last time; returns their energy, Wh. */
  #applyTrades(period: number, wishWh: Float64Array, bothRested = false): number {
    const { trades } = this.#book;
    if (this.#applied === trades.count) return 0;
    const bookedWh = this.#booking.book(period, trades, this.#applied, wishWh, bothRested);
    this.#applied = trades.count;
    return bookedWh;
  }

  /** Learns from the round's trades and takes stock of the working network cost. */
  #settleRound(period: number): void {
    const { trades } = this.#book;
    this.dnutMicroEur = learnRound(this.prices, period, trades, this.dnutMicroEur);
    trades.clear();
    this.#applied = 0;
    this.#grid.endRound();
  }
}
