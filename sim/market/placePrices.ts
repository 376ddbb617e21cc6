import type { TariffModel } from "#engine/market/tariffModel.ts";
import { RING_MASK } from "#sim/agents/devices/device.ts";
import type { PriceSource, Prosumer } from "#sim/agents/prosumer.ts";
import type { StandingOrders } from "#sim/market/orders/standingOrders.ts";
import type { Link } from "#sim/market/orders/storageLink.ts";
import type { World } from "#sim/world/world.ts";

type RestingOrders = Pick<StandingOrders, "row" | "restWh">;
type RestingSale = Pick<Link, "agent" | "openWh" | "hasArrived">;

/** Weight of one round's mean, or of what found no counterpart at the gate. */
const LEARNING = 0.2;
/** The same at the gates, of which an hour has four. */
const GATE_LEARNING = 0.25 * LEARNING;
/** Periods before the gate in which nobody counts on another trade. */
const LAST_CHANCE_PERIODS = 4;
const HOURS = 24;
const SLOTS = 2 * HOURS;

/**
 * What participants of a local market learn about prices at their place: an exponential mean of what
 * buyers paid all-in and of what sellers got, by low-voltage feeder, hour and kind of day. What was
 * ordered and found no counterpart pulls the expectation back to the retail contract.
 *
 * Where the tariff also charges what stays with the retailer, the retail contract is expected to cost
 * (and to bring) the mean of −λ at the gate more.
 */
export class PlacePrices implements PriceSource {
  readonly #world: World;
  readonly #placeOfBus: Int32Array;
  /** By cell: what buyers expect to pay all-in and sellers to get, µEUR/kWh. */
  readonly buyMicro: Float64Array;
  readonly sellMicro: Float64Array;
  /** Charge on what stays with the retailer, µEUR/kWh. */
  readonly residualMicro: Float64Array;
  readonly #chargesResidual: boolean;
  /** Hour and kind of day of each period. */
  readonly #time: Uint8Array;
  /** Energy ordered that did and did not find a counterpart at a gate, by place, buyers' before sellers', Wh. */
  readonly #filledWh: Float64Array;
  readonly #openWh: Float64Array;
  /** Low-voltage feeders of the area. */
  readonly placeCount: number;

  constructor(world: World, feederOfBus: readonly string[], tariff: TariffModel) {
    const { feedInMicroEurPerKwh, dayMicroEurPerKwh } = world.scenario.prices.retail;
    const places = [...new Set(feederOfBus)];
    this.#world = world;
    this.#placeOfBus = Int32Array.from(feederOfBus, (feeder) => places.indexOf(feeder));
    this.placeCount = places.length;
    this.buyMicro = new Float64Array(places.length * SLOTS);
    this.sellMicro = new Float64Array(places.length * SLOTS);
    for (let cell = 0; cell < this.buyMicro.length; cell++) {
      const networkMicro = tariff.networkMicroAt((cell % HOURS) * 60);
      this.sellMicro[cell] = (dayMicroEurPerKwh + feedInMicroEurPerKwh - networkMicro) / 2;
      this.buyMicro[cell] = this.sellMicro[cell]! + networkMicro;
    }
    this.residualMicro = new Float64Array(places.length * SLOTS);
    this.#chargesResidual = tariff.chargesResidual;
    this.#time = timesOf(world.calendar);
    this.#filledWh = new Float64Array(2 * places.length);
    this.#openWh = new Float64Array(2 * places.length);
  }

  /** The feeder that a bus belongs to, from 0. */
  placeOf(bus: number): number {
    return this.#placeOfBus[bus]!;
  }

  /** Cell of a feeder and the hour and kind of day of a period. */
  cellOf(place: number, period: number): number {
    return place * SLOTS + this.#time[period]!;
  }

  /** All-in price at which a customer at `bus` expects to buy, µEUR/kWh. */
  buyAt(period: number, bus: number): number {
    return this.buyMicro[this.#cell(period, bus)]!;
  }

  /** What a customer at `bus` expects to get for one kWh, µEUR/kWh. */
  sellAt(period: number, bus: number): number {
    return this.sellMicro[this.#cell(period, bus)]!;
  }

  /** What a customer at `bus` expects to pay on top for what stays with the retailer, µEUR/kWh. */
  residualAt(period: number, bus: number): number {
    return this.residualMicro[this.#cell(period, bus)]!;
  }

  /** One trade, weighted by its share of the round's energy. */
  learnTrade(
    period: number,
    trade: { buyerBus: number; sellerBus: number; paidMicro: number; gotMicro: number },
    share: number,
  ): void {
    const buyer = this.#cell(period, trade.buyerBus);
    const seller = this.#cell(period, trade.sellerBus);
    this.buyMicro[buyer]! += LEARNING * share * (trade.paidMicro - this.buyMicro[buyer]!);
    this.sellMicro[seller]! += LEARNING * share * (trade.gotMicro - this.sellMicro[seller]!);
  }

  /**
   * At the gate: places where orders found no counterpart expect less of the market.
   *
   * @param placeOf - Feeder of each agent of the area.
   * @param orders - What rests, by period (ring) and agent.
   * @param tradedWh - What agents bought less what they sold, laid out alike, Wh.
   * @param sales - Sales of batteries in this period; those that have arrived rest beside.
   */
  learnGate(
    period: number,
    placeOf: Int32Array,
    orders: RestingOrders,
    tradedWh: Int32Array,
    sales: readonly RestingSale[] = [],
  ): void {
    this.#takeStock(orders.row(period), placeOf, orders, tradedWh);
    for (const { agent, openWh, hasArrived } of sales) {
      if (!hasArrived) continue;
      this.#openWh[this.placeCount + placeOf[agent]!]! += openWh;
    }
    const retail = this.#world.retailImportMicroEurPerKwh[period]!;
    const feedIn = this.#world.scenario.prices.retail.feedInMicroEurPerKwh;
    const time = this.#time[period]!;
    for (let place = 0; place < this.placeCount; place++) {
      const cell = place * SLOTS + time;
      const residual = this.residualMicro[cell]!;
      const buying = weight(this.#filledWh[place]!, this.#openWh[place]!);
      const at = this.placeCount + place;
      const selling = weight(this.#filledWh[at]!, this.#openWh[at]!);
      this.buyMicro[cell]! += buying * (retail + residual - this.buyMicro[cell]!);
      this.sellMicro[cell]! += selling * (feedIn + residual - this.sellMicro[cell]!);
    }
  }

  /** Sums by side and place what customers traded of a period, and what they still have in its book. */
  #takeStock(
    row: number,
    placeOf: Int32Array,
    { restWh }: RestingOrders,
    tradedWh: Int32Array,
  ): void {
    const filledWh = this.#filledWh.fill(0);
    const openWh = this.#openWh.fill(0);
    const sellers = this.placeCount;
    for (let k = 0; k < placeOf.length; k++) {
      const traded = tradedWh[row + k]!;
      const rest = restWh[row + k]!;
      if (traded === 0 && rest === 0) continue;
      const place = placeOf[k]!;
      openWh[rest > 0 ? place : sellers + place]! += Math.abs(rest);
      filledWh[traded > 0 ? place : sellers + place]! += Math.abs(traded);
    }
  }

  /** At the gate: λ of each bus, the mean over the customers of a place. */
  learnResidual(period: number, agents: readonly Prosumer[], lambdaMicro: Int32Array): void {
    const time = this.#time[period]!;
    const sum = new Float64Array(this.placeCount);
    const count = new Float64Array(this.placeCount);
    for (const { bus } of agents) {
      sum[this.#placeOfBus[bus]!]! -= lambdaMicro[bus]!;
      count[this.#placeOfBus[bus]!]!++;
    }
    for (let place = 0; place < this.placeCount; place++) {
      if (count[place] === 0) continue;
      const cell = place * SLOTS + time;
      const mean = sum[place]! / count[place]!;
      this.residualMicro[cell]! += GATE_LEARNING * (mean - this.residualMicro[cell]!);
    }
  }

  fill(
    agent: Prosumer,
    from: number,
    to: number,
    consume: Float64Array,
    surplus: Float64Array,
  ): void {
    if (this.#chargesResidual) this.#addResidual(agent.bus, from, to, consume, surplus);
    const first = this.#placeOfBus[agent.bus]! * SLOTS;
    const { buyMicro, sellMicro } = this;
    const time = this.#time;
    for (let i = from + LAST_CHANCE_PERIODS; i < to; i++) {
      const slot = i & RING_MASK;
      const cell = first + time[i]!;
      if (buyMicro[cell]! < consume[slot]!) consume[slot] = buyMicro[cell]!;
      if (sellMicro[cell]! > surplus[slot]!) surplus[slot] = sellMicro[cell]!;
    }
  }

  #addResidual(
    bus: number,
    from: number,
    to: number,
    consume: Float64Array,
    surplus: Float64Array,
  ): void {
    for (let i = from; i < to; i++) {
      const residual = this.residualAt(i, bus);
      consume[i & RING_MASK]! += residual;
      surplus[i & RING_MASK]! += residual;
    }
  }

  #cell(period: number, bus: number): number {
    return this.#placeOfBus[bus]! * SLOTS + this.#time[period]!;
  }
}

const known = new WeakMap<World["calendar"], Uint8Array>();

/** Hour and kind of day of each period of a calendar: one table for all areas. */
function timesOf(calendar: World["calendar"]): Uint8Array {
  const { minuteOfDay, dayType } = calendar;
  let times = known.get(calendar);
  if (times === undefined) {
    times = Uint8Array.from(minuteOfDay, (minute, period) => {
      return (dayType[period]! > 0 ? HOURS : 0) + Math.floor(minute / 60);
    });
    known.set(calendar, times);
  }
  return times;
}

/** The pull of what stayed open. */
function weight(filledWh: number, openWh: number): number {
  return openWh === 0 ? 0 : (GATE_LEARNING * openWh) / (openWh + filledWh);
}
