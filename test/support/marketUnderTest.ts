import { LocalMarket, type LocalMarketOptions } from "#engine/market/localMarket.ts";

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
export interface MarketUnderTest
  extends Pick<
    LocalMarket,
    | "open"
    | "close"
    | "deliver"
    | "forget"
    | "periodState"
    | "submit"
    | "cancel"
    | "amend"
    | "take"
    | "uncross"
    | "arriveChildren"
    | "state"
    | "restingWh"
    | "tradedWh"
    | "availability"
  > {
  tradeRows(): Trade[];
}

export type CreateMarket = (options: LocalMarketOptions) => MarketUnderTest;

/** The trades of a market as rows. */
export function tradeRowsOf({ trades }: Pick<LocalMarket, "trades">): Trade[] {
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

/** The local market of the engine, with its trades as rows; it audits itself after each message. */
export class EngineMarket extends LocalMarket implements MarketUnderTest {
  constructor(options: LocalMarketOptions) {
    super({ isAudited: options.capacity <= 1_000, ...options });
  }

  tradeRows(): Trade[] {
    return tradeRowsOf(this);
  }
}
