import type { componentColumns } from "#scenarios/grids/powerGridModel/componentColumns.ts";
import type { SourceRow } from "#scenarios/grids/sourceRow.ts";
import type { TableReader } from "#scenarios/grids/tableReader.ts";

/** A data set while it is read. */
export interface ComponentSet {
  readonly reader: TableReader;
  readonly nodes: Map<string, { readonly id: string; readonly kv: number }>;
  readonly open: (component: keyof typeof componentColumns) => SourceRow[];
}
