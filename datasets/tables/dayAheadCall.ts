import { float64, int32, type TableDefinition, text } from "#datasets/table.ts";

/** Calls of the local market; only where a scenario has a day open with an auction. */
export const dayAheadCalls = {
  name: "dayAheadCalls",
  row: "one period in one local market, cleared in the round in which its day opened",
  columns: {
    period: int32("1", "Period of delivery."),
    marketMinute: int32(
      "min",
      "Market time of the call, minutes since the start of the run; its trades have the same.",
    ),
    area: int32("1", "Index of the area."),
    feeder: text("Feeder that is a market of its own; empty where all of the area is one."),
    bids: int32("1", "Bids that were called."),
    offers: int32("1", "Offers that were called."),
    trades: int32("1", "Trades."),
    energyWh: int32("Wh", "Traded energy."),
    surplusEur: float64("EUR", "What bids give more than offers ask, tariff and f0 paid."),
    priceMicroEurPerKwh: float64(
      "µEUR/kWh",
      "Price on the axis that all buses share: a seller gets it − λ, a buyer pays it − λ + f0 where it is uniform; not a number without trades.",
    ),
  },
} as const satisfies TableDefinition;
