import { PRICE_MICRO_MAX, PRICE_MICRO_MIN, ticksDown, ticksUp } from "#engine/market/priceGrid.ts";
import { BID, OFFER, type Side } from "#engine/market/side.ts";
import type { Prosumer } from "#sim/agents/prosumer.ts";
import type { OrderSituation, Strategy } from "#sim/agents/strategies/strategy.ts";
import { nearMicro } from "#sim/market/orders/standingOrders.ts";
import type { PlacePrices } from "#sim/market/placePrices.ts";
import { type StreamKey, streamKey, uniform } from "#sim/random/randomStream.ts";
import type { World } from "#sim/world/world.ts";

/** No rational price exists: no order. */
export const NO_LIMIT = Number.NEGATIVE_INFINITY;
/** Draws that an agent may make for one order, and leads that a period is looked at with. */
const DRAWS = 4;
const LEADS = 256;
/** More than anybody wants of a period, Wh. */
const EVERYTHING_WH = 2 ** 31 - 1;

/** A customer that bids, as far as its bids depend on it. */
export type Bidder = Pick<Prosumer, "bus" | "strategy" | "forecastSdWh"> & {
  readonly series: { readonly prosumer: { readonly uid: string } };
};

/** Limits of a round, by cell: of a strategy, a side and a place. */
export interface SharedLimits {
  /** Cell of an agent's bids; one behind all others for those whose limits, or quantities, nobody shares. */
  readonly cellOf: Int32Array;
  /** Cells from one's bids to its offers. */
  readonly offers: number;
  /** µEUR/kWh. */
  readonly limitMicro: Int32Array;
  /** How far an order may be from that, µEUR/kWh; below zero, as none is ever near, for who bids alone. */
  readonly nearMicro: Int32Array;
  /** Smallest order, Wh; more than anybody wants where no rational price exists. */
  readonly leastWh: Int32Array;
}

type Situation = { -readonly [Name in keyof OrderSituation]: OrderSituation[Name] };

/** Prices and sizes the orders of an area's agents by their strategies. Agents go by place in the area. */
export class Bidding {
  readonly #world: World;
  /** Retail contract, by period; µEUR/kWh. */
  readonly #importMicro: World["retailImportMicroEurPerKwh"];
  readonly #feedInMicro: number;
  readonly #prices: PlacePrices;
  readonly #agents: readonly Bidder[];
  readonly #strategies: readonly Strategy[];
  /** Of the agent: index of its strategy; cell of its bids among the limits, −1 for its own limits. */
  readonly #strategyOf: Int32Array;
  /** Of the agent: feeder. */
  readonly #placeOf: Int32Array;
  readonly #cellOf: Int32Array;
  /** Those of everyone, after `priceAll`. */
  readonly shared: SharedLimits;
  /** 1 for an agent whose limits, or quantities, nobody shares. */
  readonly #bidsAlone: Uint8Array;
  /** Smallest order, Wh. */
  readonly #leastWh: number;
  /** One agent of each cell where somebody lives, its side and its cell. */
  readonly #pricing: readonly {
    readonly agent: number;
    readonly side: Side;
    readonly cell: number;
  }[];
  /** Streams `<uid>/strategy`, of those who price on their own. */
  readonly #keys: readonly (StreamKey | null)[];
  /** Limits of the running round, by strategy, side and place; NaN where nobody asked yet. */
  readonly #limitMicro: Float64Array;
  readonly #situation: Situation;
  #drawKey: StreamKey = { a: 0, b: 0 };
  #firstDraw = 0;
  /** Whether bids, and offers, find counter-orders in the running round. */
  #bidsMeet = false;
  #offersMeet = false;

  constructor(world: World, agents: readonly Bidder[], prices: PlacePrices) {
    this.#world = world;
    this.#importMicro = world.retailImportMicroEurPerKwh;
    this.#feedInMicro = world.scenario.prices.retail.feedInMicroEurPerKwh;
    this.#prices = prices;
    this.#agents = agents;
    this.#strategies = [...new Set(agents.map(({ strategy }) => strategy))];
    this.#strategyOf = Int32Array.from(agents, ({ strategy }) =>
      this.#strategies.indexOf(strategy),
    );
    this.#placeOf = Int32Array.from(agents, ({ bus }) => prices.placeOf(bus));
    this.#cellOf = Int32Array.from(agents, ({ strategy }, agent) => {
      if (!strategy.alikeAtPlace) return -1;
      return 2 * this.#strategyOf[agent]! * prices.placeCount + this.#placeOf[agent]!;
    });
    const bidsAlone = Uint8Array.from(agents, ({ strategy }) =>
      strategy.alikeAtPlace && strategy.quantityFactor === undefined ? 0 : 1,
    );
    this.#keys = agents.map(({ series }, agent) =>
      bidsAlone[agent] === 0 ? null : streamKey(world.seed, `${series.prosumer.uid}/strategy`),
    );
    const cells = 2 * this.#strategies.length * prices.placeCount;
    this.#limitMicro = new Float64Array(cells);
    const all = cells + prices.placeCount + 1;
    this.#leastWh = Math.ceil(world.scenario.localMarket.deadBandWh);
    this.shared = {
      cellOf: this.#cellOf.map((cell, agent) => (bidsAlone[agent] === 1 ? cells : cell)),
      offers: prices.placeCount,
      limitMicro: new Int32Array(all),
      nearMicro: new Int32Array(all).fill(-1),
      leastWh: new Int32Array(all).fill(this.#leastWh),
    };
    this.#bidsAlone = bidsAlone;
    this.#pricing = [...new Set(this.#cellOf)].flatMap((cell) => {
      const agent = this.#cellOf.indexOf(cell);
      const offers = { agent, side: OFFER, cell: cell + prices.placeCount } as const;
      return cell < 0 ? [] : [{ agent, side: BID, cell } as const, offers];
    });
    this.#situation = {
      period: 0,
      side: BID,
      patience: 0,
      expectedMicro: 0,
      importMicro: 0,
      feedInMicro: 0,
      hasCounterOrders: false,
      forecastSdWh: 0,
      draw: (k) => uniform(this.#drawKey, this.#firstDraw + (k % DRAWS)),
    };
  }

  /**
   * Another round of another period: expected prices may have moved.
   *
   * @param bidsMeet - Whether bids find orders of the other side there, or a call collects them.
   * @param offersMeet - The same of offers.
   */
  startRound(bidsMeet: boolean, offersMeet: boolean): void {
    this.#bidsMeet = bidsMeet;
    this.#offersMeet = offersMeet;
    this.#limitMicro.fill(Number.NaN);
  }

  /** All-in limit of an agent's order on the price grid, µEUR/kWh, or NO_LIMIT. */
  limitMicro(agent: number, side: Side, period: number, now: number, patience: number): number {
    const bids = this.#cellOf[agent]!;
    if (bids < 0) return this.#price(agent, side, period, now, patience);
    const cell = side === BID ? bids : bids + this.#prices.placeCount;
    const known = this.#limitMicro[cell]!;
    if (!Number.isNaN(known)) return known;
    const limit = this.#price(agent, side, period, now, patience);
    this.#limitMicro[cell] = limit;
    return limit;
  }

  /** Finds the limits of all cells. */
  priceAll(period: number, now: number, patience: number): void {
    const { limitMicro, nearMicro: near, leastWh } = this.shared;
    for (const { agent, side, cell } of this.#pricing) {
      const limit = this.#price(agent, side, period, now, patience);
      this.#limitMicro[cell] = limit;
      leastWh[cell] = limit === NO_LIMIT ? EVERYTHING_WH : this.#leastWh;
      limitMicro[cell] = limit === NO_LIMIT ? 0 : limit;
      near[cell] = Math.floor(nearMicro(limitMicro[cell]!));
    }
  }

  #price(agent: number, side: Side, period: number, now: number, patience: number): number {
    const strategy = this.#strategies[this.#strategyOf[agent]!]!;
    return onGrid(side, strategy.limitMicro(this.#look(agent, side, period, now, patience)));
  }

  /** Limit of an order that waits for no better price: what the retail contract takes or gives. */
  retailMicro(agent: number, side: Side, period: number): number {
    const cell = this.#prices.cellOf(this.#placeOf[agent]!, period);
    const residual = this.#prices.residualMicro[cell]!;
    const retail = side === BID ? this.#importMicro[period]! : this.#feedInMicro;
    return onGrid(side, retail + residual);
  }

  /** Share of what an agent wants that it orders, 0 to 1. */
  quantityFactor(agent: number, side: Side, period: number, now: number, patience: number): number {
    if (this.#bidsAlone[agent] === 0) return 1;
    const strategy = this.#strategies[this.#strategyOf[agent]!]!;
    if (strategy.quantityFactor === undefined) return 1;
    const factor = strategy.quantityFactor(this.#look(agent, side, period, now, patience));
    return Math.max(0, Math.min(1, factor));
  }

  #look(agent: number, side: Side, period: number, now: number, patience: number): OrderSituation {
    const at = this.#situation;
    const { buyMicro, sellMicro, residualMicro } = this.#prices;
    const cell = this.#prices.cellOf(this.#placeOf[agent]!, period);
    const residual = residualMicro[cell]!;
    at.period = period;
    at.side = side;
    at.patience = patience;
    at.feedInMicro = this.#feedInMicro + residual;
    at.importMicro = this.#importMicro[period]! + residual;
    at.hasCounterOrders = side === BID ? this.#bidsMeet : this.#offersMeet;
    at.expectedMicro = side === BID ? buyMicro[cell]! : sellMicro[cell]!;
    const key = this.#keys[agent]!;
    at.forecastSdWh = key === null ? 0 : this.#agents[agent]!.forecastSdWh(period, now);
    if (key === null) return at;
    this.#drawKey = key;
    // By absolute quarter and lead, so that runs of any start agree.
    const quarter = this.#world.calendar.firstUnixQuarter + period;
    this.#firstDraw = DRAWS * (LEADS * (quarter % 2 ** 22) + (period - now));
    return at;
  }
}

/** A limit on the price grid, on the safe side; outside of the band at its end. */
function onGrid(side: Side, limit: number | null): number {
  if (limit === null || Number.isNaN(limit)) return NO_LIMIT;
  if (side === BID) return limit <= 0 ? NO_LIMIT : Math.min(ticksDown(limit), PRICE_MICRO_MAX);
  return Math.min(Math.max(ticksUp(limit), PRICE_MICRO_MIN), PRICE_MICRO_MAX);
}
