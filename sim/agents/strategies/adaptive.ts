import { BID } from "#engine/market/side.ts";
import type { Strategy } from "#sim/agents/strategies/strategy.ts";

/**
 * Starts from the price it expects and yields to the retail contract towards the gate. A seller
 * never asks below what feed-in brings, a buyer never bids more than the contract takes.
 */
export const adaptive: Strategy = {
  alikeAtPlace: true,
  limitMicro({ side, patience, expectedMicro, importMicro, feedInMicro }) {
    return side === BID
      ? importMicro - Math.max(0, importMicro - expectedMicro) * patience
      : feedInMicro + Math.max(0, expectedMicro - feedInMicro) * patience;
  },
};
