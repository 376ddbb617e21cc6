import type { Table } from "apache-arrow";
import { codeColumn, numberColumn } from "#datasets/columns.ts";
import { CONFLICT_SETS } from "#datasets/words.ts";

/** Conflicts of DSO and TSO by direction, and those within the TSO, which count apart. */
export const CONFLICT_CLASSES = ["same", "opposite", "withinTso"] as const;

type ConflictSet = (typeof CONFLICT_SETS)[number];
type ConflictClass = (typeof CONFLICT_CLASSES)[number];

/** A number of conflicts, their energy and the smaller payments on it. */
export interface ConflictSum {
  readonly count: number;
  readonly mwh: number;
  readonly eur: number;
}

export type ConflictDigest = Readonly<Record<`${ConflictSet} ${ConflictClass}`, ConflictSum>>;

const WITHIN_TSO = "TSO_CM/BAL";
const WH_PER_MWH = 1e6;
const MICRO_EUR_PER_EUR = 1e6;

/** Adds up the table `conflicts` by set and class. */
export function digestConflicts(conflicts: Table): ConflictDigest {
  const set = codeColumn(conflicts, "set");
  const pair = codeColumn(conflicts, "pair");
  const kind = codeColumn(conflicts, "kind");
  const overlapWh = numberColumn(conflicts, "overlapWh");
  const costMicroEur = numberColumn(conflicts, "costMicroEur");
  const sums = new Map<string, { count: number; mwh: number; eur: number }>();
  for (const name of CONFLICT_SETS) {
    for (const group of CONFLICT_CLASSES) {
      sums.set(`${name} ${group}`, { count: 0, mwh: 0, eur: 0 });
    }
  }
  for (let row = 0; row < overlapWh.length; row++) {
    const isWithin = pair.words[pair.codes[row]!] === WITHIN_TSO;
    const group = isWithin ? "withinTso" : kind.words[kind.codes[row]!]!;
    const sum = sums.get(`${set.words[set.codes[row]!]!} ${group}`)!;
    sum.count++;
    sum.mwh += overlapWh[row]! / WH_PER_MWH;
    sum.eur += costMicroEur[row]! / MICRO_EUR_PER_EUR;
  }
  return Object.fromEntries(sums) as ConflictDigest;
}
