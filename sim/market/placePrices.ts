import { RING_MASK } from "#sim/agents/devices/device.ts";
import type { PriceSource, Prosumer } from "#sim/agents/prosumer.ts";
import type { World } from "#sim/world/world.ts";

/** Weight of one round's mean, or of what found no counterpart at the gate. */
const LEARNING = 0.2;
/** Periods before the gate in which nobody counts on another trade. */
const LAST_CHANCE_PERIODS = 4;
const SLOTS = 2 * 24;

/** Energy that did and did not find a counterpart at one place, Wh. */
interface Outcome {
  filledWh: number;
  openWh: number;
}

/**
 * What participants of a local market learn about prices at their place: an exponential mean of what
 * buyers paid all-in and of what sellers got, by low-voltage feeder, hour and kind of day. What found
 * no counterpart pulls the expectation back to the retail contract.
 */
export class PlacePrices implements PriceSource {
  readonly #world: World;
  readonly #placeOfBus: Int32Array;
  readonly #buy: Float64Array;
  readonly #sell: Float64Array;
  /** Low-voltage feeders of the area. */
  readonly placeCount: number;

  constructor(world: World, feederOfBus: readonly string[]) {
    const { networkMicroEurPerKwh, feedInMicroEurPerKwh, dayMicroEurPerKwh } =
      world.scenario.prices.retail;
    const places = [...new Set(feederOfBus)];
    this.#world = world;
    this.#placeOfBus = Int32Array.from(feederOfBus, (feeder) => places.indexOf(feeder));
    this.placeCount = places.length;
    const middle = (dayMicroEurPerKwh + feedInMicroEurPerKwh - networkMicroEurPerKwh) / 2;
    this.#buy = new Float64Array(places.length * SLOTS).fill(middle + networkMicroEurPerKwh);
    this.#sell = new Float64Array(places.length * SLOTS).fill(middle);
  }

  /** The feeder that a bus belongs to, from 0. */
  placeOf(bus: number): number {
    return this.#placeOfBus[bus]!;
  }

  /** All-in price at which a customer at `bus` expects to buy, µEUR/kWh. */
  buyAt(period: number, bus: number): number {
    return this.#buy[this.#cell(period, bus)]!;
  }

  /** What a customer at `bus` expects to get for one kWh, µEUR/kWh. */
  sellAt(period: number, bus: number): number {
    return this.#sell[this.#cell(period, bus)]!;
  }

  /** One trade, weighted by its share of the round's energy. */
  learnTrade(
    period: number,
    trade: { buyerBus: number; sellerBus: number; paidMicro: number; gotMicro: number },
    share: number,
  ): void {
    const buyer = this.#cell(period, trade.buyerBus);
    const seller = this.#cell(period, trade.sellerBus);
    this.#buy[buyer]! += LEARNING * share * (trade.paidMicro - this.#buy[buyer]!);
    this.#sell[seller]! += LEARNING * share * (trade.gotMicro - this.#sell[seller]!);
  }

  /** At the gate: places where orders found no counterpart expect less of the market. */
  learnGate(period: number, agents: readonly Prosumer[]): void {
    const slot = period & RING_MASK;
    const sides = [0, 1].map(() =>
      Array.from({ length: this.placeCount }, (): Outcome => ({ filledWh: 0, openWh: 0 })),
    );
    for (const agent of agents) {
      const traded = agent.tradedWh[slot]!;
      const open = agent.nominationWh[slot]! - traded;
      const place = this.#placeOfBus[agent.bus]!;
      sides[open > 0 ? 0 : 1]![place]!.openWh += Math.abs(open);
      sides[traded > 0 ? 0 : 1]![place]!.filledWh += Math.abs(traded);
    }
    const retail = this.#world.retailImportMicroEurPerKwh[period]!;
    const feedIn = this.#world.scenario.prices.retail.feedInMicroEurPerKwh;
    const time = this.#time(period);
    for (let place = 0; place < this.placeCount; place++) {
      const cell = place * SLOTS + time;
      this.#buy[cell]! += weight(sides[0]![place]!) * (retail - this.#buy[cell]!);
      this.#sell[cell]! += weight(sides[1]![place]!) * (feedIn - this.#sell[cell]!);
    }
  }

  fill(
    agent: Prosumer,
    from: number,
    to: number,
    consume: Float64Array,
    surplus: Float64Array,
  ): void {
    for (let i = from + LAST_CHANCE_PERIODS; i < to; i++) {
      const slot = i & RING_MASK;
      consume[slot] = Math.min(consume[slot]!, this.buyAt(i, agent.bus));
      surplus[slot] = Math.max(surplus[slot]!, this.sellAt(i, agent.bus));
    }
  }

  #cell(period: number, bus: number): number {
    return this.#placeOfBus[bus]! * SLOTS + this.#time(period);
  }

  #time(period: number): number {
    const { minuteOfDay, dayType } = this.#world.calendar;
    return (dayType[period]! > 0 ? 24 : 0) + Math.floor(minuteOfDay[period]! / 60);
  }
}

/** The pull of what stayed open, a quarter of a trade's per period of the hour. */
function weight({ filledWh, openWh }: Outcome): number {
  return openWh === 0 ? 0 : (0.25 * LEARNING * openWh) / (openWh + filledWh);
}
