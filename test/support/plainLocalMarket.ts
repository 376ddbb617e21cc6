// Long because it is the whole definition of the market, to be read in one go.
import type { AvailabilityPrice } from "#engine/market/availability.ts";
import type { OrderState, PeriodState } from "#engine/market/orderState.ts";
import type { OrderTerms } from "#engine/market/orderTerms.ts";
import {
  BELOW_MINIMUM,
  BELOW_TRADED,
  BOOK_FULL,
  DONE,
  GATE_CLOSED,
  GROUP_DECIDED,
  GROUP_UNKNOWN,
  LIMIT_EXCEEDED,
  MINIMUM_ABOVE_ENERGY,
  NOT_ON_TICK,
  NOT_OWNER,
  NOT_RESTING,
  ORDER_ENDED,
  OWN_ORDER,
  PARENT_ENDED,
  PARENT_UNKNOWN,
  PERIOD_UNKNOWN,
  PRICE_OUT_OF_BAND,
  QUANTITY_NOT_POSITIVE,
  QUANTITY_TOO_LARGE,
  UNKNOWN_BUS,
  UNKNOWN_ORDER,
} from "#engine/market/refusals.ts";
import { BID, OFFER, type Side } from "#engine/market/side.ts";
import type { TariffView } from "#engine/market/tariffView.ts";
import type { MarketUnderTest, Trade } from "#test/support/marketUnderTest.ts";
import { type PlainOrder, PlainRules } from "#test/support/plainOrder.ts";

/**
 * The rules of `LocalMarket`, word by word: every order an object, every counter-order priced, no
 * bound, no index, no recycling. It is slow and it is the definition.
 */
export class PlainLocalMarket extends PlainRules implements MarketUnderTest {
  readonly #orders: PlainOrder[] = [];
  readonly #periods = new Map<number, { state: PeriodState; firstId: number }>();
  readonly #trades: Trade[] = [];
  #activated: PlainOrder[] = [];
  #firstKnown = 0;
  #stamps = 0;

  protected get resting(): PlainOrder[] {
    return this.#orders.filter((order) => order.state === "resting");
  }

  open(period: number): void {
    this.#periods.set(period, { state: "open", firstId: this.#orders.length });
  }

  close(period: number): void {
    this.#periods.get(period)!.state = "gateClosed";
    const live = this.#orders.filter((order) => isLiveState(order.state));
    const here = live.filter((order) => order.period === period);
    // All of them first: no order of the period is orphaned by another that is its parent.
    for (const order of here) order.state = "expired";
    for (const order of here) this.#end(order, "expired");
  }

  deliver(period: number): void {
    this.#periods.get(period)!.state = "delivered";
  }

  forget(period: number): void {
    this.#periods.delete(period);
    const firsts = [...this.#periods.values()].map(({ firstId }) => firstId);
    this.#firstKnown = Math.min(this.#orders.length, ...firsts);
  }

  periodState(period: number): PeriodState {
    return this.#periods.get(period)?.state ?? "unknown";
  }

  submit(
    period: number,
    side: Side,
    agent: number,
    bus: number,
    limitMicro: number,
    energyWh: number,
    tariff: TariffView,
    terms: OrderTerms = {},
  ): number {
    if (this.periodState(period) !== "open") return GATE_CLOSED;
    if (bus < 0 || bus >= this.options.busCount) return UNKNOWN_BUS;
    const answer = judge(limitMicro, energyWh);
    if (answer !== DONE) return answer;
    const { lifetime = "goodTillGate", parentId, exclusiveWithId } = terms;
    const minimumWh = lifetime === "fillOrKill" ? energyWh : (terms.minimumWh ?? 0);
    if (minimumWh > energyWh) return MINIMUM_ABOVE_ENERGY;

    const parent = parentId === undefined ? null : this.#find(parentId);
    if (parent === undefined) return PARENT_UNKNOWN;
    const isLive = parent !== null && isLiveState(parent.state);
    if (parent !== null && !isLive && parent.state !== "filled") return PARENT_ENDED;
    if (isLive && parent.agent !== agent) return NOT_OWNER;
    const member = exclusiveWithId === undefined ? null : this.#find(exclusiveWithId);
    if (member === undefined) return GROUP_UNKNOWN;
    if (member !== null) {
      if (!isLiveState(member.state)) return GROUP_DECIDED;
      if (member.agent !== agent) return NOT_OWNER;
      if (member.tradedWh > 0) return GROUP_DECIDED;
    }
    if (this.#isFull()) return BOOK_FULL;

    const order = this.#add({ period, side, agent, bus, limitMicro, energyWh });
    Object.assign(order, { minimumWh, lifetime });
    if (member !== null) order.group = member.group;
    order.group.add(order.id);
    if (isLive) Object.assign(order, { parent, state: "waiting" });
    else this.#arrive(order, tariff);
    this.#settle(period, tariff, this.options.uncrossing === "atOnce");
    return order.id;
  }

  cancel(orderId: number, tariff?: TariffView): number {
    const order = this.#find(orderId);
    if (order === undefined) return UNKNOWN_ORDER;
    if (!isLiveState(order.state)) return ORDER_ENDED;
    this.#end(order, "cancelled");
    if (tariff && this.options.uncrossing === "atOnce") this.#settle(order.period, tariff, true);
    return DONE;
  }

  amend(orderId: number, limitMicro: number, energyWh: number, tariff: TariffView): number {
    const order = this.#find(orderId);
    if (order === undefined) return UNKNOWN_ORDER;
    if (!isLiveState(order.state)) return ORDER_ENDED;
    const answer = judge(limitMicro, energyWh);
    if (answer !== DONE) return answer;
    const openWh = energyWh - order.tradedWh;
    if (openWh <= 0) return BELOW_TRADED;
    const minimumWh = this.amendedMinimum(order, openWh);
    if (minimumWh > openWh) return MINIMUM_ABOVE_ENERGY;
    const keeps = order.state === "waiting" || this.keepsPlace(order, limitMicro, openWh);
    Object.assign(order, { limitMicro, openWh, minimumWh });
    if (!keeps) this.#arrive(order, tariff);
    this.#settle(order.period, tariff, this.options.uncrossing === "atOnce");
    return DONE;
  }

  take(
    orderId: number,
    agent: number,
    bus: number,
    energyWh: number,
    limitMicro: number,
    tariff: TariffView,
  ): number {
    const maker = this.#find(orderId);
    if (maker === undefined) return UNKNOWN_ORDER;
    if (!isLiveState(maker.state)) return ORDER_ENDED;
    if (maker.state === "waiting") return NOT_RESTING;
    if (bus < 0 || bus >= this.options.busCount) return UNKNOWN_BUS;
    if (energyWh <= 0) return QUANTITY_NOT_POSITIVE;
    if (maker.agent === agent) return OWN_ORDER;
    if (energyWh > maker.openWh) return QUANTITY_TOO_LARGE;
    if (energyWh < maker.minimumWh) return BELOW_MINIMUM;
    const side = maker.side === BID ? OFFER : BID;
    const wanted = { ...maker, id: -1, side, agent, bus, limitMicro, openWh: energyWh } as const;
    const pair = this.price({ ...wanted, group: new Set() }, maker, tariff);
    if (pair.surplusMicro < 0) return LIMIT_EXCEEDED;
    if (this.#isFull()) return BOOK_FULL;
    const taker = this.#add({ ...wanted, energyWh });
    taker.group.add(taker.id);
    this.#trade(taker, maker, energyWh, pair.dnutMicro);
    this.#end(taker, "filled");
    this.#tell(tariff, this.#trades.length - 1);
    this.#settle(maker.period, tariff, this.options.uncrossing === "atOnce");
    return taker.id;
  }

  uncross(period: number, tariff: TariffView): number {
    const state = this.periodState(period);
    if (state !== "open") return state === "unknown" ? PERIOD_UNKNOWN : GATE_CLOSED;
    this.#settle(period, tariff, true);
    return DONE;
  }

  arriveChildren(period: number, tariff: TariffView): number {
    const state = this.periodState(period);
    if (state !== "open") return state === "unknown" ? PERIOD_UNKNOWN : GATE_CLOSED;
    this.#settle(period, tariff, this.options.uncrossing === "atOnce");
    return DONE;
  }

  state(orderId: number): OrderState {
    return this.#find(orderId)?.state ?? "unknown";
  }

  restingWh(orderId: number): number {
    const order = this.#find(orderId);
    return order !== undefined && isLiveState(order.state) ? order.openWh : 0;
  }

  tradedWh(orderId: number): number {
    const order = this.#find(orderId);
    return order !== undefined && isLiveState(order.state) ? order.tradedWh : 0;
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
        orderId: order.id,
        agent: order.agent,
        bus: order.bus,
        energyWh: order.openWh,
        minimumWh: order.minimumWh,
        priceMicro: order.limitMicro,
        dnutMicro,
        allInMicro,
      }));
  }

  tradeRows(): Trade[] {
    return this.#trades;
  }

  #arrive(order: PlainOrder, tariff: TariffView): void {
    order.state = "unknown"; // while it is matched, it does not rest
    this.#match(order, tariff);
    order.stamp = this.#stamps++;
    if (order.openWh === 0) this.#end(order, "filled");
    else if (order.lifetime !== "goodTillGate") this.#end(order, "killed");
    else order.state = "resting";
  }

  #match(taker: PlainOrder, tariff: TariffView): void {
    if (this.options.matching === "manual") return;
    if (taker.minimumWh > 0) {
      const plan = this.#plan(taker, tariff);
      const plannedWh = plan.reduce((sum, { energyWh }) => sum + energyWh, 0);
      if (!this.reaches(taker, plannedWh)) return;
      const first = this.#trades.length;
      for (const { maker, energyWh, dnutMicro } of plan) {
        this.#trade(taker, this.#orders[maker.id]!, energyWh, dnutMicro);
      }
      for (let row = first; row < this.#trades.length; row++) this.#tell(tariff, row);
      return;
    }
    while (taker.openWh > 0) {
      const pair = this.bestPair(taker, this.resting, tariff);
      if (pair === undefined) return;
      this.#trade(taker, pair.maker, pair.energyWh, pair.dnutMicro);
      this.#tell(tariff, this.#trades.length - 1);
    }
  }

  /** The trades of an order with a minimum, all at the tariff of this moment, made with copies. */
  #plan(order: PlainOrder, tariff: TariffView) {
    const taker = { ...order };
    let resting = this.resting.filter((other) => other !== order).map((each) => ({ ...each }));
    const plan = [];
    while (taker.openWh > 0) {
      const pair = this.bestPair(taker, resting, tariff);
      if (pair === undefined) break;
      plan.push(pair);
      taker.openWh -= pair.energyWh;
      pair.maker.openWh -= pair.energyWh;
      pair.maker.minimumWh = 0;
      resting = resting.filter((each) => each.openWh > 0 && !this.excludes(pair.maker, each));
    }
    return plan;
  }

  #settle(period: number, tariff: TariffView, uncrosses: boolean): void {
    for (;;) {
      for (let child = this.#nextChild(period); child; child = this.#nextChild(period)) {
        this.#activated = this.#activated.filter((other) => other !== child);
        this.#arrive(child, tariff);
      }
      const order = uncrosses ? this.#nextToUncross(period, tariff) : undefined;
      if (order === undefined) return;
      this.#match(order, tariff);
      if (order.openWh === 0) this.#end(order, "filled");
    }
  }

  #nextChild(period: number): PlainOrder | undefined {
    return this.#activated.find((child) => {
      return child.state === "waiting" && this.arrivesWith(child, period);
    });
  }

  #nextToUncross(period: number, tariff: TariffView): PlainOrder | undefined {
    if (this.options.matching === "manual") return undefined;
    const here = this.resting.filter((order) => order.period === period);
    const willing = here.filter((order) => {
      if (order.minimumWh === 0) return this.bestPair(order, this.resting, tariff) !== undefined;
      const plannedWh = this.#plan(order, tariff).reduce((sum, each) => sum + each.energyWh, 0);
      return this.reaches(order, plannedWh);
    });
    const first = willing.filter(
      (order) =>
        !willing.some((other) => other.side === order.side && this.standsBefore(other, order)),
    );
    return this.firstToUncross(first);
  }

  #trade(taker: PlainOrder, maker: PlainOrder, energyWh: number, dnutMicro: number): void {
    const [buyer, seller] = taker.side === BID ? [taker, maker] : [maker, taker];
    const [buyerPays, sellerGets] = this.pay(taker, maker, dnutMicro);
    this.#trades.push({
      period: taker.period,
      buyerAgent: buyer.agent,
      sellerAgent: seller.agent,
      buyerBus: buyer.bus,
      sellerBus: seller.bus,
      energyWh,
      priceMicro: maker.limitMicro,
      dnutMicro,
      makerSide: maker.side,
      buyerPaysMicroEurPerKwh: buyerPays,
      sellerGetsMicroEurPerKwh: sellerGets,
      makerOrder: maker.id,
      takerOrder: taker.id,
    });
    for (const order of [maker, taker]) {
      order.openWh -= energyWh;
      order.tradedWh += energyWh;
      order.minimumWh = 0;
      const others = this.#orders.filter((other) => {
        return isLiveState(other.state) && this.excludes(order, other);
      });
      // All of them first: no member is orphaned by another that is its parent.
      for (const other of others) other.state = "excluded";
      for (const other of others) this.#end(other, "excluded");
    }
    if (maker.openWh === 0) this.#end(maker, "filled");
  }

  #tell(tariff: TariffView, row: number): void {
    const { sellerBus, buyerBus, energyWh } = this.#trades[row]!;
    tariff.onTrade(sellerBus, buyerBus, energyWh);
  }

  #end(order: PlainOrder, state: OrderState): void {
    order.state = state;
    order.group.delete(order.id);
    for (const child of this.#orders) {
      if (child.parent !== order || child.state !== "waiting") continue;
      child.parent = null;
      const ending = this.childEnding(state);
      if (ending === null) this.#activated.push(child);
      else this.#end(child, ending);
    }
  }

  #add(
    order: Pick<PlainOrder, "period" | "side" | "agent" | "bus" | "limitMicro"> & {
      energyWh: number;
    },
  ): PlainOrder {
    const { period, side, agent, bus, limitMicro, energyWh } = order;
    const id = this.#orders.length;
    const added: PlainOrder = {
      ...{ id, stamp: id, period, side, agent, bus, limitMicro, openWh: energyWh, tradedWh: 0 },
      ...{ minimumWh: 0, lifetime: "goodTillGate", parent: null, group: new Set<number>() },
      state: "unknown",
    };
    this.#orders.push(added);
    return added;
  }

  #find(id: number): PlainOrder | undefined {
    return id >= this.#firstKnown ? this.#orders[id] : undefined;
  }

  #isFull(): boolean {
    const live = this.#orders.filter((order) => isLiveState(order.state));
    return live.length >= this.options.capacity;
  }
}

function isLiveState(state: OrderState): boolean {
  return state === "resting" || state === "waiting";
}

function judge(limitMicro: number, energyWh: number): number {
  if (energyWh <= 0) return QUANTITY_NOT_POSITIVE;
  if (limitMicro < -500_000 || limitMicro > 1_500_000) return PRICE_OUT_OF_BAND;
  return Number.isInteger(limitMicro / 100) ? DONE : NOT_ON_TICK;
}
