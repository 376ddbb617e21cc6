import { ForecastNews } from "#sim/agents/forecastNews.ts";
import { ForecastWatch } from "#sim/agents/forecastWatch.ts";
import type { Outlook, PriceSource, Prosumer } from "#sim/agents/prosumer.ts";
import type { Community } from "#sim/run/community.ts";

/** Rounds between two plans of an agent to whom nothing happened, which look at all of the horizon anew. */
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
 * In the day-ahead round everyone plans to the end of the next day. In an intraday round an agent
 * whose forecast for the window has moved renews it; plans stand, unless a trade, an activation or
 * something else that was not foreseen has touched them, or the agent's turn has come to look again.
 */
export function planRound(
  { world, prosumers }: Pick<Community, "world" | "prosumers">,
  horizon: RoundHorizon,
  round: number,
  pricesOf: (area: number) => PriceSource | null,
): void {
  const { now, open, window, end, isDayAhead } = horizon;
  const anew: Outlook = { now, open, end, settled: end, replan: true };
  const moved: Outlook = { now, open, end, settled: window, replan: true };
  const near: Outlook = { now, open, end: window, settled: window, replan: false };
  const toldWh = TOLD_SHARE * world.scenario.localMarket.deadBandWh;
  const news = ForecastNews.of(world);
  news.compare(now, open, window);
  const watch = ForecastWatch.of(prosumers, news);
  watch.begin(news, now, open);
  for (let k = 0; k < prosumers.length; k++) {
    const agent = prosumers[k]!;
    if (isDayAhead || isTurn(agent, round)) agent.refresh(anew, pricesOf(agent.area));
    else if (hasToPlan(agent)) agent.refresh(moved, pricesOf(agent.area));
    else if (watch.movedWh(k, agent.lastNoise) > toldWh || looksAgain(agent, round))
      agent.refresh(near, null);
  }
}

/** Whether an agent that plans has its turn: not all at once. */
function isTurn({ flexible, stores, agent }: Prosumer, round: number): boolean {
  return (flexible || stores) && (round + agent) % REPLAN_ROUNDS === 0;
}

/**
 * Whether an agent has to plan out of turn: its plan does not hold, or it has none. A battery that
 * nobody steers covers what its home needs.
 */
function hasToPlan({ flexible, stores, isOffPlan, refreshedAt }: Prosumer): boolean {
  return flexible ? isOffPlan : stores || refreshedAt < 0;
}

/** Whether devices that nobody steers, but a thermostat, are looked at again. */
function looksAgain({ flexible, devices, agent, isOffPlan }: Prosumer, round: number): boolean {
  if (flexible || devices.length === 0) return false;
  return (round + agent) % LOOK_ROUNDS === 0 || isOffPlan;
}
