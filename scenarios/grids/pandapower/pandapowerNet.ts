import type { pandapowerColumns } from "#scenarios/grids/pandapower/pandapowerColumns.ts";
import type { SourceRow } from "#scenarios/grids/sourceRow.ts";
import type { TableReader } from "#scenarios/grids/tableReader.ts";

/** A bus by its index. */
export interface NetBus {
  readonly id: string;
  readonly row: SourceRow;
  readonly kv: number;
  readonly inService: boolean;
}

/** A net while it is read. */
export interface PandapowerNet {
  readonly reader: TableReader;
  readonly frequencyHz: number;
  readonly buses: Map<string, NetBus>;
  /** Buses at which an open switch takes an element off, by table and index, "line 3". */
  readonly openEnds: Map<string, Set<string>>;
  readonly open: (table: keyof typeof pandapowerColumns) => SourceRow[];
}
