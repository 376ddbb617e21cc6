import type { SourceRow } from "#scenarios/grids/sourceRow.ts";
import type { TableReader } from "#scenarios/grids/tableReader.ts";

/** How a bus takes part: constant power, held voltage, reference. */
export type BusType = "PQ" | "PV" | "REF" | "NONE";

export interface MatpowerBus {
  readonly id: string;
  readonly kv: number;
  readonly type: BusType;
  readonly angleDegree: number;
}

/** A case while it is read. */
export interface MatpowerCase {
  readonly reader: TableReader;
  /** Of three phases. */
  readonly baseMva: number;
  /** Factor on powers: 3 where the file is per phase, else 1. */
  readonly threefold: number;
  /** Factor on voltages: √3 where the file is per phase, else 1. */
  readonly kvFactor: number;
  readonly buses: Map<string, MatpowerBus>;
  readonly open: (table: "bus" | "gen" | "branch") => SourceRow[];
}
