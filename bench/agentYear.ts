import { type BidderYear, liveBidderYear } from "#bench/bidderYear.ts";
import { CallClock } from "#bench/callClock.ts";
import { summarise } from "#bench/harness.ts";
import { countAgents, manyAgents } from "#bench/manyAgents.ts";
import type { PerSize, Size } from "#bench/size.ts";
import type { Facts, Measurement } from "#bench/workload.ts";
import { assert } from "#engine/assert.ts";
import { LocalMarket } from "#engine/market/localMarket.ts";
import { loadScenario } from "#scenarios/loadScenario.ts";
import type { Scenario } from "#scenarios/scenario.ts";
import { RoundGrid } from "#sim/market/grid/roundGrid.ts";

const days: PerSize = { smoke: 1, small: 14, large: 365 };
const agentsMin: PerSize = { smoke: 1, small: 1000, large: 1000 };

const SPIN_UP_DAYS = 3;
const PERIODS_PER_DAY = 96;
const DAYS_PER_YEAR = 365;
const THOUSAND = 1000;
const MS_PER_SECOND = 1000;

/**
 * A thousand customers plan and bid: copies of the pilot's areas under `lem-dnut`. A unit is an agent in
 * a period. Days are many, so each is measured once; each area of the pilot has a row, and all of them
 * together. A second life tells how much the market takes (orders in the books, matching, the tariff of
 * trades), how much the grid (base cases), and how much the agents themselves.
 */
export async function* measureAgentYear(size: Size): AsyncGenerator<Measurement> {
  const pilot = manyAgents(loadScenario("pilot"), agentsMin[size]);
  const calendar = { ...pilot.calendar, days: days[size], spinUpDays: SPIN_UP_DAYS };
  const scenario = { ...pilot, calendar };
  const year = liveBidderYear(scenario, () => {});
  const parts = partsOf(scenario, year);
  for (const area of new Set(scenario.areas.map(({ id }) => id))) {
    yield measurementOf(`agents/planAndBid/${area}`, size, scenario, year, area);
  }
  const whole = measurementOf("agents/planAndBid", size, scenario, year);
  yield { ...whole, facts: { ...whole.facts, ...parts } };
}

/** A row: all areas, or those with an id. */
function measurementOf(
  name: string,
  size: Size,
  { areas, calendar }: Scenario,
  { dayMs, checksum, areaChecksums }: BidderYear,
  id?: string,
): Measurement {
  const its = [...areas.keys()].filter((k) => id === undefined || areas[k]!.id === id);
  const agents = countAgents({ areas: its.map((k) => areas[k]!) });
  const samplesMs = dayMs.map((ms) => its.reduce((sum, k) => sum + ms[k]!, 0));
  const unitsPerBatch = agents * PERIODS_PER_DAY;
  const perYear = yearOfThousand(agents, calendar.days);
  return {
    name,
    size,
    unit: "agentPeriod",
    ...summarise([samplesMs], unitsPerBatch),
    count: unitsPerBatch * dayMs.length,
    unitsPerBatch,
    checksum: (id === undefined ? checksum : areaChecksums.get(id)!).text(),
    facts: { agents, secondsPerThousandYear: perYear * sum(samplesMs) },
  };
}

/**
 * How the time divides, in seconds of a thousand customers and a year: by the shares that a second life
 * has, with clocks, of which the first is made up.
 */
function partsOf(scenario: Scenario, year: BidderYear): Facts {
  const messages = new CallClock();
  const reading = new CallClock();
  const grid = new CallClock();
  const clocks = [messages, reading, grid];
  messages.watch(LocalMarket.prototype, ["submit", "cancel", "arriveChildren", "endCall"]);
  reading.watch(LocalMarket.prototype, ["readAhead"]);
  grid.watch(RoundGrid.prototype, ["solve", "endRound"]);
  const again = liveBidderYear(scenario, () => {
    for (const clock of clocks) clock.reset();
  });
  assert(again.checksum.text() === year.checksum.text(), "another year");
  const marketMs = messages.stop() + reading.stop();
  const gridMs = grid.stop();
  const bidMs = again.bidMs - sum(clocks.map((clock) => clock.overheadMs()));
  const agents = countAgents(scenario);
  const perYear = yearOfThousand(agents, scenario.calendar.days);
  const ofBid = (perYear * year.bidMs) / bidMs;
  const planSeconds = perYear * year.planMs;
  const bidSeconds = ofBid * (bidMs - marketMs - gridMs);
  return {
    agentsSecondsPerThousandYear: planSeconds + bidSeconds,
    planSecondsPerThousandYear: planSeconds,
    bidSecondsPerThousandYear: bidSeconds,
    marketSecondsPerThousandYear: ofBid * marketMs,
    gridSecondsPerThousandYear: ofBid * gridMs,
    processorSecondsPerThousandYear: perYear * year.processorMs,
    messages: messages.calls,
    trades: year.trades,
  };
}

/** Seconds of a thousand customers and a year in a millisecond of so many in so many days. */
function yearOfThousand(agents: number, days: number): number {
  return ((THOUSAND / agents) * (DAYS_PER_YEAR / days)) / MS_PER_SECOND;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
