import type { LocalMarket } from "#engine/market/localMarket.ts";
import { BID, type Side } from "#engine/market/side.ts";
import type { TariffView } from "#engine/market/tariffView.ts";
import type { ManualMarketSettings } from "#scenarios/scenario.ts";
import type { Bidder } from "#sim/market/orders/bid.ts";
import { type StreamKey, streamKey, uniform } from "#sim/random/randomStream.ts";
import type { World } from "#sim/world/world.ts";

/** Leads that a period is looked at with. */
const LEADS = 256;

/** What a customer who looks at the market wants there. Limit all-in, µEUR/kWh. */
export interface Shopper {
  /** Index of the agent. */
  readonly agent: number;
  readonly bus: number;
  readonly side: Side;
  readonly limitMicro: number;
  readonly energyWh: number;
}

/** What a shopper needs of a market. */
type ManualBook = Pick<LocalMarket, "availability" | "take">;

/**
 * How customers act in a market that matches nothing by itself. Some of them look, by a draw from
 * the stream `<uid>/attention`; who looks sees the first availability prices of its place, DNUT and
 * network component included, and takes by id the first whose price its own limit allows, again and
 * again, each time at the prices of that moment.
 */
export class Shoppers {
  readonly #settings: ManualMarketSettings;
  readonly #world: World;
  readonly #keys: readonly StreamKey[];

  constructor(
    world: World,
    customers: readonly Pick<Bidder, "series">[],
    settings: ManualMarketSettings,
  ) {
    this.#settings = settings;
    this.#world = world;
    this.#keys = customers.map(({ series }) =>
      streamKey(world.seed, `${series.prosumer.uid}/attention`),
    );
  }

  /** Whether the customer at that place of the area looks at a period in this round. */
  looks(place: number, period: number, now: number): boolean {
    // By absolute quarter and lead, so that runs of any start agree.
    const quarter = this.#world.calendar.firstUnixQuarter + period;
    const draw = LEADS * (quarter % 2 ** 22) + (period - now);
    return uniform(this.#keys[place]!, draw) < this.#settings.attention;
  }

  /** Takes what suits; returns its energy, Wh. */
  buy(book: ManualBook, period: number, shopper: Shopper, tariff: TariffView): number {
    const { agent, bus, side, limitMicro, energyWh } = shopper;
    const sign = side === BID ? 1 : -1;
    const refused = new Set<number>();
    let leftWh = energyWh;
    while (leftWh > 0) {
      const shown = book.availability(period, side, bus, tariff, this.#settings.shown);
      const choice = shown.find(
        (price) =>
          price.agent !== agent &&
          sign * (limitMicro - price.allInMicro) >= 0 &&
          price.minimumWh <= leftWh &&
          !refused.has(price.orderId),
      );
      if (choice === undefined) break;
      const wantedWh = Math.min(leftWh, choice.energyWh);
      const id = book.take(choice.orderId, agent, bus, wantedWh, limitMicro, tariff);
      // The price shown is for all of the order: a part may cost more than the limit.
      if (id < 0) refused.add(choice.orderId);
      else leftWh -= wantedWh;
    }
    return energyWh - leftWh;
  }
}
