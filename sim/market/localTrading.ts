import type { AvailabilityPrice } from "#engine/market/availability.ts";
import type { CallOutcome } from "#engine/market/calls/endCall.ts";
import { LocalMarket } from "#engine/market/localMarket.ts";
import { BID, type Side } from "#engine/market/side.ts";
import type { TariffModel } from "#engine/market/tariffModel.ts";
import { Attention } from "#sim/agents/attention.ts";
import type { Prosumer } from "#sim/agents/prosumer.ts";
import { type DayAheadRule, dayAheadRule } from "#sim/market/dayAheadCalls.ts";
import type { AreaModel } from "#sim/market/grid/areaModel.ts";
import { RoundGrid } from "#sim/market/grid/roundGrid.ts";
import { learnRound } from "#sim/market/learnRound.ts";
import type { MarketLog } from "#sim/market/logs/marketLog.ts";
import { Bidding } from "#sim/market/orders/bid.ts";
import { BookReading } from "#sim/market/orders/bookReading.ts";
import { OrderDesk } from "#sim/market/orders/orderDesk.ts";
import { Repairs } from "#sim/market/orders/repairs.ts";
import { RunOrders } from "#sim/market/orders/runOrders.ts";
import { Shoppers } from "#sim/market/orders/shoppers.ts";
import { StandingOrders } from "#sim/market/orders/standingOrders.ts";
import { StorageOrders } from "#sim/market/orders/storageOrders.ts";
import { PlacePrices } from "#sim/market/placePrices.ts";
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
  /** Sales of batteries that wait for their purchase; null where nobody links them. */
  readonly sales: StorageOrders | null;
  readonly repairs: Repairs;
  /** First period behind those that one looked at anew for the running round, by place; 0 for all others. */
  readonly anewTo: Int32Array;
  /** Place of the network where each agent lives. */
  readonly placeOf: Int32Array;
  /** Row of each agent in the tables of `Attention`. */
  readonly rowOf: Int32Array;
  /** DNUT charged, µEUR. */
  dnutMicroEur = 0;
  readonly #world: World;
  readonly #book: LocalMarket;
  readonly #reading: BookReading;
  readonly #tariff: TariffModel;
  readonly #grid: RoundGrid;
  readonly #agents: readonly Prosumer[];
  readonly #orders: StandingOrders;
  readonly #attention: Attention;
  readonly #booking: TradeBooking;
  readonly #desk: OrderDesk;
  /** Null where nobody keeps messages. */
  readonly #log: MarketLog | null;

  /** @param log - Takes every message of the book. */
  constructor(
    world: World,
    area: AreaModel,
    tariff: TariffModel,
    sink: TradeSink,
    log: MarketLog | null = null,
  ) {
    const { manual } = world.scenario.localMarket;
    const agents = area.prosumers;
    this.#world = world;
    this.#agents = agents;
    this.anewTo = new Int32Array(agents.length);
    this.#attention = Attention.of(world);
    this.rowOf = Int32Array.from(agents, ({ row }) => row);
    this.#orders = new StandingOrders(agents.length);
    this.runs = RunOrders.of(agents);
    const { behaviour, devices } = world.scenario;
    const { roundTripEfficiency } = devices.battery;
    this.sales =
      behaviour.storageOrders === "independent"
        ? null
        : StorageOrders.of(agents, this.#orders, roundTripEfficiency);
    this.repairs = new Repairs(agents, roundTripEfficiency);
    this.#booking = new TradeBooking(agents, this.#orders, this.runs, this.sales, sink);
    this.#tariff = tariff;
    this.prices = new PlacePrices(world, area.normal.feeder, tariff);
    this.placeOf = Int32Array.from(agents, ({ bus }) => this.prices.placeOf(bus));
    this.#book = new LocalMarket({
      busCount: area.normal.busCount,
      capacity: CAPACITY,
      networkMicroEurPerKwh: world.scenario.prices.retail.networkMicroEurPerKwh,
      matching: manual === undefined ? "automatic" : "manual",
      ...(log === null ? {} : { log: log.events }),
    });
    this.#reading = new BookReading(this.#book, this.#orders, agents);
    this.#grid = new RoundGrid(world, area, tariff);
    this.#desk = new OrderDesk({
      agents,
      book: this.#book,
      grid: this.#grid,
      orders: this.#orders,
      reading: this.#reading,
      bidding: new Bidding(world, agents, this.prices),
      booking: this.#booking,
      runs: this.runs,
      sales: this.sales,
      repairs: this.repairs,
      shoppers: manual === undefined ? null : new Shoppers(world, agents, manual),
    });
    this.callRule = dayAheadRule(world, area);
    this.#log = log;
  }

  /** What agents bought less what they sold, Wh, by period (ring) and agent. */
  get tradedWh(): Int32Array {
    return this.#booking.tradedWh;
  }

  /** Whether an order of the agent at a place of the area rests in a period's book, or waits for it. */
  hasOrder(place: number, period: number): boolean {
    if (this.#orders.restWh[this.#orders.row(period) + place] !== 0) return true;
    return this.sales?.of(period).some(({ agent }) => agent === place) ?? false;
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
    this.#booking.open(period);
    this.repairs.open(period);
  }

  /**
   * Gate closure: what rests expires. Where the tariff also charges what stays with the retailer, λ
   * of the final nominations is returned, by bus of the normal network, µEUR/kWh; it is good until
   * the next call.
   */
  close(period: number, now: number): Int32Array | null {
    const sales = this.sales?.of(period);
    this.prices.learnGate(period, this.placeOf, this.#orders, this.tradedWh, sales);
    this.sales?.close(period);
    this.#reading.all(period);
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
    wishWh: Int32Array,
    patience: number,
  ): void {
    const { deadBandWh } = this.#world.scenario.localMarket;
    const desk = this.#desk;
    const isCall = this.callRule !== null && this.#book.periodState(period) === "call";
    desk.startRound(period, isCall);
    desk.ask(asked, { period, now, patience, wishWh, deadBandWh });
    if (this.runs?.wants(period)) this.runs.place(period, desk.runBook);
    if (this.#book.trades.count > 0) this.#settleRound(period);
    if (!isCall) this.#noteTariff(period, now);
  }

  /** From here on orders of a period are only collected. */
  call(period: number): void {
    this.#book.call(period);
  }

  /** Clears what was collected of a period; trades are taken out of `wishWh`. */
  endCall(period: number, now: number, wishWh: Int32Array): CallOutcome[] {
    const desk = this.#desk;
    desk.startRound(period, false);
    const bids = this.#orders.rests(period, BID) || (this.runs?.rests(period) ?? false);
    // Without the two sides there is nothing to charge for.
    if (bids && desk.mayMeet(period, BID)) this.#grid.solve(period, now);
    const rule = this.#grid.callRule(this.callRule!);
    const outcomes = this.#book.endCall(period, this.#grid.view, rule);
    desk.bookTrades(period, wishWh, true);
    if (this.#book.trades.count > 0) this.#settleRound(period);
    this.#noteTariff(period, now);
    return outcomes;
  }

  /** Where messages are kept: notes λ beside the orders that rest, for whoever asks for the book later. */
  #noteTariff(period: number, now: number): void {
    if (this.#log === null || !this.#desk.rests(period)) return;
    if (!this.#grid.isSolved) this.#grid.solve(period, now);
    this.#log.events.tariff(period, this.#grid.view.lambdaMicro);
  }

  /** Before the periods of a round: exclusive groups and sales that wait follow the latest plans. */
  prepare(now: number, open: number, end: number): void {
    const { anewTo } = this;
    const { refreshedAt, refreshedTo } = this.#attention;
    for (let k = 0; k < anewTo.length; k++) {
      const row = this.rowOf[k]!;
      anewTo[k] = refreshedAt[row] === now ? refreshedTo[row]! : 0;
    }
    this.sales?.startRound(open);
    this.runs?.prepare(open, end, this.#desk.runBook, anewTo);
    this.repairs.startRound(anewTo);
  }

  /** Whether groups, or sales that wait, have something to see to in a period. */
  wants(period: number): boolean {
    return (this.runs?.wants(period) ?? false) || this.#desk.salesMoved(period);
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

  /** Learns from the round's trades and takes stock of the working network cost. */
  #settleRound(period: number): void {
    const { trades } = this.#book;
    this.dnutMicroEur = learnRound(this.prices, period, trades, this.dnutMicroEur);
    trades.clear();
    this.#grid.endRound();
  }
}
