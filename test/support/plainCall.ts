import type { CalledOrder } from "#engine/market/calls/calledOrder.ts";
import { BID, OFFER } from "#engine/market/side.ts";

/** What a call trades, by the place of each order, Wh, and its surplus. */
export interface PlainClearing {
  readonly tradedWh: readonly number[];
  readonly surplus: number;
}

/**
 * Clears a call Wh by Wh in every way there is to pass over orders with a minimum, members of groups
 * and one side of whoever stands on both, and keeps the one of largest surplus that may stand.
 */
export function plainCall(orders: readonly CalledOrder[]): PlainClearing {
  let best: PlainClearing = { tradedWh: orders.map(() => 0), surplus: 0 };
  for (const absent of waysToPassOver(orders)) {
    const found = wattHourByWattHour(orders, absent);
    if (found.surplus > best.surplus && mayStand(orders, found.tradedWh)) best = found;
  }
  return best;
}

function* waysToPassOver(orders: readonly CalledOrder[]): Generator<ReadonlySet<number>> {
  const places = orders.map((_, place) => place);
  const special = places.filter((place) => {
    const { minimumWh, group } = orders[place]!;
    const members = orders.filter((other) => other.group === group).length;
    return minimumWh > 0 || (group >= 0 && members > 1);
  });
  const twoSided = [...new Set(orders.map(({ agent }) => agent))].filter((agent) =>
    [BID, OFFER].every((side) => orders.some((o) => o.agent === agent && o.side === side)),
  );
  const bundles = [
    ...special.map((place) => [place]),
    ...twoSided.flatMap((agent) =>
      [BID, OFFER].map((side) =>
        places.filter((place) => orders[place]!.agent === agent && orders[place]!.side === side),
      ),
    ),
  ];
  for (let set = 0; set < 2 ** bundles.length; set++) {
    yield new Set(bundles.flatMap((bundle, k) => (((set >> k) & 1) === 1 ? bundle : [])));
  }
}

function wattHourByWattHour(
  orders: readonly CalledOrder[],
  absent: ReadonlySet<number>,
): PlainClearing {
  const tradedWh = orders.map(() => 0);
  let surplus = 0;
  const bestOf = (side: 0 | 1): number | null => {
    let best: number | null = null;
    for (const [place, order] of orders.entries()) {
      if (order.side !== side || absent.has(place) || tradedWh[place] === order.openWh) continue;
      const sign = side === BID ? 1 : -1;
      if (best === null || sign * (order.keyMicro - orders[best]!.keyMicro) > 0) best = place;
    }
    return best;
  };
  for (;;) {
    const bid = bestOf(BID);
    const offer = bestOf(OFFER);
    if (bid === null || offer === null) break;
    const gain = orders[bid]!.keyMicro - orders[offer]!.keyMicro;
    if (gain < 0) break;
    tradedWh[bid]!++;
    tradedWh[offer]!++;
    surplus += gain;
  }
  return { tradedWh, surplus };
}

/** Whether minimums are reached, groups trade once, and nobody has to trade with itself. */
export function mayStand(orders: readonly CalledOrder[], tradedWh: readonly number[]): boolean {
  const volumeWh = orders.reduce(
    (sum, { side }, at) => sum + (side === BID ? tradedWh[at]! : 0),
    0,
  );
  const trading = orders.filter((_, place) => tradedWh[place]! > 0);
  const groups = trading.map(({ group }) => group).filter((group) => group >= 0);
  const ofAgent = (agent: number) =>
    orders.reduce((sum, order, at) => sum + (order.agent === agent ? tradedWh[at]! : 0), 0);
  return (
    orders.every(({ minimumWh }, at) => tradedWh[at] === 0 || tradedWh[at]! >= minimumWh) &&
    new Set(groups).size === groups.length &&
    orders.every(({ agent }) => ofAgent(agent) <= volumeWh)
  );
}
