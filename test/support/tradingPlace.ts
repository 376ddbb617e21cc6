import type { TariffKind } from "#engine/market/tariffModel.ts";
import { Attention } from "#sim/agents/attention.ts";
import { type Device, RING_MASK } from "#sim/agents/devices/device.ts";
import { Prosumer } from "#sim/agents/prosumer.ts";
import { adaptive } from "#sim/agents/strategies/adaptive.ts";
import type { Strategy } from "#sim/agents/strategies/strategy.ts";
import { AreaModel, areaNetwork } from "#sim/market/grid/areaModel.ts";
import { tariffOf } from "#sim/market/grid/tariffOf.ts";
import { LocalTrading } from "#sim/market/localTrading.ts";
import type { TradeSink } from "#sim/market/tradeSink.ts";
import { buildWorld, type World } from "#sim/world/world.ts";
import { smallHome, smallScenario } from "#test/support/smallScenario.ts";

/** Noon of the first day of the run, world index; and 17 h of the day before, when it is decided. */
export const NOON = 2 * 96 + 48;
export const EVE = NOON - 76;
/** Retail price by day, feed-in and the network component, µEUR/kWh. */
export const DAY = 150_000;
export const FEED_IN = 60_000;
export const NETWORK = 38_000;

export type SeenTrade = Parameters<TradeSink>[0];

/** A local market of homes, most of them without devices, whose nominations a test writes by hand. */
export interface TradingPlace {
  readonly world: World;
  readonly area: AreaModel;
  readonly agents: readonly Prosumer[];
  readonly trading: LocalTrading;
  readonly trades: SeenTrade[];
}

/** A world of one area with a home at each of the buses named. */
export function homesAt(buses: readonly string[]): World {
  const base = smallScenario();
  const prosumers = buses.map((bus, k) => smallHome(`H${k}`, { bus }));
  return buildWorld(
    smallScenario({
      calendar: { start: "2025-05-05", days: 2, spinUpDays: 2 },
      areas: [{ ...base.areas[0]!, prosumers }],
    }),
    { seed: 1 },
  );
}

/**
 * @param devicesOf - Devices of each home; none where it is left out.
 * @param strategy - How all of them bid.
 */
export function tradingPlace(
  world: World,
  kind: TariffKind = "dnut",
  devicesOf: (home: number) => readonly Device[] = () => [],
  strategy: Strategy = adaptive,
): TradingPlace {
  const network = areaNetwork(world, 0);
  const agents = world.prosumers.map((series, agent) => {
    const bus = network.busIndex.get(series.prosumer.bus)!;
    return new Prosumer(agent, bus, series, devicesOf(agent), world, strategy);
  });
  const area = new AreaModel(world, 0, network, agents);
  const trades: SeenTrade[] = [];
  const tariff = tariffOf(world.scenario, kind);
  const trading = new LocalTrading(world, area, tariff, (trade) => trades.push(trade));
  return { world, area, agents, trading, trades };
}

/** Notes that all homes have looked ahead at `now`, at periods below `end`. */
export function lookAhead({ world, agents }: TradingPlace, now: number, end: number): void {
  for (const { row } of agents) Attention.of(world).look(row, now, end);
}

/** Writes what each home plans for a period, Wh. */
export function nominate(
  { agents }: Pick<TradingPlace, "agents">,
  period: number,
  energiesWh: readonly number[],
): void {
  for (const [k, agent] of agents.entries()) {
    agent.nominationWh[period & RING_MASK] = energiesWh[k]!;
    agent.nominatedLoadWh[period & RING_MASK] = Math.max(0, energiesWh[k]!);
  }
}

/** A round of one period in which the homes named act in that order; wishes are what is not traded. */
export function askAll(
  { agents, trading }: TradingPlace,
  period: number,
  now: number,
  asked: readonly number[],
  patience: number,
): void {
  const slot = period & RING_MASK;
  const wishWh = Int32Array.from(agents, ({ nominationWh, tradedWh }) => {
    return nominationWh[slot]! - tradedWh[slot]!;
  });
  trading.round(period, now, Int32Array.from(asked), wishWh, patience);
}

/** What the buyer of a trade pays all-in, µEUR/kWh. */
export function paidBy({ restingOffer, priceMicro, dnutMicro }: SeenTrade): number {
  return restingOffer ? priceMicro + dnutMicro + NETWORK : priceMicro;
}

/** What the seller of a trade gets, µEUR/kWh. */
export function gotBy({ restingOffer, priceMicro, dnutMicro }: SeenTrade): number {
  return restingOffer ? priceMicro : priceMicro - dnutMicro - NETWORK;
}
