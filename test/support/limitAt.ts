import type { Side } from "#engine/market/side.ts";
import { adaptive } from "#sim/agents/strategies/adaptive.ts";
import type { Strategy } from "#sim/agents/strategies/strategy.ts";
import { Bidding, NO_LIMIT } from "#sim/market/orders/bid.ts";
import type { PlacePrices } from "#sim/market/placePrices.ts";
import type { World } from "#sim/world/world.ts";

/** Limit of an order from a bus, a round of its own; null for none. */
export function limitAt(
  side: Side,
  bus: number,
  period: number,
  patience: number,
  prices: PlacePrices,
  world: World,
  strategy: Strategy = adaptive,
): number | null {
  const series = { prosumer: { uid: "somebody" } };
  const bidder = { bus, strategy, series, forecastSdWh: () => 100 };
  const bidding = new Bidding(world, [bidder], prices);
  bidding.startRound(true, true);
  const limit = bidding.limitMicro(0, side, period, period - 20, patience);
  return limit === NO_LIMIT ? null : limit;
}
