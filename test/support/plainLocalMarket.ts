import type { AvailabilityPrice } from "#engine/market/availability.ts";
import {
  BID,
  BOOK_FULL,
  GATE_CLOSED,
  type LocalMarketOptions,
  NOT_ON_TICK,
  OFFER,
  PRICE_OUT_OF_BAND,
  QUANTITY_NOT_POSITIVE,
  type Side,
  UNKNOWN_BUS,
} from "#engine/market/orderBook.ts";
import type { TariffView } from "#engine/market/tariffView.ts";
import type { MarketUnderTest, Trade } from "#test/support/marketUnderTest.ts";

export interface PlainOrder {
  /** Number of arrival: id and time priority in one. */
  id: number;
  period: number;
  side: Side;
  agent: number;
  bus: number;
  limitMicro: number;
  openWh: number;
}

/** An arriving order and a counter-order, priced. */
export interface PlainPair {
  maker: PlainOrder;
  energyWh: number;
  dnutMicro: number;
  surplusMicro: number;
}

/**
 * The rules of `LocalMarket`, word by word: every order an object, every counter-order priced,
 * no bound, no recycling. It is slow and it is the definition. Its rules are methods, so that a
 * test can plant a fault in one of them.
 */
export class PlainLocalMarket implements MarketUnderTest {
  protected readonly options: LocalMarketOptions;
  protected resting: PlainOrder[] = [];
  readonly #openPeriods = new Set<number>();
  readonly #trades: Trade[] = [];
  #arrivals = 0;

  constructor(options: LocalMarketOptions) {
    this.options = options;
  }

  open(period: number): void {
    this.#openPeriods.add(period);
  }

  close(period: number): void {
    this.#openPeriods.delete(period);
    this.resting = this.resting.filter((order) => order.period !== period);
  }

  submit(
    period: number,
    side: Side,
    agent: number,
    bus: number,
    limitMicro: number,
    energyWh: number,
    tariff: TariffView,
  ): number {
    if (!this.#openPeriods.has(period)) return GATE_CLOSED;
    if (bus < 0 || bus >= this.options.busCount) return UNKNOWN_BUS;
    if (energyWh <= 0) return QUANTITY_NOT_POSITIVE;
    if (limitMicro < -500_000 || limitMicro > 1_500_000) return PRICE_OUT_OF_BAND;
    if (!Number.isInteger(limitMicro / 100)) return NOT_ON_TICK;
    if (this.resting.length >= this.options.capacity) return BOOK_FULL;

    const id = this.#arrivals++;
    const taker = { id, period, side, agent, bus, limitMicro, openWh: energyWh };
    while (taker.openWh > 0) {
      const pair = this.bestPair(taker, tariff);
      if (pair === undefined) break;
      this.#trade(taker, pair, tariff);
    }
    if (taker.openWh > 0) this.resting.push(taker);
    return id;
  }

  cancel(orderId: number): boolean {
    const before = this.resting.length;
    this.resting = this.resting.filter((order) => order.id !== orderId);
    return this.resting.length < before;
  }

  restingWh(orderId: number): number {
    return this.resting.find((order) => order.id === orderId)?.openWh ?? 0;
  }

  availability(
    period: number,
    side: Side,
    bus: number,
    tariff: TariffView,
    limit: number,
  ): AvailabilityPrice[] {
    return this.resting
      .filter((order) => order.period === period && order.side !== side)
      .map((order) => {
        const [seller, buyer] = side === BID ? [order.bus, bus] : [bus, order.bus];
        const dnutMicro = tariff.charge(seller, buyer, order.openWh);
        const fees = dnutMicro + this.options.networkMicroEurPerKwh;
        const allInMicro = order.limitMicro + (side === BID ? fees : -fees);
        return { order, dnutMicro, allInMicro };
      })
      .sort(
        (a, b) =>
          (side === BID ? a.allInMicro - b.allInMicro : b.allInMicro - a.allInMicro) ||
          a.order.bus - b.order.bus ||
          this.priceThenTime(a.order, b.order),
      )
      .slice(0, limit)
      .map(({ order, dnutMicro, allInMicro }) => ({
        bus: order.bus,
        energyWh: order.openWh,
        priceMicro: order.limitMicro,
        dnutMicro,
        allInMicro,
      }));
  }

  tradeRows(): Trade[] {
    return this.#trades;
  }

  /** The pair with the largest surplus, among the first order of each bus. */
  protected bestPair(taker: PlainOrder, tariff: TariffView): PlainPair | undefined {
    const counters = this.resting.filter(
      (order) =>
        order.period === taker.period && order.side !== taker.side && this.mayMeet(taker, order),
    );
    const pairs = counters
      .filter((order) => !counters.some((other) => this.standsBefore(other, order)))
      .map((order) => this.price(taker, order, tariff))
      .filter((pair) => pair.surplusMicro >= 0);
    return pairs.sort((a, b) => this.preference(a, b))[0];
  }

  /** Self-trade prevention. */
  protected mayMeet(taker: PlainOrder, maker: PlainOrder): boolean {
    return taker.agent !== maker.agent;
  }

  protected standsBefore(other: PlainOrder, order: PlainOrder): boolean {
    return other.bus === order.bus && this.priceThenTime(other, order) < 0;
  }

  /** Negative when `a` has priority over `b`, both of one side. */
  protected priceThenTime(a: PlainOrder, b: PlainOrder): number {
    const byPrice = a.side === OFFER ? a.limitMicro - b.limitMicro : b.limitMicro - a.limitMicro;
    return byPrice || a.id - b.id;
  }

  /** Negative when the arriving order prefers `a`. */
  protected preference(a: PlainPair, b: PlainPair): number {
    return b.surplusMicro - a.surplusMicro || a.maker.bus - b.maker.bus;
  }

  protected price(taker: PlainOrder, maker: PlainOrder, tariff: TariffView): PlainPair {
    const [buyer, seller] = taker.side === BID ? [taker, maker] : [maker, taker];
    const energyWh = Math.min(taker.openWh, maker.openWh);
    const dnutMicro = tariff.charge(seller.bus, buyer.bus, energyWh);
    const fees = dnutMicro + this.options.networkMicroEurPerKwh;
    return {
      maker,
      energyWh,
      dnutMicro,
      surplusMicro: buyer.limitMicro - seller.limitMicro - fees,
    };
  }

  /** What the buyer pays and the seller gets, µEUR/kWh: the resting order gets its own limit. */
  protected pay(taker: PlainOrder, { maker, dnutMicro }: PlainPair): [pays: number, gets: number] {
    const fees = dnutMicro + this.options.networkMicroEurPerKwh;
    return taker.side === BID
      ? [maker.limitMicro + fees, maker.limitMicro]
      : [maker.limitMicro, maker.limitMicro - fees];
  }

  #trade(taker: PlainOrder, pair: PlainPair, tariff: TariffView): void {
    const { maker, energyWh } = pair;
    const [buyer, seller] = taker.side === BID ? [taker, maker] : [maker, taker];
    const [buyerPays, sellerGets] = this.pay(taker, pair);
    this.#trades.push({
      period: taker.period,
      buyerAgent: buyer.agent,
      sellerAgent: seller.agent,
      buyerBus: buyer.bus,
      sellerBus: seller.bus,
      energyWh,
      priceMicro: maker.limitMicro,
      dnutMicro: pair.dnutMicro,
      makerSide: maker.side,
      buyerPaysMicroEurPerKwh: buyerPays,
      sellerGetsMicroEurPerKwh: sellerGets,
      makerOrder: maker.id,
      takerOrder: taker.id,
    });
    taker.openWh -= energyWh;
    maker.openWh -= energyWh;
    this.resting = this.resting.filter((order) => order.openWh > 0);
    tariff.onTrade(seller.bus, buyer.bus, energyWh);
  }
}
