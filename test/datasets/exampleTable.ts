import { category, float64, int32, type TableDefinition, text } from "#datasets/table.ts";

/** A table with every type of column. */
export const example = {
  name: "example",
  row: "one example",
  columns: {
    period: int32("1", "Period."),
    energyMwh: float64("MWh", "Energy."),
    direction: category(["up", "down"], "Direction."),
    element: text("Element."),
  },
} as const satisfies TableDefinition;
