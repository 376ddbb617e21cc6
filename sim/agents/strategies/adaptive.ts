import { TICK_MICRO_EUR_PER_KWH } from "#engine/market/priceGrid.ts";
import { BID } from "#engine/market/side.ts";
import type { Strategy } from "#sim/agents/strategies/strategy.ts";

/** What a buyer who goes ahead expects to save at least, µEUR/kWh. */
const LEAST_SAVING_MICRO = 2 * TICK_MICRO_EUR_PER_KWH;

/**
 * Starts from the price it expects and yields to the retail contract towards the gate. A seller
 * never asks below what feed-in brings, a buyer never bids more than the contract takes; one who has
 * learned that the market is no cheaper waits until somebody offers.
 */
export const adaptive: Strategy = {
  alikeAtPlace: true,
  limitMicro({ side, patience, expectedMicro, importMicro, feedInMicro, hasCounterOrders }) {
    if (side !== BID) return feedInMicro + Math.max(0, expectedMicro - feedInMicro) * patience;
    const saving = importMicro - expectedMicro;
    if (saving < LEAST_SAVING_MICRO && !hasCounterOrders) return null;
    return importMicro - Math.max(0, saving) * patience;
  },
};
