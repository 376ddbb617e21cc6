import { adaptive } from "#sim/agents/strategies/adaptive.ts";
import { gaming } from "#sim/agents/strategies/gaming.ts";
import type { Strategy } from "#sim/agents/strategies/strategy.ts";
import { truthful } from "#sim/agents/strategies/truthful.ts";
import { zeroIntelligence } from "#sim/agents/strategies/zeroIntelligence.ts";

/**
 * Strategies by the name that a scenario gives them. A program of one's own adds to it before it
 * calls `simulate`.
 */
export const strategies: Map<string, Strategy> = new Map([
  ["adaptive", adaptive],
  ["truthful", truthful],
  ["zeroIntelligence", zeroIntelligence],
  ["gaming", gaming],
]);
