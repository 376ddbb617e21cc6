import { int32, type TableDefinition } from "#datasets/table.ts";

/** What baselines are computed from and held against; only where it was asked for. */
export const unitMeters = {
  name: "unitMeters",
  row: "one registered unit in one period",
  columns: {
    period: int32("1", "Market period, from 0."),
    unit: int32("1", "Index of the unit."),
    workingDay: int32("1", "1 on working days, 0 at weekends and on holidays."),
    nominatedWh: int32("Wh", "Nomination frozen at the gate."),
    meteredWh: int32("Wh", "Metered net energy."),
    truthWh: int32(
      "Wh",
      "What it would have metered without the orders of its episode (replayed).",
    ),
  },
} as const satisfies TableDefinition;
