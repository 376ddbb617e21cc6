import { hedgedWh, retailQuantile } from "#sim/agents/targetQuantity.ts";

/** What a customer is best off having traded by the gate, Wh; prices in µEUR/kWh. */
export function targetWh(
  meanWh: number,
  sdWh: number,
  buyMicro: number,
  sellMicro: number,
  importMicro: number,
  feedInMicro: number,
): number {
  const bought = retailQuantile(buyMicro, importMicro, feedInMicro);
  const sold = retailQuantile(sellMicro, importMicro, feedInMicro);
  return hedgedWh(meanWh, sdWh, bought, sold);
}
