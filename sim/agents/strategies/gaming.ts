import { adaptive } from "#sim/agents/strategies/adaptive.ts";
import type { Strategy } from "#sim/agents/strategies/strategy.ts";

/** Share of its consumption that it nominates and never means to take. */
const INFLATED_SHARE = 0.25;
/** How often an hour has to be called to be worth it. */
const CALLED_SHARE_MIN = 0.02;

/**
 * Trades as the adaptive do, but where its unit is being called to take less it nominates load that
 * will never come: operators see a congestion that is not there, and its unit offers to take the
 * load away again, at the least price that leaves its owner something. What was not called stays
 * with the retailer as imbalance.
 */
export const gaming: Strategy = {
  alikeAtPlace: true,
  limitMicro: adaptive.limitMicro,
  inflatedShare: (calledShare) => (calledShare < CALLED_SHARE_MIN ? 0 : INFLATED_SHARE),
};
