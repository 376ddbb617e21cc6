import type { SharedLimits } from "#sim/market/orders/bid.ts";
import type { StandingOrders } from "#sim/market/orders/standingOrders.ts";

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
 * through the rows of wishes and orders, place by place, spares a look each. Next to nothing can be
 * foretold of the next place, so the walk asks no questions: each is the sign bit of a difference.
 */
export function markDue(
  isDue: Uint8Array,
  orders: StandingOrders,
  { cellOf, offers, limitMicro, nearMicro, isUnpriced, bidsAlone }: SharedLimits,
  { period, wishWh, deadBandWh }: Look,
): void {
  const { isKnown, openWh, side, limitMicro: atMicro } = orders;
  const row = orders.row(period);
  const leastWh = Math.ceil(deadBandWh);
  for (let agent = 0; agent < isDue.length; agent++) {
    const at = row + agent;
    const sells = wishWh[agent]! >> 31;
    const sizeWh = (wishWh[agent]! ^ sells) - sells;
    const cell = cellOf[agent]! + (sells & offers);
    const known = isKnown[at]!;
    const moreWh = openWh[at]! - sizeWh;
    const dearer = atMicro[at]! - limitMicro[cell]!;
    const isGone = (known ^ 1) | ((openWh[at]! - 1) >>> 31);
    const isOtherSide = side[at]! ^ (sells & 1);
    const isOtherSize = ((leastWh - 1 - moreWh) >>> 31) | ((leastWh - 1 + moreWh) >>> 31);
    const isOtherPrice =
      ((nearMicro[cell]! - dearer) >>> 31) | ((nearMicro[cell]! + dearer) >>> 31);
    const isOther = isGone | isOtherSide | isOtherSize | isOtherPrice | bidsAlone[agent]!;
    // Who wants nothing, or at no price, has only to take back what is there.
    const isOut = ((sizeWh - leastWh) >>> 31) | (isUnpriced[cell]! & (bidsAlone[agent]! ^ 1));
    isDue[agent] = (isOut & known) | ((isOut ^ 1) & isOther);
  }
}

/** Writes the turns from `first` on of those of `asked` who have something to do; returns their number. */
export function listDue(
  asked: Int32Array,
  isDue: Uint8Array,
  first: number,
  turns: Int32Array,
): number {
  let count = 0;
  for (let turn = first; turn < asked.length; turn++) {
    turns[count] = turn;
    count += isDue[asked[turn]!]!;
  }
  return count;
}
