import Table from "cli-table3";
import type { BaselineComparison } from "#sim/baselines/measureBaselines.ts";

/** The comparison of methods for the terminal, and how to read it. */
export function baselinesText(comparison: BaselineComparison): string {
  const { rows, orderedWh, orders, ordersLeftOut } = comparison;
  const table = new Table({
    head: ["kind", "method", "periods", "bias Wh", "error Wh", "overpaid %", "bias gamed Wh"],
    colAligns: ["left", "left", "right", "right", "right", "right", "right"],
    style: { head: [], border: [], compact: true },
  });
  for (const row of rows) {
    const overpaid = row.overpaidPercent === null ? "–" : row.overpaidPercent.toFixed(1);
    const wh = [row.biasWh, row.errorWh].map((value) => value.toFixed(0));
    table.push([row.kind, row.method, row.periods, ...wh, overpaid, row.gamedBiasWh.toFixed(0)]);
  }
  const means = Object.entries(orderedWh)
    .filter(([, wh]) => wh !== null)
    .map(([kind, wh]) => `${kind} ${wh!.toFixed(0)} Wh`);
  return [
    table.toString(),
    `${orders} orders that every method can measure; ${ordersLeftOut} others lack history. ` +
      `Ordered in a period on average: ${means.join(", ") || "nothing"}.`,
    "Bias: baseline less replayed truth, in the provider's favour; error: their mean distance;",
    "overpaid: paid beyond what was truly delivered; gamed: the bias where providers move their meter",
    "by what they will be asked for, during the two hours before.",
  ].join("\n");
}
