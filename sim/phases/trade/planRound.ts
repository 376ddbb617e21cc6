import type { Outlook, PriceSource, Prosumer } from "#sim/agents/prosumer.ts";
import type { Community } from "#sim/run/community.ts";

/** Rounds between two plans of an agent to whom nothing happened. */
const REPLAN_ROUNDS = 4;

/** Horizon of one round, world indices. */
export interface RoundHorizon {
  readonly now: number;
  /** First period whose gate is still open. */
  readonly open: number;
  /** First period behind those that an intraday round looks at. */
  readonly window: number;
  /** First period behind the known horizon. */
  readonly end: number;
  readonly isDayAhead: boolean;
}

/**
 * In the day-ahead round everyone plans to the end of the next day. In an intraday round everyone
 * renews its forecasts for the window; plans stand, unless a trade, an activation or something else
 * that was not foreseen has touched them, or an agent's turn has come to look again.
 */
export function planRound(
  { prosumers }: Pick<Community, "prosumers">,
  horizon: RoundHorizon,
  round: number,
  pricesOf: (area: number) => PriceSource | null,
): void {
  const { now, open, window, end, isDayAhead } = horizon;
  const settled = isDayAhead ? end : window;
  const all: Outlook = { now, open, end, settled, replan: true };
  const near: Outlook = { now, open, end: window, settled, replan: false };
  for (const agent of prosumers) {
    if (isDayAhead || isDue(agent, round)) agent.refresh(all, pricesOf(agent.area));
    else agent.refresh(near, null);
  }
}

/** Whether an agent plans anew in an intraday round. */
function isDue(agent: Prosumer, round: number): boolean {
  if (!agent.flexible) return agent.stores;
  return (round + agent.agent) % REPLAN_ROUNDS === 0 || agent.isOffPlan;
}
