import type { TradeLog } from "#engine/market/tradeLog.ts";
import type { PlacePrices } from "#sim/market/placePrices.ts";

/**
 * Learns prices from the trades of a round of one period; returns the DNUT that was charged before
 * with theirs, µEUR.
 */
export function learnRound(
  prices: PlacePrices,
  period: number,
  trades: TradeLog,
  dnutMicroEurBefore: number,
): number {
  let energySum = 0;
  let dnutMicroEur = dnutMicroEurBefore;
  for (let t = 0; t < trades.count; t++) energySum += trades.energyWh[t]!;
  for (let t = 0; t < trades.count; t++) {
    const energyWh = trades.energyWh[t]!;
    dnutMicroEur += (trades.dnutMicro[t]! * energyWh) / 1000;
    prices.learnTrade(
      period,
      {
        buyerBus: trades.buyerBus[t]!,
        sellerBus: trades.sellerBus[t]!,
        paidMicro: trades.buyerPaysMicroEurPerKwh[t]!,
        gotMicro: trades.sellerGetsMicroEurPerKwh[t]!,
      },
      energyWh / energySum,
    );
  }
  return dnutMicroEur;
}
