import { RING, RING_MASK } from "#sim/agents/devices/device.ts";
import type { Prosumer } from "#sim/agents/prosumer.ts";
import { retailQuantile } from "#sim/agents/targetQuantity.ts";
import { Hedges, type Reach } from "#sim/market/orders/hedges.ts";
import type { WishTable } from "#sim/market/orders/wishes.ts";
import type { PlacePrices } from "#sim/market/placePrices.ts";
import type { World } from "#sim/world/world.ts";

/** A customer that aims, as far as its aims depend on it. */
type Aimer = Pick<
  Prosumer,
  "bus" | "series" | "nominationWh" | "tradedWh" | "inflatedWh" | "calls"
>;

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
  readonly #nominationWh: readonly Float64Array[];
  readonly #tradedWh: readonly Float64Array[];
  /** Part of what is nominated that is never meant; null for those who mean all. */
  readonly #inflatedWh: readonly (Float64Array | null)[];
  readonly #prices: PlacePrices;
  readonly #placeOf: Int32Array;
  /** A bus of each place where somebody lives; −1 elsewhere. */
  readonly #busOf: Int32Array;
  readonly #hedges: Hedges;
  /** By place of the network and period (ring): standard deviations beyond the plan. */
  readonly #reach: readonly Reach[];
  /** Of a place: first period, of those looked at last, where they have moved, and first behind the last. */
  readonly #movedFrom: Int32Array;
  readonly #movedTo: Int32Array;
  readonly #planWh = new Float64Array(RING);

  constructor(world: World, agents: readonly Aimer[], prices: PlacePrices) {
    const { placeCount } = prices;
    this.#world = world;
    this.#prices = prices;
    this.#placeOf = Int32Array.from(agents, ({ bus }) => prices.placeOf(bus));
    this.#busOf = new Int32Array(placeCount).fill(-1);
    for (const { bus } of agents) this.#busOf[prices.placeOf(bus)] = bus;
    this.#hedges = new Hedges(
      agents.map(({ series }) => series),
      world,
    );
    this.#nominationWh = agents.map(({ nominationWh }) => nominationWh);
    this.#tradedWh = agents.map(({ tradedWh }) => tradedWh);
    this.#inflatedWh = agents.map(({ calls, inflatedWh }) => (calls === null ? null : inflatedWh));
    this.#reach = Array.from({ length: placeCount }, () => {
      return { bought: new Float64Array(RING), sold: new Float64Array(RING) };
    });
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

  /** Writes what an agent wants of [from, to) beyond what it traded, seen at the start of period `now`. */
  write(agent: number, now: number, from: number, to: number, wishes: WishTable): void {
    const reach = this.#reach[this.#placeOf[agent]!]!;
    const nominationWh = this.#nominationWh[agent]!;
    const inflatedWh = this.#inflatedWh[agent]!;
    let planWh = nominationWh;
    if (inflatedWh !== null) {
      planWh = this.#planWh;
      for (let i = from; i < to; i++) {
        const slot = i & RING_MASK;
        planWh[slot] = nominationWh[slot]! - inflatedWh[slot]!;
      }
    }
    const tradedWh = this.#tradedWh[agent]!;
    this.#hedges.write(agent, now, from, to, planWh, tradedWh, reach, wishes);
  }

  /** Finds how far prices let those at a place go, and where that has moved by more than a step. */
  #lookAt(place: number, bus: number, from: number, to: number, step: number): void {
    const prices = this.#prices;
    const retail = this.#world.retailImportMicroEurPerKwh;
    const feedInMicro = this.#world.scenario.prices.retail.feedInMicroEurPerKwh;
    const { bought, sold } = this.#reach[place]!;
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
