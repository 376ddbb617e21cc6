import type { simbenchColumns } from "#scenarios/grids/simbench/simbenchColumns.ts";
import type { SourceRow } from "#scenarios/grids/sourceRow.ts";
import type { TableReader } from "#scenarios/grids/tableReader.ts";

export interface SimbenchNode {
  readonly id: string;
  readonly kv: number;
  /** Voltage that a generator or external net holds here, pu. */
  readonly voltagePu: number | null;
  readonly angleDegree: number;
}

/** A SimBench grid while it is read. */
export interface SimbenchGrid {
  readonly reader: TableReader;
  readonly has: (table: string) => boolean;
  readonly nodes: Map<string, SimbenchNode>;
  readonly open: (table: keyof typeof simbenchColumns) => SourceRow[];
}
