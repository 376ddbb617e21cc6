import { BID } from "#engine/market/side.ts";
import type { Strategy } from "#sim/agents/strategies/strategy.ts";

/** Says at once what the energy is worth to it: what the retail contract takes or gives. */
export const truthful: Strategy = {
  alikeAtPlace: true,
  limitMicro: ({ side, importMicro, feedInMicro }) => (side === BID ? importMicro : feedInMicro),
};
