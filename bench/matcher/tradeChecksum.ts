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

/** Trades as a matcher writes them down. */
export type TradeColumns = Pick<TradeLog, "count" | (typeof COLUMNS)[number]>;

/** Of all trades in their order; ids of orders are the matcher's own affair. */
export class TradeChecksum {
  count = 0;
  tradedWh = 0;
  readonly #checksum = new Checksum();

  add(trades: TradeColumns): this {
    for (let row = 0; row < trades.count; row++) {
      for (const column of COLUMNS) this.#checksum.add(trades[column][row]!);
      this.tradedWh += trades.energyWh[row]!;
    }
    this.count += trades.count;
    return this;
  }

  text(): string {
    return this.#checksum.text();
  }
}
