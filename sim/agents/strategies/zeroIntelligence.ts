import type { Strategy } from "#sim/agents/strategies/strategy.ts";

/**
 * Draws any price between feed-in and import, anew in every round: it loses on no trade and learns
 * nothing (the constrained traders of Gode and Sunder, J. Political Economy 101, 1993, 119-137).
 */
export const zeroIntelligence: Strategy = {
  alikeAtPlace: false,
  limitMicro({ importMicro, feedInMicro, draw }) {
    return importMicro < feedInMicro ? null : feedInMicro + (importMicro - feedInMicro) * draw(0);
  },
};
