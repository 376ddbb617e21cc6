import { float64, int32, type TableDefinition } from "#datasets/table.ts";

/** Network cost of what really flowed, by the terms of the network tariff; only where it was asked for. */
export const networkCosts = {
  name: "networkCosts",
  row: "one DSO area in one period",
  columns: {
    period: int32("1", "Market period, from 0."),
    area: int32("1", "Index of the area."),
    lossEur: float64("EUR", "Losses at the loss price of the tariff."),
    congestionEur: float64("EUR", "Monitored branches beyond their free loading."),
    voltageEur: float64("EUR", "Monitored voltages beyond their free band."),
  },
} as const satisfies TableDefinition;
