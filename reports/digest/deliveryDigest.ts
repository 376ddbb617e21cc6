import type { Table } from "apache-arrow";
import { codeColumn, numberColumn } from "#datasets/columns.ts";
import { NEEDS, type Need } from "#datasets/words.ts";

/** What was ordered for one purpose, and what of it came. Sums over activations, in MWh. */
export interface DeliveryDigest {
  readonly need: Need;
  readonly orderedMwh: number;
  /** By meter and baseline; may pass what was ordered. */
  readonly verifiedMwh: number;
  /** min(verified, ordered), after sharing between orders. */
  readonly paidMwh: number;
  /** Share of the true response, by replay of the unit without the order. */
  readonly servedMwh: number;
}

const WH_PER_MWH = 1e6;

/** Adds up the table `activations` by purpose. */
export function digestDelivery(activations: Table): DeliveryDigest[] {
  const { codes, words } = codeColumn(activations, "need");
  return NEEDS.map((need) => {
    const code = words.indexOf(need);
    const sum = (name: string) => sumWhere(numberColumn(activations, name), codes, code);
    return {
      need,
      orderedMwh: sum("orderedWh") / WH_PER_MWH,
      verifiedMwh: sum("verifiedWh") / WH_PER_MWH,
      paidMwh: sum("paidWh") / WH_PER_MWH,
      servedMwh: sum("servedWh") / WH_PER_MWH,
    };
  });
}

function sumWhere(values: ArrayLike<number>, codes: Int32Array, code: number): number {
  let total = 0;
  for (let row = 0; row < codes.length; row++) if (codes[row] === code) total += values[row]!;
  return total;
}
