import { agenda, marketMinute } from "#sim/clock.ts";
import { CallNotes } from "#sim/market/dayAheadCalls.ts";
import { LocalMarketplace } from "#sim/market/localMarketplace.ts";
import { openMarketLogs } from "#sim/market/logs/openMarketLogs.ts";
import { closeDay } from "#sim/phases/day.ts";
import { horizonAt } from "#sim/phases/horizon.ts";
import { deliverAndMeter } from "#sim/phases/meter.ts";
import { askLedger } from "#sim/phases/operate/askLedger.ts";
import { type Clearance, FlexMarket } from "#sim/phases/operate/flexMarket.ts";
import { recordSystem } from "#sim/phases/systemRecord.ts";
import { planRound } from "#sim/phases/trade/planRound.ts";
import { finishRun } from "#sim/run/finishRun.ts";
import { noteMarkets } from "#sim/run/noteMarkets.ts";
import type { Onlooker } from "#sim/run/onlooker.ts";
import { openRun, type Run } from "#sim/run/run.ts";
import type { RunRequest, RunResult } from "#sim/runRequest.ts";

/**
 * Lives one variant of one world from the spin-up to the last day and leaves its dataset.
 *
 * @param onDay - Told after each settled day: how many are done, and of how many.
 * @param onlooker - Shown the world and the run on the way.
 * @throws what went wrong, after everything half-written was removed: PowerFlowDivergedError,
 *   InvariantError, LedgerMismatchError, FolderExistsError, DatasetError.
 */
export async function simulate(
  request: RunRequest,
  onDay: (day: number, days: number) => void,
  onlooker: Onlooker = {},
): Promise<RunResult> {
  const run = await openRun(request, onlooker);
  try {
    await live(run, onDay, onlooker);
    return await finishRun(run);
  } catch (error) {
    run.tables.writer.abort();
    throw error;
  } finally {
    await run.ledgerPort.close();
  }
}

/** The market clock: every quarter hour its events, in their order. */
async function live(
  run: Run,
  onDay: (day: number, days: number) => void,
  { onInstant }: Onlooker,
): Promise<void> {
  const { world, community } = run;
  const { calendar, scenario } = world;
  const { firstRun, endRun } = calendar;
  const places = run.variant.localMarket
    ? new LocalMarketplace(run, openMarketLogs(run), CallNotes.of(run))
    : null;
  const flex = new FlexMarket(run);
  const events = agenda(flex.gates, scenario.localMarket.gateLeadMinutes);
  let round = 0;
  for (let now = 0; now <= endRun; now++) {
    onInstant?.(run, now, places);
    for (const { kind, lead, offsetMinute, gate } of events) {
      const period = now + lead;
      const isMarket = period >= firstRun && period < endRun;
      if (kind === "meter" && now > 0) deliver(run, flex, now - 1);
      if (kind === "midnight" && now > 0 && calendar.dayStart[calendar.day[now]!] === now) {
        await closeDay(run, flex, calendar.day[now]! - 1);
        if (now > firstRun) places?.sealDay(calendar.day[now]! - 1 - calendar.firstRunDay);
        if (now > firstRun)
          onDay(calendar.day[now]! - calendar.firstRunDay, scenario.calendar.days);
      }
      if (now === endRun) continue;
      if (kind === "close" && period < endRun) {
        if (isMarket) places?.close(period, now);
        flex.freeze(period, now);
      }
      if (kind === "gate" && isMarket) {
        const clearance: Clearance = {
          gate,
          period,
          now,
          minute: marketMinute(calendar, now, offsetMinute),
        };
        flex.clear(clearance);
        if (run.asksFirst) await askLedger(run, now);
      }
      if (kind === "round" && calendar.minuteOfDay[now]! % 60 === 0) {
        const horizon = horizonAt(world, now);
        if (isAuctionTime(run, now)) flex.auctionNextMonth(now);
        if (horizon.isDayAhead) places?.openDay(calendar.day[now]! + 1, now);
        // Area by area: what an agent has planned is still at hand when it sends its orders.
        for (const { index, prosumers } of community.areas) {
          const prices = places?.pricesOf(index, now) ?? null;
          planRound({ world, prosumers }, horizon, round, () => prices);
          places?.trade(index, horizon);
        }
        round++;
      }
    }
  }
  flex.finish();
  places?.finish();
  if (places !== null) noteMarkets(places, run.indicators);
}

/** Reservation auctions freeze and uncross at noon of their day of the month. */
function isAuctionTime({ world }: Run, now: number): boolean {
  const { calendar, scenario } = world;
  const { callDayOfMonth } = scenario.flexibility.reservation;
  const isInRun = now >= calendar.firstRun;
  return (
    isInRun && calendar.dayOfMonth[now] === callDayOfMonth && calendar.minuteOfDay[now] === 720
  );
}

/** Delivery of period `i`, and what the meters and the grid said. */
function deliver(run: Run, flex: FlexMarket, i: number): void {
  const { community, meters, world } = run;
  deliverAndMeter(community, i, flex.ordersFor(i), meters);
  if (i < world.calendar.firstRun) return;
  run.gridWatch.watch(i, run.trades.of(i));
  run.networkCostWatch?.watch(i);
  run.unitWatch?.watch(i);
  run.twinWatch.watch(i, run.gridWatch.overloadKva);
  recordSystem(
    world,
    run.corridor,
    run.tables.periods,
    run.indicators,
    i,
    flex.changeKw(i),
    flex.sums(i),
  );
}
