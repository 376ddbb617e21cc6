import { RING, RING_MASK } from "#sim/agents/devices/device.ts";
import { ForecastSpread } from "#sim/agents/forecastSpread.ts";
import type { Prosumer } from "#sim/agents/prosumer.ts";
import { hedgedWh, retailQuantile } from "#sim/agents/targetQuantity.ts";
import type { PlacePrices } from "#sim/market/placePrices.ts";
import type { World } from "#sim/world/world.ts";

/** A customer that aims, as far as its aims depend on it. */
type Aimer = Pick<Prosumer, "bus" | "series" | "nominationWh" | "inflatedWh">;

/**
 * What customers of an area who hedge their forecasts are best off having traded by the gate
 * (`targetWh`). How many standard deviations they go beyond their plan depends on prices, which
 * those at one place expect alike: it is found once a place and period of a round.
 */
export class Aims {
  readonly #world: World;
  readonly #agents: readonly Aimer[];
  readonly #prices: PlacePrices;
  readonly #placeOf: Int32Array;
  readonly #spreads: readonly ForecastSpread[];
  /** By place of the network and period (ring): standard deviations beyond the plan. */
  readonly #bought: readonly Float64Array[];
  readonly #sold: readonly Float64Array[];
  /** First period behind those of this round, by place. */
  readonly #until: Int32Array;
  readonly #sdWh = new Float64Array(RING);

  constructor(world: World, agents: readonly Aimer[], prices: PlacePrices) {
    const { placeCount } = prices;
    const rings = () => Array.from({ length: placeCount }, () => new Float64Array(RING));
    this.#world = world;
    this.#agents = agents;
    this.#prices = prices;
    this.#placeOf = Int32Array.from(agents, ({ bus }) => prices.placeOf(bus));
    this.#spreads = agents.map(({ series }) => new ForecastSpread(series, world));
    this.#bought = rings();
    this.#sold = rings();
    this.#until = new Int32Array(placeCount);
  }

  /** Expected prices may have moved. */
  startRound(): void {
    this.#until.fill(0);
  }

  /** Writes what an agent wants of [from, to) in all, seen at the start of period `now` (ring), Wh. */
  write(agent: number, now: number, from: number, to: number, aimWh: Float64Array): void {
    const place = this.#placeOf[agent]!;
    const { bus, nominationWh, inflatedWh } = this.#agents[agent]!;
    if (this.#until[place]! < to) this.#look(place, bus, Math.max(from, this.#until[place]!), to);
    this.#spreads[agent]!.write(now, from, to, this.#sdWh);
    const sdWh = this.#sdWh;
    const bought = this.#bought[place]!;
    const sold = this.#sold[place]!;
    for (let i = from; i < to; i++) {
      const slot = i & RING_MASK;
      const planWh = nominationWh[slot]! - inflatedWh[slot]!;
      aimWh[slot] = Math.round(hedgedWh(planWh, sdWh[slot]!, bought[slot]!, sold[slot]!));
    }
  }

  /** Finds how far prices let those at a place go. */
  #look(place: number, bus: number, from: number, to: number): void {
    const prices = this.#prices;
    const retail = this.#world.retailImportMicroEurPerKwh;
    const feedIn = this.#world.scenario.prices.retail.feedInMicroEurPerKwh;
    const bought = this.#bought[place]!;
    const sold = this.#sold[place]!;
    this.#until[place] = to;
    let buyBefore = Number.NaN;
    let sellBefore = Number.NaN;
    let importBefore = Number.NaN;
    for (let i = from; i < to; i++) {
      const slot = i & RING_MASK;
      const residual = prices.residualAt(i, bus);
      const buy = prices.buyAt(i, bus);
      const sell = prices.sellAt(i, bus);
      const retailImport = retail[i]! + residual;
      if (buy === buyBefore && sell === sellBefore && retailImport === importBefore) {
        // Within an hour nothing changes.
        bought[slot] = bought[(i - 1) & RING_MASK]!;
        sold[slot] = sold[(i - 1) & RING_MASK]!;
        continue;
      }
      bought[slot] = retailQuantile(buy, retailImport, feedIn + residual);
      sold[slot] = retailQuantile(sell, retailImport, feedIn + residual);
      buyBefore = buy;
      sellBefore = sell;
      importBefore = retailImport;
    }
  }
}
