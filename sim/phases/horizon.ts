import type { RoundHorizon } from "#sim/phases/trade/planRound.ts";
import type { World } from "#sim/world/world.ts";

/** Periods before their gate that an intraday round looks at: three hours. */
const WINDOW_PERIODS = 12;

/** What a round at the start of period `now` can still change. */
export function horizonAt(world: World, now: number): RoundHorizon {
  const { calendar, scenario } = world;
  const { gateLeadMinutes, opensMinute } = scenario.localMarket;
  const minute = calendar.minuteOfDay[now]!;
  const day = calendar.day[now]!;
  const end = calendar.dayStart[day + (minute >= opensMinute ? 2 : 1)]!;
  const open = now + Math.ceil(gateLeadMinutes / 15) + 1;
  return {
    now,
    open: Math.min(open, end),
    window: Math.min(open + WINDOW_PERIODS, end),
    end,
    isDayAhead: minute === opensMinute,
  };
}
