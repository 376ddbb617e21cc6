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
  { restWh, limitMicro: atMicro }: StandingOrders,
  row: number,
  { cellOf, offers, limitMicro, nearMicro, leastWh }: SharedLimits,
  { wishWh, deadBandWh }: Look,
): void {
  const nearWh = Math.ceil(deadBandWh) - 1;
  for (let agent = 0; agent < isDue.length; agent++) {
    const wish = wishWh[agent]!;
    const rest = restWh[row + agent]!;
    const sells = wish >> 31;
    const cell = cellOf[agent]! + (sells & offers);
    const moreWh = rest - wish;
    const dearer = atMicro[row + agent]! - limitMicro[cell]!;
    const near = nearMicro[cell]!;
    // Also where nothing rests, or something on the other side: by all that is wanted, or more.
    const isOtherSize = (nearWh - moreWh) | (nearWh + moreWh);
    const isOtherPrice = (near - dearer) | (near + dearer);
    const isOther = (isOtherSize | isOtherPrice) >>> 31;
    // Who wants too little, or at no price, has only to take back what is there.
    const isOut = (((wish ^ sells) - sells - leastWh[cell]!) >> 31) | 0;
    const rests = (rest | -rest) >>> 31;
    isDue[agent] = (isOut & rests) | (~isOut & isOther);
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
