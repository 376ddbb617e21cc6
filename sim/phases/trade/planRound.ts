import type { PriceSource, Prosumer } from "#sim/agents/prosumer.ts";
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
 * Every agent renews its forecasts; those with reason to, plan anew. In the day-ahead round
 * everyone plans to the end of the next day; later, agents without steerable devices look at the
 * window only, unless a battery's plan needs the rest of the day.
 */
export function planRound(
  { prosumers }: Community,
  horizon: RoundHorizon,
  round: number,
  pricesOf: (area: number) => PriceSource | null,
): void {
  const { now, open, isDayAhead } = horizon;
  for (const agent of prosumers) {
    const end = endOfRefresh(agent, horizon);
    if (!agent.flexible) {
      agent.refresh({ now, open, end, replan: true }, null);
      continue;
    }
    const replan = isDayAhead || agent.dirty || (round + agent.agent) % REPLAN_ROUNDS === 0;
    agent.refresh({ now, open, end, replan }, pricesOf(agent.area));
  }
}

/** First period whose nomination a round leaves to an agent as it was. */
export function endOfRefresh(agent: Prosumer, { window, end, isDayAhead }: RoundHorizon): number {
  return isDayAhead || agent.flexible || agent.stores ? end : window;
}
