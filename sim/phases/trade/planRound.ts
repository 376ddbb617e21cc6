import { ForecastNews } from "#sim/agents/forecastNews.ts";
import type { Outlook, PriceSource, Prosumer } from "#sim/agents/prosumer.ts";
import type { Community } from "#sim/run/community.ts";

/** Rounds between two plans of an agent to whom nothing happened. */
const REPLAN_ROUNDS = 4;
/** Rounds between two looks at devices that follow no prices: less than a window's. */
const LOOK_ROUNDS = 2;
/** Share of the smallest order by which a forecast must have moved to be told. */
const TOLD_SHARE = 0.1;

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
 * In the day-ahead round everyone plans to the end of the next day. In an intraday round whose
 * forecast for the window has moved renews it; plans stand, unless a trade, an activation or something
 * else that was not foreseen has touched them, or an agent's turn has come to look again.
 */
export function planRound(
  { world, prosumers }: Pick<Community, "world" | "prosumers">,
  horizon: RoundHorizon,
  round: number,
  pricesOf: (area: number) => PriceSource | null,
): void {
  const { now, open, window, end, isDayAhead } = horizon;
  const settled = isDayAhead ? end : window;
  const all: Outlook = { now, open, end, settled, replan: true };
  const near: Outlook = { now, open, end: window, settled, replan: false };
  const toldWh = TOLD_SHARE * world.scenario.localMarket.deadBandWh;
  const news = ForecastNews.of(world);
  news.compare(now, open, window);
  for (const agent of prosumers) {
    if (isDayAhead || isDue(agent, round)) agent.refresh(all, pricesOf(agent.area));
    else if (agent.forecastMovedWh(news, now, open) > toldWh || looksAgain(agent, round))
      agent.refresh(near, null);
  }
}

/** Whether an agent plans anew in an intraday round. */
function isDue(agent: Prosumer, round: number): boolean {
  if (!agent.flexible) return agent.stores || agent.refreshedAt < 0;
  return (round + agent.agent) % REPLAN_ROUNDS === 0 || agent.isOffPlan;
}

/** Whether devices that nobody steers, but a thermostat, are looked at again. */
function looksAgain({ flexible, devices, agent, isOffPlan }: Prosumer, round: number): boolean {
  if (flexible || devices.length === 0) return false;
  return (round + agent) % LOOK_ROUNDS === 0 || isOffPlan;
}
