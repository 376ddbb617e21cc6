import { category, float64, int32, type TableDefinition, text } from "#datasets/table.ts";
import { ACCOUNT_KINDS } from "#datasets/words.ts";

/** Everyone with an account; totals over the run. */
export const agents = {
  name: "agents",
  row: "one account holder",
  columns: {
    agent: int32("1", "Index of the agent, and of its account."),
    uid: text("Name of the agent."),
    kind: category(ACCOUNT_KINDS, "What it is."),
    area: int32("1", "Index of the area; -1 outside of areas."),
    bus: text("Bus of the connection; empty for operators and traders."),
    unit: int32("1", "Registered unit that it belongs to; -1 for none."),
    flexible: int32("1", "1 when its devices may be steered."),
    consumptionWh: float64("Wh", "Gross consumption."),
    pvWh: float64("Wh", "PV feed-in before own use."),
    importWh: float64("Wh", "Metered import."),
    exportWh: float64("Wh", "Metered export."),
    boughtWh: float64("Wh", "Bought in the local market."),
    soldWh: float64("Wh", "Sold in the local market."),
    movedWh: float64("Wh", "Traded energy that changed its nomination."),
    activatedWh: float64("Wh", "Paid activation energy."),
    balanceMicroEur: float64("µEUR", "Everything received less everything paid."),
    retailOnlyMicroEur: float64("µEUR", "What its metered energy would have cost at retail alone."),
  },
} as const satisfies TableDefinition;

/** Registered units: what offers, claims and activations refer to. */
export const units = {
  name: "units",
  row: "one registered unit",
  columns: {
    unit: int32("1", "Index of the unit."),
    name: text("Name: aggregator and feeder, or office."),
    area: int32("1", "Index of the area."),
    feeder: text("Low-voltage feeder on which the unit lies."),
    aggregator: int32("1", "Agent index of the flexibility service provider."),
    members: int32("1", "Customers in the pool."),
    upWhMax: int32("Wh", "Registered capability per period, up."),
    downWhMax: int32("Wh", "Registered capability per period, down."),
  },
} as const satisfies TableDefinition;
