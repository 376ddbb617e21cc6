import { numberColumn } from "#datasets/columns.ts";
import { readManifest, readTable } from "#datasets/readDataset.ts";
import { runs } from "#datasets/tables/run.ts";

type TextColumn = "scenario" | "variant";

/** A numeric column of `runs`. */
export type IndicatorName = Exclude<keyof typeof runs.columns, TextColumn>;

/** All indicators of one run; NaN where one does not exist. */
export interface RunIndicators {
  readonly variant: string;
  readonly seed: number;
  readonly values: Readonly<Record<IndicatorName, number>>;
}

export const indicatorNames = Object.keys(runs.columns).filter(
  (name): name is IndicatorName => name !== "scenario" && name !== "variant",
);

/** Reads the indicators of the run in `folder`. Throws DatasetError. */
export function readIndicators(folder: string): RunIndicators {
  const { variant, seed } = readManifest(folder);
  const table = readTable(folder, runs);
  const values = indicatorNames.map((name) => [name, numberColumn(table, name)[0]!] as const);
  return { variant, seed, values: Object.fromEntries(values) as Record<IndicatorName, number> };
}
