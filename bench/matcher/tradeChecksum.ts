import { Checksum } from "#bench/checksum.ts";
import type { TradeLog } from "#engine/market/tradeLog.ts";

const COLUMNS = [
  "period",
  "buyerAgent",
  "sellerAgent",
  "buyerBus",
  "sellerBus",
  "energyWh",
  "priceMicro",
  "dnutMicro",
  "makerSide",
] as const;

/** Of all trades in their order; ids of orders are the matcher's own affair. */
export function tradeChecksum(trades: Pick<TradeLog, "count" | (typeof COLUMNS)[number]>): string {
  const checksum = new Checksum().add(trades.count);
  for (let row = 0; row < trades.count; row++) {
    for (const column of COLUMNS) checksum.add(trades[column][row]!);
  }
  return checksum.text();
}
