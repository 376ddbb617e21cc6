import { RING_MASK } from "#sim/agents/devices/device.ts";
import type { PriceSource, Prosumer } from "#sim/agents/prosumer.ts";
import type { World } from "#sim/world/world.ts";

/** Weight of one round's mean in what is expected of the next day. */
const LEARNING = 0.2;
/** Periods before the gate in which nobody counts on another trade. */
const LAST_CHANCE_PERIODS = 4;

/**
 * What a local market teaches its participants: the node-neutral price (what a seller gets plus its
 * λ) by hour and kind of day, and the node tariffs published last. From both a customer expects
 * its own all-in prices: bought at key + f0 − λ, sold at key − λ, and never worse than retail.
 */
export class KeyPrices implements PriceSource {
  readonly #world: World;
  readonly #expected = new Float64Array(2 * 24);
  /** Published λ by period (ring) and bus, µEUR/kWh. */
  readonly #lambda: Int32Array;
  readonly #busCount: number;
  readonly #networkMicro: number;
  readonly #feedInMicro: number;

  constructor(world: World, busCount: number, ringLength: number) {
    const { networkMicroEurPerKwh, feedInMicroEurPerKwh, dayMicroEurPerKwh } =
      world.scenario.prices.retail;
    this.#world = world;
    this.#busCount = busCount;
    this.#networkMicro = networkMicroEurPerKwh;
    this.#feedInMicro = feedInMicroEurPerKwh;
    this.#lambda = new Int32Array(ringLength * busCount);
    this.#expected.fill((feedInMicroEurPerKwh + dayMicroEurPerKwh - networkMicroEurPerKwh) / 2);
  }

  publish(period: number, lambdaMicro: Int32Array): void {
    this.#lambda.set(lambdaMicro, (period & RING_MASK) * this.#busCount);
  }

  /** Before a period has tariffs of its own, yesterday's of the same time stand in. */
  carryOver(period: number): void {
    const from = ((period - 96) & RING_MASK) * this.#busCount;
    this.#lambda.copyWithin((period & RING_MASK) * this.#busCount, from, from + this.#busCount);
  }

  learn(period: number, meanKeyMicro: number): void {
    const slot = this.#slot(period);
    this.#expected[slot]! += LEARNING * (meanKeyMicro - this.#expected[slot]!);
  }

  /** All-in price at which a customer at `bus` expects to buy, µEUR/kWh. */
  buyAt(period: number, bus: number): number {
    return this.#expected[this.#slot(period)]! + this.#networkMicro - this.#lambdaAt(period, bus);
  }

  /** What a customer at `bus` expects to get for one kWh, µEUR/kWh. */
  sellAt(period: number, bus: number): number {
    return this.#expected[this.#slot(period)]! - this.#lambdaAt(period, bus);
  }

  fill(
    agent: Prosumer,
    from: number,
    to: number,
    consume: Float64Array,
    surplus: Float64Array,
  ): void {
    const retail = this.#world.retailImportMicroEurPerKwh;
    for (let i = from + LAST_CHANCE_PERIODS; i < to; i++) {
      const slot = i & RING_MASK;
      consume[slot] = Math.min(retail[i]!, this.buyAt(i, agent.bus));
      surplus[slot] = Math.max(this.#feedInMicro, this.sellAt(i, agent.bus));
    }
  }

  #lambdaAt(period: number, bus: number): number {
    return this.#lambda[(period & RING_MASK) * this.#busCount + bus]!;
  }

  #slot(period: number): number {
    const { minuteOfDay, dayType } = this.#world.calendar;
    return (dayType[period]! > 0 ? 24 : 0) + Math.floor(minuteOfDay[period]! / 60);
  }
}
