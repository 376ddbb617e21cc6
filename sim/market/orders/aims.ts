import { RING, RING_MASK } from "#sim/agents/devices/device.ts";
import { ForecastSpread } from "#sim/agents/forecasts/forecastSpread.ts";
import type { Prosumer } from "#sim/agents/prosumer.ts";
import { hedgedWh, retailQuantile } from "#sim/agents/targetQuantity.ts";
import type { PlacePrices } from "#sim/market/placePrices.ts";
import type { World } from "#sim/world/world.ts";

/** A customer that aims, as far as its aims depend on it. */
type Aimer = Pick<Prosumer, "bus" | "series" | "nominationWh" | "inflatedWh">;

/** Standard deviations by which prices must move what is right before customers aim anew. */
const STEP = 0.1;

/**
 * What customers of an area who hedge their forecasts are best off having traded by the gate
 * (`hedgedWh`). How many standard deviations they go beyond their plan depends on prices, which
 * those at one place expect alike: it is found once a place and hour, in the day-ahead round, and
 * anew in the window where it has moved by more than a step. Then all at the place aim anew; else only
 * those whose forecast or plan is new.
 */
export class Aims {
  readonly #world: World;
  readonly #agents: readonly Aimer[];
  readonly #prices: PlacePrices;
  readonly #placeOf: Int32Array;
  /** A bus of each place where somebody lives; −1 elsewhere. */
  readonly #busOf: Int32Array;
  readonly #spreads: readonly ForecastSpread[];
  /** By place of the network and period (ring): standard deviations beyond the plan. */
  readonly #bought: readonly Float64Array[];
  readonly #sold: readonly Float64Array[];
  /** Of a place: first period, of those looked at last, where they have moved, and first behind the last. */
  readonly #movedFrom: Int32Array;
  readonly #movedTo: Int32Array;
  readonly #sdWh = new Float64Array(RING);

  constructor(world: World, agents: readonly Aimer[], prices: PlacePrices) {
    const { placeCount } = prices;
    const rings = () => Array.from({ length: placeCount }, () => new Float64Array(RING));
    this.#world = world;
    this.#agents = agents;
    this.#prices = prices;
    this.#placeOf = Int32Array.from(agents, ({ bus }) => prices.placeOf(bus));
    this.#busOf = new Int32Array(placeCount).fill(-1);
    for (const { bus } of agents) this.#busOf[prices.placeOf(bus)] = bus;
    this.#spreads = agents.map(({ series }) => new ForecastSpread(series, world));
    this.#bought = rings();
    this.#sold = rings();
    this.#movedFrom = new Int32Array(placeCount);
    this.#movedTo = new Int32Array(placeCount);
  }

  /** Reads the prices of [from, to): `all` of them, or those that have moved aims by a step. */
  look(from: number, to: number, all: boolean): void {
    this.#movedTo.fill(0);
    for (let place = 0; place < this.#busOf.length; place++) {
      const bus = this.#busOf[place]!;
      if (bus >= 0) this.#lookAt(place, bus, from, to, all ? 0 : STEP);
    }
  }

  /** First period behind those at which all at the place of an agent have to aim anew; 0 for none. */
  movedTo(agent: number): number {
    return this.#movedTo[this.#placeOf[agent]!]!;
  }

  /** First of these periods. */
  movedFrom(agent: number): number {
    return this.#movedFrom[this.#placeOf[agent]!]!;
  }

  /** Writes what an agent wants of [from, to) in all, seen at the start of period `now` (ring), Wh. */
  write(agent: number, now: number, from: number, to: number, aimWh: Float64Array): void {
    const place = this.#placeOf[agent]!;
    const { nominationWh, inflatedWh } = this.#agents[agent]!;
    const sdWh = this.#sdWh;
    const bought = this.#bought[place]!;
    const sold = this.#sold[place]!;
    this.#spreads[agent]!.write(now, from, to, sdWh);
    for (let i = from; i < to; i++) {
      const slot = i & RING_MASK;
      const planWh = nominationWh[slot]! - inflatedWh[slot]!;
      aimWh[slot] = Math.round(hedgedWh(planWh, sdWh[slot]!, bought[slot]!, sold[slot]!));
    }
  }

  /** Finds how far prices let those at a place go, and where that has moved by more than a step. */
  #lookAt(place: number, bus: number, from: number, to: number, step: number): void {
    const prices = this.#prices;
    const retail = this.#world.retailImportMicroEurPerKwh;
    const feedInMicro = this.#world.scenario.prices.retail.feedInMicroEurPerKwh;
    const bought = this.#bought[place]!;
    const sold = this.#sold[place]!;
    let cell = -1;
    let importMicro = Number.NaN;
    let buy = 0;
    let sell = 0;
    for (let i = from; i < to; i++) {
      const slot = i & RING_MASK;
      if (prices.cellOf(place, i) !== cell || retail[i] !== importMicro) {
        cell = prices.cellOf(place, i);
        importMicro = retail[i]!;
        const residual = prices.residualAt(i, bus);
        const [dear, cheap] = [importMicro + residual, feedInMicro + residual];
        buy = retailQuantile(prices.buyMicro[cell]!, dear, cheap);
        sell = retailQuantile(prices.sellMicro[cell]!, dear, cheap);
      }
      if (Math.abs(buy - bought[slot]!) <= step && Math.abs(sell - sold[slot]!) <= step) continue;
      bought[slot] = buy;
      sold[slot] = sell;
      if (this.#movedTo[place] === 0) this.#movedFrom[place] = i;
      this.#movedTo[place] = i + 1;
    }
  }
}
