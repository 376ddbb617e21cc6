import type { World } from "#sim/world/world.ts";

/** Price of network losses in a period: day-ahead, but not below the floor; µEUR/kWh. */
export function lossPriceMicro(world: World, period: number): number {
  const { lossPriceFloorMicroEurPerKwh } = world.scenario.localMarket.tariff;
  return Math.max(world.dayAheadMicroEurPerKwh[period]!, lossPriceFloorMicroEurPerKwh);
}
