import { MarketLog, marketLogName } from "#sim/market/logs/marketLog.ts";
import type { Run } from "#sim/run/run.ts";
import { version } from "#sim/version.ts";

/** Opens a market log per area beside the tables of a run that was asked for them; else none. */
export function openMarketLogs({ request, world, community, tables }: Run): MarketLog[] {
  if (request.marketLog !== true) return [];
  const { scenario, variant, seed } = request;
  const { firstRun, startUnixSeconds } = world.calendar;
  const { byFeeder = false } = scenario.localMarket;
  return community.areas.map(({ index, normal }) => {
    return new MarketLog(tables.writer.byteFile(marketLogName(index)), {
      madeBy: version,
      scenario: scenario.name,
      variant,
      seed,
      area: { index, id: scenario.areas[index]!.id },
      firstPeriod: firstRun,
      firstPeriodUnixSeconds: startUnixSeconds[firstRun]!,
      timeZone: scenario.place.timeZone,
      buses: normal.busIds,
      ...(byFeeder ? { feeders: normal.feeder } : {}),
    });
  });
}
