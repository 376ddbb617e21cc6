import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { DatasetWriter } from "#datasets/datasetWriter.ts";
import type { TableDefinition } from "#datasets/table.ts";
import { agents } from "#datasets/tables/actors.ts";
import { periods } from "#datasets/tables/grid.ts";
import { activations } from "#datasets/tables/market.ts";
import { unitMeters } from "#datasets/tables/unitMeters.ts";
import { type BaselineComparison, measureBaselines } from "#sim/baselines/measureBaselines.ts";
import { manifestInput } from "#test/datasets/manifestInput.ts";
import { runFolder } from "#test/support/simulationRuns.ts";

const DAYS = 12;
const ORDERED_DAY = 11;
const ORDERED = [40, 41];
const ORDERED_WH = 300;

const folder = join(runFolder(), "made up");
let comparison: BaselineComparison;

/** A row in which everything is zero, or the first word. */
function blank<T extends TableDefinition>({
  columns,
}: T): Record<keyof T["columns"], number | string> {
  const entries = Object.entries(columns).map(([name, column]) => {
    if (column.type === "int32" || column.type === "float64") return [name, 0];
    return [name, "words" in column ? 0 : ""];
  });
  return Object.fromEntries(entries) as Record<keyof T["columns"], number | string>;
}

/**
 * An office that meters 1,000 Wh + 10 Wh a day, on the last day 1,200 Wh; there it is ordered to give
 * 300 Wh in two periods and does. It had nominated 1,100 Wh.
 */
beforeAll(() => {
  const writer = new DatasetWriter(folder);
  const system = writer.table(periods);
  const meters = writer.table(unitMeters);
  for (let day = 0; day < DAYS; day++) {
    for (let slot = 0; slot < 96; slot++) {
      const period = 96 * day + slot;
      const isOrdered = day === ORDERED_DAY && ORDERED.includes(slot);
      const truthWh = day === ORDERED_DAY ? 1200 : 1000 + 10 * day;
      const meteredWh = truthWh - (isOrdered ? ORDERED_WH : 0);
      system.buffer.push({ ...blank(periods), period, day, minuteOfDay: 15 * slot });
      meters.buffer.push({
        ...{ period, unit: 0, workingDay: 1 },
        ...{ nominatedWh: 1100, meteredWh, truthWh },
      });
    }
  }
  const orders = writer.table(activations);
  for (const slot of ORDERED) {
    const period = 96 * ORDERED_DAY + slot;
    orders.buffer.push({ ...blank(activations), period, unit: 0, orderedWh: ORDERED_WH });
  }
  writer.table(agents).buffer.push({ ...blank(agents), uid: "O1", kind: 1, unit: 0 });
  writer.commit({ ...manifestInput, days: DAYS });
  comparison = measureBaselines(folder);
});

test("one order in two periods, which every method can measure", () => {
  expect(comparison).toMatchObject({ orders: 1, ordersLeftOut: 0 });
  expect(comparison.orderedWh).toEqual({ office: 300, pool: null });
  expect(comparison.rows).toHaveLength(12);
});

// Truth 1,200; like days 1 to 10 meter 1,010 to 1,100; before and after the order the meter shows 1,200.
test.each([
  ["nominated", 1100, 1100],
  ["high5of10", 1080, 1080],
  ["high4of5", 1085, 1085],
  ["mid8of10", 1055, 1055],
  ["mid8of10+additive", 1200, 1055 + 211],
  ["mid8of10+multiplicative", 1200, 1.2 * 1055],
  ["mid8of10+additiveOneSided", 1200, 1055 + 211],
  ["rolling5", 1080, 1080],
  ["high10of10+additive", 1200, 1055 + 211],
  ["meterBefore4", 1200, 1500],
  ["meterBeforeAfter4", 1200, 1350],
  ["zero", 0, 0],
])("%s estimates %d Wh, and %d where the provider games", (method, estimate, gamed) => {
  const row = comparison.rows.find((one) => one.method === method)!;
  expect(row).toMatchObject({ kind: "office", periods: 2 });
  expect(row.biasWh).toBeCloseTo(estimate - 1200, 6);
  expect(row.errorWh).toBeCloseTo(1200 - estimate, 6);
  expect(row.gamedBiasWh).toBeCloseTo(gamed - 1200, 6);
  const paidWh = Math.max(0, estimate - 900);
  expect(row.overpaidPercent).toBeCloseTo(100 * (paidWh / 300 - 1), 6);
});
