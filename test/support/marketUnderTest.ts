import type { AvailabilityPrice } from "#engine/market/availability.ts";
import { LocalMarket, type LocalMarketOptions, type Side } from "#engine/market/orderBook.ts";
import type { TariffView } from "#engine/market/tariffView.ts";

/** One trade as the tests compare it. */
export interface Trade {
  period: number;
  buyerAgent: number;
  sellerAgent: number;
  buyerBus: number;
  sellerBus: number;
  energyWh: number;
  priceMicro: number;
  dnutMicro: number;
  makerSide: number;
  buyerPaysMicroEurPerKwh: number;
  sellerGetsMicroEurPerKwh: number;
  makerOrder: number;
  takerOrder: number;
}

/** What every local market must offer, the fast one and the plain one. */
export interface MarketUnderTest {
  open(period: number): void;
  close(period: number): void;
  submit(
    period: number,
    side: Side,
    agent: number,
    bus: number,
    limitMicro: number,
    energyWh: number,
    tariff: TariffView,
  ): number;
  cancel(orderId: number): boolean;
  restingWh(orderId: number): number;
  availability(
    period: number,
    side: Side,
    bus: number,
    tariff: TariffView,
    limit: number,
  ): AvailabilityPrice[];
  tradeRows(): Trade[];
}

export type CreateMarket = (options: LocalMarketOptions) => MarketUnderTest;

/** The local market of the engine, with its trades as rows. */
export class EngineMarket extends LocalMarket implements MarketUnderTest {
  tradeRows(): Trade[] {
    const { trades } = this;
    return Array.from({ length: trades.count }, (_, row) => ({
      period: trades.period[row]!,
      buyerAgent: trades.buyerAgent[row]!,
      sellerAgent: trades.sellerAgent[row]!,
      buyerBus: trades.buyerBus[row]!,
      sellerBus: trades.sellerBus[row]!,
      energyWh: trades.energyWh[row]!,
      priceMicro: trades.priceMicro[row]!,
      dnutMicro: trades.dnutMicro[row]!,
      makerSide: trades.makerSide[row]!,
      buyerPaysMicroEurPerKwh: trades.buyerPaysMicroEurPerKwh[row]!,
      sellerGetsMicroEurPerKwh: trades.sellerGetsMicroEurPerKwh[row]!,
      makerOrder: trades.makerOrder[row]!,
      takerOrder: trades.takerOrder[row]!,
    }));
  }
}
