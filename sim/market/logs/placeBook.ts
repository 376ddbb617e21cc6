import type { BookCriteria, LocationalOrder, PeriodTime } from "#engine/market/locationalBook.ts";
import { OFFER } from "#engine/market/side.ts";
import { freeTariff, type TariffView } from "#engine/market/tariffView.ts";
import type { BookAt } from "#sim/market/logs/bookAt.ts";

/** Somebody who looks at the book from a bus; prices are then all-in there. */
export interface Viewer {
  readonly agent: number;
  readonly bus: number;
}

/** An order of a place. Prices µEUR/kWh; those of the network are null without a viewer, or unknown. */
export interface PlaceOrder extends Omit<LocationalOrder, "agent"> {
  /** Network component of a trade with it. */
  readonly networkMicro: number | null;
}

/**
 * Lists the orders of a place that rest in a rebuilt market, by period, offers before bids, the best
 * price first. A viewer sees what each would cost or bring, but none of its own and none that it may
 * not trade with. Charged is λ_s − λ_b of the last round that looked at the period: what the first Wh
 * costs. Where the log has no tariff the prices of the network are null.
 */
export function placeBook(
  { market, head, lambdaOf }: BookAt,
  criteria: BookCriteria,
  timeOf: (period: number) => PeriodTime,
  viewer: Viewer | null,
): PlaceOrder[] {
  if (viewer === null) {
    const found = market.locationalBook(criteria, timeOf);
    return found.map(({ agent: _, ...order }) => ({ ...order, networkMicro: null }));
  }
  const { busCount } = head.market;
  const feeders = head.feeders;
  const buses = criteria.buses ?? Array.from({ length: busCount }, (_, bus) => bus);
  const joined = buses.filter((bus) => feeders?.[bus] === feeders?.[viewer.bus]);
  const viewpoint = {
    bus: viewer.bus,
    tariffOf: (period: number) => firstWattHour(lambdaOf.get(period) ?? null, busCount),
  };
  return market
    .locationalBook({ ...criteria, buses: joined }, timeOf, viewpoint)
    .filter(({ agent }) => agent !== viewer.agent)
    .map(({ agent: _, ...order }) => {
      if (!lambdaOf.has(order.period)) {
        return { ...order, dnutMicro: null, allInMicro: null, networkMicro: null };
      }
      return { ...order, networkMicro: networkOf(order) };
    });
}

function networkOf({
  side,
  priceMicro,
  allInMicro,
  dnutMicro,
}: Omit<LocationalOrder, "agent">): number {
  const fees = side === OFFER ? allInMicro! - priceMicro : priceMicro - allInMicro!;
  return fees - dnutMicro!;
}

/** Charges by λ alone; nothing where it is unknown. */
function firstWattHour(lambdaMicro: Int32Array | null, busCount: number): TariffView {
  if (lambdaMicro === null) return freeTariff(busCount);
  const charge = (seller: number, buyer: number) => lambdaMicro[seller]! - lambdaMicro[buyer]!;
  return { ...freeTariff(busCount), lambdaMicro, charge };
}
