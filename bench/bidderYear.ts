import { Checksum } from "#bench/checksum.ts";
import type { Scenario } from "#scenarios/scenario.ts";
import { tariffOf } from "#sim/market/grid/tariffOf.ts";
import { LocalMarketplace } from "#sim/market/localMarketplace.ts";
import { horizonAt } from "#sim/phases/horizon.ts";
import { deliverAndMeter } from "#sim/phases/meter.ts";
import { planRound } from "#sim/phases/trade/planRound.ts";
import { buildCommunity } from "#sim/run/community.ts";
import { Meters } from "#sim/run/meters.ts";
import { buildWorld } from "#sim/world/world.ts";

const PERIODS_PER_HOUR = 4;
const PERIODS_PER_DAY = 96;
const MICRO_PER_MS = 1000;

/** What planning and bidding took in a year, and what came of it. */
export interface BidderYear {
  /** By day and area, ms on the clock. */
  readonly dayMs: readonly Float64Array[];
  readonly planMs: number;
  readonly bidMs: number;
  /** Of the processor, with the threads that compile. */
  readonly processorMs: number;
  /** Of all trades, and of those of the areas with an id. */
  readonly checksum: Checksum;
  readonly areaChecksums: ReadonlyMap<string, Checksum>;
  /** From the end of the spin-up on; the checksums have those of the eve as well. */
  readonly trades: number;
}

/**
 * Lives the days of a scenario under `lem-dnut`, without a flexibility market, and looks at the clock
 * around planning and around a round of a market. Delivery and metering lie in between.
 *
 * @param onFirst - Called when the spin-up is over.
 */
export function liveBidderYear(scenario: Scenario, onFirst: () => void): BidderYear {
  const world = buildWorld(scenario, { seed: 1 });
  const community = buildCommunity(world);
  const { areas, prosumers } = community;
  const checksum = new Checksum();
  const areaChecksums = new Map(scenario.areas.map(({ id }) => [id, new Checksum()]));
  let trades = 0;
  let isLived = false;
  const market = new LocalMarketplace({
    world,
    community,
    tariff: tariffOf(world.scenario, "dnut"),
    gateLambda: null,
    recordTrade: ({ area, energyWh, priceMicro }) => {
      if (isLived) trades++;
      for (const its of [checksum, areaChecksums.get(scenario.areas[area]!.id)!]) {
        its.add(energyWh).add(priceMicro);
      }
    },
  });
  const meters = new Meters(prosumers.length);
  const orders = new Float64Array(community.units.length);
  const { firstRun, endRun, firstRunDay, day } = world.calendar;
  const gate = Math.ceil(world.scenario.localMarket.gateLeadMinutes / 15);
  const dayMs = Array.from(
    { length: world.scenario.calendar.days },
    () => new Float64Array(areas.length),
  );
  let planMs = 0;
  let bidMs = 0;
  let processorMs = 0;
  for (let now = 0; now < endRun; now++) {
    if (now > 0) deliverAndMeter(community, now - 1, orders, meters);
    if (now === firstRun) {
      isLived = true;
      onFirst();
    }
    if (now + gate >= firstRun && now + gate < endRun) market.close(now + gate, now);
    if (now % PERIODS_PER_HOUR === 0) {
      const horizon = horizonAt(world, now);
      if (horizon.isDayAhead) market.openDay(day[now]! + 1, now);
      const today = now < firstRun ? null : dayMs[day[now]! - firstRunDay]!;
      const before = process.cpuUsage();
      for (const { index, prosumers } of areas) {
        const prices = market.pricesOf(index, now);
        const start = performance.now();
        planRound({ world, prosumers }, horizon, now / PERIODS_PER_HOUR, () => prices);
        const planned = performance.now();
        market.trade(index, horizon);
        const end = performance.now();
        if (today === null) continue;
        today[index]! += end - start;
        planMs += planned - start;
        bidMs += end - planned;
      }
      const { user, system } = process.cpuUsage(before);
      if (today !== null) processorMs += (user + system) / MICRO_PER_MS;
    }
    for (const agent of prosumers) if (now > PERIODS_PER_DAY) agent.clear(now - PERIODS_PER_DAY);
  }
  return { dayMs, planMs, bidMs, processorMs, checksum, areaChecksums, trades };
}
