import type { CalledOrder } from "#engine/market/calls/calledOrder.ts";
import { BID, OFFER, type Side } from "#engine/market/side.ts";

/** Places of orders, the best first on each side; of equal keys the one called first. */
export interface MeritOrder {
  readonly bids: readonly number[];
  readonly offers: readonly number[];
}

export function rankCalled(orders: readonly CalledOrder[]): MeritOrder {
  const ranked = (side: Side, sign: number) =>
    orders
      .flatMap((order, place) => (order.side === side ? [place] : []))
      .sort((a, b) => sign * (orders[a]!.keyMicro - orders[b]!.keyMicro) || a - b);
  return { bids: ranked(BID, -1), offers: ranked(OFFER, 1) };
}

/**
 * Trades active orders as if each could be cut anywhere: the best bid with the best offer, until they
 * do not meet any more. No other quantities give more surplus, and none of the same more volume.
 *
 * @param tradedWh - Energy of each order, Wh; written.
 * @returns surplus, µEUR/kWh × Wh, and volume, Wh.
 */
export function clearByMerit(
  orders: readonly CalledOrder[],
  { bids, offers }: MeritOrder,
  isActive: (place: number) => boolean,
  tradedWh: Float64Array,
): { surplus: number; volumeWh: number } {
  tradedWh.fill(0);
  let surplus = 0;
  let volumeWh = 0;
  let i = 0;
  let j = 0;
  while (i < bids.length && j < offers.length) {
    const bid = bids[i]!;
    const offer = offers[j]!;
    if (!isActive(bid)) i++;
    else if (!isActive(offer)) j++;
    else {
      const gain = orders[bid]!.keyMicro - orders[offer]!.keyMicro;
      if (gain < 0) break;
      const bidLeft = orders[bid]!.openWh - tradedWh[bid]!;
      const offerLeft = orders[offer]!.openWh - tradedWh[offer]!;
      const energyWh = Math.min(bidLeft, offerLeft);
      tradedWh[bid]! += energyWh;
      tradedWh[offer]! += energyWh;
      surplus += gain * energyWh;
      volumeWh += energyWh;
      if (energyWh === bidLeft) i++;
      if (energyWh === offerLeft) j++;
    }
  }
  return { surplus, volumeWh };
}

/**
 * The middle, rounded down, of all prices at which every active order trades what it does: none that
 * trades is beyond its limit, and none that could still trade would rather do so. µEUR/kWh.
 */
export function clearingPrice(
  orders: readonly CalledOrder[],
  isActive: (place: number) => boolean,
  tradedWh: Float64Array,
): number {
  let low = Number.NEGATIVE_INFINITY;
  let high = Number.POSITIVE_INFINITY;
  for (const [place, { side, keyMicro, openWh }] of orders.entries()) {
    if (!isActive(place)) continue;
    const trades = tradedWh[place]! > 0;
    const isOpen = tradedWh[place]! < openWh;
    if (side === OFFER ? trades : isOpen) low = Math.max(low, keyMicro);
    if (side === OFFER ? isOpen : trades) high = Math.min(high, keyMicro);
  }
  return Math.floor((low + high) / 2);
}
