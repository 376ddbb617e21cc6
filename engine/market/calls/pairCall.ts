import { assert } from "#engine/assert.ts";
import type { CalledOrder } from "#engine/market/calls/calledOrder.ts";
import { rankCalled } from "#engine/market/calls/meritOrder.ts";

/** A bid and an offer of a call, by their places, that trade with each other. */
export interface CallPair {
  bid: number;
  offer: number;
  energyWh: number;
}

/**
 * Tells who trades with whom: the best bid with the best offers, no agent with itself. Where only
 * orders of one agent are left over, an earlier pair of others is split and its halves go to them.
 * Quantities must be such that no agent buys and sells more than all others together.
 */
export function pairCall(orders: readonly CalledOrder[], tradedWh: readonly number[]): CallPair[] {
  const merit = rankCalled(orders);
  const left = Float64Array.from(tradedWh);
  const pairs: CallPair[] = [];
  for (const bid of merit.bids) {
    for (const offer of merit.offers) {
      if (left[bid] === 0) break;
      if (left[offer] === 0 || orders[bid]!.agent === orders[offer]!.agent) continue;
      const energyWh = Math.min(left[bid]!, left[offer]!);
      left[bid]! -= energyWh;
      left[offer]! -= energyWh;
      pairs.push({ bid, offer, energyWh });
    }
  }
  for (const bid of merit.bids) {
    for (const offer of merit.offers) {
      const energyWh = Math.min(left[bid]!, left[offer]!);
      if (energyWh === 0) continue;
      left[bid]! -= energyWh;
      left[offer]! -= energyWh;
      splitFor(orders, pairs, { bid, offer, energyWh });
    }
  }
  assert(
    left.every((wh) => wh === 0),
    "what a call trades has two sides",
  );
  return pairs;
}

/** Gives the bid and the offer of one agent the counter-orders of pairs in which it has no part. */
function splitFor(orders: readonly CalledOrder[], pairs: CallPair[], own: CallPair): void {
  const { bid, offer } = own;
  const { agent } = orders[bid]!;
  let leftWh = own.energyWh;
  for (let at = pairs.length - 1; at >= 0 && leftWh > 0; at--) {
    const pair = pairs[at]!;
    if (orders[pair.bid]!.agent === agent || orders[pair.offer]!.agent === agent) continue;
    const energyWh = Math.min(leftWh, pair.energyWh);
    leftWh -= energyWh;
    pairs.push({ bid, offer: pair.offer, energyWh }, { bid: pair.bid, offer, energyWh });
    if (energyWh === pair.energyWh) pairs.splice(at, 1);
    else pair.energyWh -= energyWh;
  }
  assert(leftWh === 0, "no agent trades with itself");
}
