import type { CalledOrder } from "#engine/market/calls/calledOrder.ts";
import { BID, OFFER } from "#engine/market/side.ts";

/** Orders of a call that may have to be passed over, together, so that the others can trade. */
export interface Choice {
  /** By their place among the called. */
  readonly orders: readonly number[];
  /** Whether these quantities may not stand while the orders take part. */
  isBroken(tradedWh: Float64Array, volumeWh: number): boolean;
}

/**
 * What may have to be passed over: members of exclusive groups, one side of an agent that stands on
 * both, and orders with a minimum; each kind in the order in which they were called.
 */
export function choicesOf(orders: readonly CalledOrder[]): Choice[] {
  return [...groupChoices(orders), ...sideChoices(orders), ...minimumChoices(orders)];
}

function minimumChoices(orders: readonly CalledOrder[]): Choice[] {
  return orders.flatMap(({ minimumWh }, place) => {
    if (minimumWh === 0) return [];
    const isBroken = (tradedWh: Float64Array) =>
      tradedWh[place]! > 0 && tradedWh[place]! < minimumWh;
    return [{ orders: [place], isBroken }];
  });
}

function groupChoices(orders: readonly CalledOrder[]): Choice[] {
  const members = placesBy(orders, ({ group }) => group);
  members.delete(-1);
  return [...members.values()].flatMap((places) => {
    if (places.length < 2) return [];
    return places.map((place) => ({
      orders: [place],
      isBroken: (tradedWh: Float64Array) =>
        tradedWh[place]! > 0 && places.some((other) => other !== place && tradedWh[other]! > 0),
    }));
  });
}

/**
 * Of what an agent buys and sells, each Wh needs somebody else's: both together may not be more than
 * the volume.
 */
function sideChoices(orders: readonly CalledOrder[]): Choice[] {
  return [...placesBy(orders, ({ agent }) => agent).values()].flatMap((places) => {
    const sides = [BID, OFFER].map((side) => places.filter((p) => orders[p]!.side === side));
    if (sides.some((side) => side.length === 0)) return [];
    const isBroken = (tradedWh: Float64Array, volumeWh: number) =>
      places.reduce((sum, place) => sum + tradedWh[place]!, 0) > volumeWh;
    return sides.map((side) => ({ orders: side, isBroken }));
  });
}

function placesBy(
  orders: readonly CalledOrder[],
  keyOf: (order: CalledOrder) => number,
): Map<number, number[]> {
  const places = new Map<number, number[]>();
  for (const [place, order] of orders.entries()) {
    const key = keyOf(order);
    const known = places.get(key);
    if (known === undefined) places.set(key, [place]);
    else known.push(place);
  }
  return places;
}
