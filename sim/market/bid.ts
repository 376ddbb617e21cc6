import { PRICE_MICRO_MAX, PRICE_MICRO_MIN, ticksDown, ticksUp } from "#engine/market/priceGrid.ts";
import { BID } from "#engine/market/side.ts";
import type { PlacePrices } from "#sim/market/placePrices.ts";
import type { World } from "#sim/world/world.ts";

/**
 * All-in limit of an agent's order, µEUR/kWh on the price grid, or null where no rational price
 * exists. Reservation price is the retail contract; towards the gate the limit moves from the
 * expected price to it (patience 1 … 0). A seller never asks below feed-in, a buyer never pays
 * more than the retail import price, tariff and network component included; both with the charge
 * that they expect on what stays with the retailer.
 */
export function orderOf(
  side: 0 | 1,
  bus: number,
  period: number,
  patience: number,
  prices: PlacePrices,
  world: World,
): number | null {
  const residual = prices.residualAt(period, bus);
  const feedIn = world.scenario.prices.retail.feedInMicroEurPerKwh + residual;
  const retail = world.retailImportMicroEurPerKwh[period]! + residual;
  if (side === BID) {
    const limit = retail - Math.max(0, retail - prices.buyAt(period, bus)) * patience;
    return limit <= 0 ? null : Math.min(ticksDown(limit), PRICE_MICRO_MAX);
  }
  const limit = feedIn + Math.max(0, prices.sellAt(period, bus) - feedIn) * patience;
  return Math.min(Math.max(ticksUp(limit), PRICE_MICRO_MIN), PRICE_MICRO_MAX);
}
