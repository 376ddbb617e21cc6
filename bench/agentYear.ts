import { Checksum } from "#bench/checksum.ts";
import { summarise } from "#bench/harness.ts";
import { countAgents, manyAgents } from "#bench/manyAgents.ts";
import type { PerSize, Size } from "#bench/size.ts";
import type { Measurement } from "#bench/workload.ts";
import { loadScenario } from "#scenarios/loadScenario.ts";
import { tariffOf } from "#sim/market/grid/tariffOf.ts";
import { LocalMarketplace } from "#sim/market/localMarketplace.ts";
import { horizonAt } from "#sim/phases/horizon.ts";
import { deliverAndMeter } from "#sim/phases/meter.ts";
import { planRound } from "#sim/phases/trade/planRound.ts";
import { buildCommunity } from "#sim/run/community.ts";
import { Meters } from "#sim/run/meters.ts";
import { buildWorld } from "#sim/world/world.ts";

const days: PerSize = { smoke: 1, small: 14, large: 365 };
const agentsMin: PerSize = { smoke: 1, small: 1000, large: 1000 };

const SPIN_UP_DAYS = 3;
const PERIODS_PER_HOUR = 4;
const PERIODS_PER_DAY = 96;
const DAYS_PER_YEAR = 365;
const THOUSAND = 1000;
const MS_PER_SECOND = 1000;
const MICRO_PER_SECOND = 1e6;

/**
 * A thousand customers plan and bid: copies of the pilot's areas under `lem-dnut`, with what the
 * matching and the network tariff take. Delivery and metering lie in between and are not measured.
 * A unit is an agent in a period. Each day is lived once: there are many.
 */
export async function* measureAgentYear(size: Size): AsyncGenerator<Measurement> {
  const pilot = manyAgents(loadScenario("pilot"), agentsMin[size]);
  const calendar = { ...pilot.calendar, days: days[size], spinUpDays: SPIN_UP_DAYS };
  const world = buildWorld({ ...pilot, calendar }, { seed: 1 });
  const community = buildCommunity(world);
  const checksum = new Checksum();
  let trades = 0;
  const market = new LocalMarketplace({
    world,
    community,
    tariff: tariffOf(world.scenario, "dnut"),
    gateLambda: null,
    recordTrade: ({ energyWh, priceMicro }) => {
      trades++;
      checksum.add(energyWh).add(priceMicro);
    },
  });
  const meters = new Meters(community.prosumers.length);
  const orders = new Float64Array(community.units.length);
  const { firstRun, endRun, day, dayStart } = world.calendar;
  const gate = Math.ceil(world.scenario.localMarket.gateLeadMinutes / 15);
  const stopwatch = new Stopwatch();
  const dayMs: number[] = [];
  for (let now = 0; now < endRun; now++) {
    if (now > 0) deliverAndMeter(community, now - 1, orders, meters);
    if (now === dayStart[day[now]!] && now > firstRun) dayMs.push(stopwatch.lap());
    if (now === firstRun) stopwatch.reset();
    if (now + gate >= firstRun && now + gate < endRun) market.close(now + gate, now);
    if (now % PERIODS_PER_HOUR === 0) {
      const horizon = horizonAt(world, now);
      if (horizon.isDayAhead) market.openDay(day[now]! + 1, now);
      stopwatch.run("plan", () => {
        planRound(community, horizon, now / PERIODS_PER_HOUR, (area) => {
          return market.pricesOf(area, now);
        });
      });
      stopwatch.run("bid", () => market.trade(horizon));
    }
    for (const agent of community.prosumers)
      if (now > PERIODS_PER_DAY) agent.clear(now - PERIODS_PER_DAY);
  }
  dayMs.push(stopwatch.lap());
  const agents = countAgents(pilot);
  const unitsPerBatch = agents * PERIODS_PER_DAY;
  const perYear = (THOUSAND / agents) * (DAYS_PER_YEAR / days[size]);
  yield {
    name: "agents/planAndBid",
    size,
    unit: "agentPeriod",
    ...summarise([dayMs], unitsPerBatch),
    count: unitsPerBatch * days[size],
    unitsPerBatch,
    checksum: checksum.text(),
    facts: {
      agents,
      trades,
      planSecondsPerThousandYear: stopwatch.seconds("plan") * perYear,
      bidSecondsPerThousandYear: stopwatch.seconds("bid") * perYear,
      processorSecondsPerThousandYear: stopwatch.processorSeconds * perYear,
    },
  };
}

/** Adds up what its sections take: wall clock by section, and the processor's time. */
class Stopwatch {
  #total = { plan: 0, bid: 0 };
  #lapMs = 0;
  processorSeconds = 0;

  run(section: "plan" | "bid", work: () => void): void {
    const before = process.cpuUsage();
    const start = performance.now();
    work();
    const ms = performance.now() - start;
    const { user, system } = process.cpuUsage(before);
    this.#total[section] += ms;
    this.#lapMs += ms;
    this.processorSeconds += (user + system) / MICRO_PER_SECOND;
  }

  /** Milliseconds since the last lap. */
  lap(): number {
    const ms = this.#lapMs;
    this.#lapMs = 0;
    return ms;
  }

  reset(): void {
    this.#total = { plan: 0, bid: 0 };
    this.#lapMs = 0;
    this.processorSeconds = 0;
  }

  seconds(section: "plan" | "bid"): number {
    return this.#total[section] / MS_PER_SECOND;
  }
}
