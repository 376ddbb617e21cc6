import { assert, fail } from "#engine/assert.ts";
import type { MarketCore } from "#engine/market/marketCore.ts";
import * as record from "#engine/market/orderRecord.ts";
import * as ending from "#engine/market/orderState.ts";
import type { OrderTerms } from "#engine/market/orderTerms.ts";
import * as grid from "#engine/market/priceGrid.ts";
import {
  DONE,
  GROUP_DECIDED,
  GROUP_UNKNOWN,
  MINIMUM_ABOVE_ENERGY,
  NOT_ON_TICK,
  NOT_OWNER,
  ORDER_ENDED,
  PARENT_ENDED,
  PARENT_UNKNOWN,
  PRICE_OUT_OF_BAND,
  QUANTITY_NOT_POSITIVE,
  UNKNOWN_ORDER,
} from "#engine/market/refusals.ts";

// Folded into the code; as imports they would be read and checked at each use.
const { AGENT, ORDER_SIZE, TRADED_WH } = record;
const { FILLED } = ending;
const { PRICE_MICRO_MAX, PRICE_MICRO_MIN, TICK_MICRO_EUR_PER_KWH } = grid;

/** Judges limit and energy, µEUR/kWh and Wh: `DONE`, or why not. */
export function judgeValues(limitMicro: number, energyWh: number): number {
  if (!(energyWh > 0)) return QUANTITY_NOT_POSITIVE;
  if (!(limitMicro >= PRICE_MICRO_MIN && limitMicro <= PRICE_MICRO_MAX)) return PRICE_OUT_OF_BAND;
  const limit = limitMicro | 0;
  const isOnTick = limit === limitMicro && ((limit % TICK_MICRO_EUR_PER_KWH) | 0) === 0;
  if (!isOnTick) return NOT_ON_TICK;
  if ((energyWh | 0) !== energyWh) fail("energy is a whole number of Wh below 2^31");
  return DONE;
}

/** Judges an order's terms: `DONE`, or why not. */
export function judgeTerms(
  core: MarketCore,
  agent: number,
  energyWh: number,
  terms: OrderTerms,
): number {
  const minimumWh = minimumOf(terms, energyWh);
  assert((minimumWh | 0) === minimumWh && minimumWh >= 0, "a minimum is a whole number of Wh");
  if (minimumWh > energyWh) return MINIMUM_ABOVE_ENERGY;
  const { parentId, exclusiveWithId } = terms;
  if (parentId !== undefined) {
    const answer = judgeParent(core, agent, parentId);
    if (answer !== DONE) return answer;
  }
  return exclusiveWithId === undefined ? DONE : judgeGroup(core, agent, exclusiveWithId);
}

/** Energy that the order has to trade in one go before it trades at all, Wh. */
export function minimumOf({ lifetime, minimumWh = 0 }: OrderTerms, energyWh: number): number {
  return lifetime === "fillOrKill" ? energyWh : minimumWh;
}

/** Slot of a live order, or why there is none. */
export function liveSlot(core: MarketCore, orderId: number): number {
  const slot = core.pool.slotOf(orderId);
  if (slot >= 0) return slot;
  return core.endings.of(orderId) > 0 ? ORDER_ENDED : UNKNOWN_ORDER;
}

function judgeParent(core: MarketCore, agent: number, parentId: number): number {
  const slot = core.pool.slotOf(parentId);
  if (slot < 0) {
    const ending = core.endings.of(parentId);
    if (ending === 0) return PARENT_UNKNOWN;
    return ending === FILLED ? DONE : PARENT_ENDED;
  }
  return core.pool.field[slot * ORDER_SIZE + AGENT] === agent ? DONE : NOT_OWNER;
}

function judgeGroup(core: MarketCore, agent: number, memberId: number): number {
  const slot = core.pool.slotOf(memberId);
  if (slot < 0) return core.endings.of(memberId) === 0 ? GROUP_UNKNOWN : GROUP_DECIDED;
  const at = slot * ORDER_SIZE;
  if (core.pool.field[at + AGENT] !== agent) return NOT_OWNER;
  return core.pool.field[at + TRADED_WH] === 0 ? DONE : GROUP_DECIDED;
}
