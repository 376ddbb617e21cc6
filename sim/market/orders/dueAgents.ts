import { BID, OFFER } from "#engine/market/side.ts";
import { type Bidding, NO_LIMIT } from "#sim/market/orders/bid.ts";
import { isNearPrice, type StandingOrders } from "#sim/market/orders/standingOrders.ts";

/** A look of all agents at a period. */
export interface Look {
  readonly period: number;
  readonly now: number;
  readonly patience: number;
  /** What each agent wants beyond what it traded, consumption positive, Wh. */
  readonly wishWh: Int32Array;
  readonly deadBandWh: number;
}

/**
 * Marks who has something to do in a round: to send, replace or withdraw an order. Agents look in
 * the order that was drawn, but most of them find all as they want it, whatever the others do before
 * them; only a trade may change that, and who trades is marked by whoever books it. So one walk
 * through the rows of wishes and orders, place by place, spares a look each.
 */
export function markDue(
  isDue: Uint8Array,
  orders: StandingOrders,
  bidding: Bidding,
  { period, now, patience, wishWh, deadBandWh }: Look,
): void {
  const { isKnown, openWh, limitMicro } = orders;
  const { bidsAlone } = bidding;
  const row = orders.row(period);
  for (let agent = 0; agent < isDue.length; agent++) {
    const wish = wishWh[agent]!;
    const at = row + agent;
    if (Math.abs(wish) < deadBandWh) {
      isDue[agent] = isKnown[at]!;
      continue;
    }
    if (bidsAlone[agent] === 1) {
      isDue[agent] = 1;
      continue;
    }
    const side = wish > 0 ? BID : OFFER;
    const limit = bidding.limitMicro(agent, side, period, now, patience);
    if (limit === NO_LIMIT) isDue[agent] = isKnown[at]!;
    else if (isKnown[at] === 0 || openWh[at] === 0 || orders.side[at] !== side) isDue[agent] = 1;
    else {
      const isOther = Math.abs(openWh[at]! - Math.abs(wish)) >= deadBandWh;
      isDue[agent] = isOther || !isNearPrice(limitMicro[at]!, limit) ? 1 : 0;
    }
  }
}
