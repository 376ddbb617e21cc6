import type { LocalMarketOptions } from "#engine/market/localMarket.ts";
import type { OrderState } from "#engine/market/orderState.ts";
import type { OrderTerms } from "#engine/market/orderTerms.ts";
import { BID, OFFER, type Side } from "#engine/market/side.ts";
import type { TariffView } from "#engine/market/tariffView.ts";

/** An order of the plain market. */
export interface PlainOrder {
  /** Number of arrival at the market. */
  readonly id: number;
  /** Number of arrival in its queue: time priority. */
  stamp: number;
  readonly period: number;
  readonly side: Side;
  readonly agent: number;
  readonly bus: number;
  limitMicro: number;
  openWh: number;
  tradedWh: number;
  minimumWh: number;
  readonly lifetime: NonNullable<OrderTerms["lifetime"]>;
  parent: PlainOrder | null;
  /** Members of its exclusive group, itself among them; a copy of the order has the same. */
  group: Set<number>;
  state: OrderState;
}

/** An arriving order and a counter-order, priced. */
export interface PlainPair {
  maker: PlainOrder;
  energyWh: number;
  dnutMicro: number;
  surplusMicro: number;
}

/** The rules of who meets whom and at what price, each a method, so that a test can break one. */
export class PlainRules {
  protected readonly options: LocalMarketOptions;

  constructor(options: LocalMarketOptions) {
    this.options = options;
  }

  /** The pair with the largest surplus, among the first orders of each bus that may meet. */
  protected bestPair(
    taker: PlainOrder,
    resting: readonly PlainOrder[],
    tariff: TariffView,
  ): PlainPair | undefined {
    const counters = resting.filter(
      (order) =>
        order.period === taker.period &&
        order.side !== taker.side &&
        this.mayMeet(taker, order) &&
        this.gives(taker, order),
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

  /** A resting order with a minimum gives that much in one go, or nothing. */
  protected gives(taker: PlainOrder, maker: PlainOrder): boolean {
    return maker.minimumWh <= taker.openWh;
  }

  protected standsBefore(other: PlainOrder, order: PlainOrder): boolean {
    return other.bus === order.bus && this.priceThenTime(other, order) < 0;
  }

  /** Negative when `a` has priority over `b`, both of one side. */
  protected priceThenTime(a: PlainOrder, b: PlainOrder): number {
    const byPrice = a.side === OFFER ? a.limitMicro - b.limitMicro : b.limitMicro - a.limitMicro;
    return byPrice || a.stamp - b.stamp;
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
  protected pay(
    taker: PlainOrder,
    maker: PlainOrder,
    dnutMicro: number,
  ): [pays: number, gets: number] {
    const fees = dnutMicro + this.options.networkMicroEurPerKwh;
    return taker.side === BID
      ? [maker.limitMicro + fees, maker.limitMicro]
      : [maker.limitMicro, maker.limitMicro - fees];
  }

  /** Whether an amended order keeps its time. */
  protected keepsPlace(order: PlainOrder, limitMicro: number, openWh: number): boolean {
    return order.limitMicro === limitMicro && openWh <= order.openWh;
  }

  /** What an order asks for in one go once its open energy is another, Wh. */
  protected amendedMinimum(order: PlainOrder, openWh: number): number {
    return order.lifetime === "fillOrKill" ? openWh : order.minimumWh;
  }

  /** Whether the trades found for an order with a minimum are made. */
  protected reaches(order: PlainOrder, plannedWh: number): boolean {
    return plannedWh >= order.minimumWh;
  }

  /** What a waiting order becomes when its parent ends; null when it arrives. */
  protected childEnding(parentState: OrderState): OrderState | null {
    return parentState === "filled" ? null : "orphaned";
  }

  /** Whether a child whose parent has filled arrives when a period is worked on. */
  protected arrivesWith(child: PlainOrder, period: number): boolean {
    return child.period === period;
  }

  /** Of orders that trade with others, the one that is matched first. */
  protected firstToUncross(orders: PlainOrder[]): PlainOrder | undefined {
    return orders.sort((a, b) => a.id - b.id)[0];
  }

  /** Whether a trade of one member ends the other. */
  protected excludes(member: PlainOrder, other: PlainOrder): boolean {
    return other !== member && member.group.has(other.id);
  }
}
