import type { Table } from "apache-arrow";
import { numberColumn } from "#datasets/columns.ts";
import type { Need } from "#datasets/words.ts";

/** What was needed for one purpose, and what of it was granted. */
export interface NeedDigest {
  readonly need: Need;
  readonly neededMwh: number;
  readonly metMwh: number;
}

const WH_PER_MWH = 1e6;

const columns = [
  ["DSO_CM", "needDsoWh", "metDsoWh"],
  ["TSO_CM", "needTsoWh", "metTsoWh"],
  ["BAL", "needBalWh", "metBalWh"],
] as const;

/** Adds up needs and grants of the table `periods`. */
export function digestNeeds(periods: Table): NeedDigest[] {
  return columns.map(([need, needed, met]) => ({
    need,
    neededMwh: sum(numberColumn(periods, needed)) / WH_PER_MWH,
    metMwh: sum(numberColumn(periods, met)) / WH_PER_MWH,
  }));
}

function sum(values: Int32Array | Float64Array): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i]!;
  return total;
}
