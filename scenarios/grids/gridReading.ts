import type { GridCase } from "#scenarios/grids/gridCase.ts";

/** Formats that can be read; docs/GRID-FORMATS.md says what of each. */
export type GridFormat = "eflex-csv" | "pandapower" | "power-grid-model" | "matpower" | "simbench";

/** A grid snapshot with the account of where it came from. */
export interface GridReading {
  readonly format: GridFormat;
  readonly gridCase: GridCase;
  /** Fields that took part, as `table.column`. */
  readonly fieldsRead: readonly string[];
  /** Fields that are there and cannot change a balanced power flow, as `table.column` or `table`. */
  readonly fieldsIgnored: readonly string[];
  /** What was left out or taken for granted, one sentence each. */
  readonly remarks: readonly string[];
  /** Buses that stand in no file: the far ends of branches that are open on one side. */
  readonly openEnds: readonly string[];
}
