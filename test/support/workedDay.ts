import { agents } from "#datasets/tables/actors.ts";
import { areas, periods } from "#datasets/tables/grid.ts";
import {
  activations,
  claims,
  needs,
  offers,
  settlements,
  trades,
} from "#datasets/tables/market.ts";
import { assert } from "#engine/assert.ts";
import { RING_MASK } from "#sim/agents/devices/device.ts";
import type { Run } from "#sim/run/run.ts";
import { type Row, rowsOf, run } from "#test/support/simulationRuns.ts";
import { workedScenario } from "#test/support/workedScenario.ts";

/** The unit that is followed, alone behind its meter: the office, first of all customers. */
export const OFFICE = { agent: 0, unit: 0 } as const;
export const POOL = { unit: 1 } as const;
/** Second day of the run. */
const DAY = 1;

/** What no table holds: every customer in one period, Wh. */
export interface Lived {
  readonly nominatedWh: readonly number[];
  readonly nominatedLoadWh: readonly number[];
  readonly meteredWh: readonly number[];
  readonly consumptionWh: readonly number[];
}

/** Rows of the worked day, and what the customers nominated and metered on it, by period. */
export interface WorkedDay {
  readonly folder: string;
  readonly day: number;
  /** Agent indices. */
  readonly aggregator: number;
  readonly dso: number;
  readonly tso: number;
  readonly retailer: number;
  readonly market: number;
  /** The period told in full. */
  readonly period: number;
  readonly lived: ReadonlyMap<number, Lived>;
  readonly periods: readonly Row<typeof periods>[];
  readonly areas: readonly Row<typeof areas>[];
  readonly trades: readonly Row<typeof trades>[];
  readonly needs: readonly Row<typeof needs>[];
  readonly offers: readonly Row<typeof offers>[];
  readonly claims: readonly Row<typeof claims>[];
  readonly activations: readonly Row<typeof activations>[];
  readonly settlements: readonly Row<typeof settlements>[];
}

/** Runs the worked scenario under 1C and collects the rows of its second day. */
export async function liveWorkedDay(folder: string): Promise<WorkedDay> {
  const lived = new Map<number, Lived>();
  const onInstant = ({ community, meters, world }: Run, now: number) => {
    const period = now - 2 - world.calendar.firstRun;
    const slot = (now - 2) & RING_MASK;
    lived.set(period, {
      nominatedWh: community.prosumers.map((one) => one.nominationWh[slot]!),
      nominatedLoadWh: community.prosumers.map((one) => one.nominatedLoadWh[slot]!),
      meteredWh: community.prosumers.map(({ agent }) => meters.of(now - 2)[agent]!),
      consumptionWh: community.prosumers.map(({ consumptionWh }) => consumptionWh),
    });
  };
  await run({ scenario: workedScenario(), variant: "1C", folder }, { onInstant });

  const ofDay = rowsOf(folder, periods).filter(({ day }) => day === DAY);
  const isOfDay = ({ period }: { period: number }) => ofDay.some((row) => row.period === period);
  const accounts = rowsOf(folder, agents);
  const agentOf = (kind: string) => accounts.find((row) => row.kind === kind)!.agent;
  const orders = rowsOf(folder, activations).filter(isOfDay);
  return {
    folder,
    day: DAY,
    aggregator: agentOf("aggregator"),
    dso: agentOf("dso"),
    tso: agentOf("tso"),
    retailer: agentOf("retailer"),
    market: agentOf("dayAheadMarket"),
    period: tellingPeriod(orders),
    lived,
    periods: ofDay,
    areas: rowsOf(folder, areas).filter(isOfDay),
    trades: rowsOf(folder, trades).filter(isOfDay),
    needs: rowsOf(folder, needs).filter(isOfDay),
    offers: rowsOf(folder, offers).filter(isOfDay),
    claims: rowsOf(folder, claims).filter(isOfDay),
    activations: orders,
    settlements: rowsOf(folder, settlements).filter(({ day }) => day === DAY),
  };
}

/** The first period in which both units are ordered and the office delivers too little. */
function tellingPeriod(orders: readonly Row<typeof activations>[]): number {
  const found = orders.find(
    ({ unit, period, paidWh, orderedWh }) =>
      unit === OFFICE.unit &&
      paidWh > 0 &&
      paidWh < orderedWh - 100 &&
      orders.some((other) => other.period === period && other.unit === POOL.unit),
  );
  assert(found !== undefined, "the worked day has no period worth telling: change its scenario");
  return found.period;
}
