import type { Table } from "apache-arrow";
import { numberColumn } from "#datasets/columns.ts";
import { durationCurve } from "#reports/digest/durationCurve.ts";

/** Duration curves of one area, at `durationShares`. */
export interface AreaDigest {
  /** Highest station transformer loading, percent, highest first. */
  readonly transformerLoadingPercent: Float64Array;
  /** Highest voltage, pu, highest first. */
  readonly voltagePuMax: Float64Array;
  /** Lowest voltage, pu, lowest first. */
  readonly voltagePuMin: Float64Array;
}

/** Sums up the table `areas`, one entry an area. */
export function digestAreas(areas: Table, areaCount: number): AreaDigest[] {
  const area = numberColumn(areas, "area");
  const rows = Array.from({ length: areaCount }, (_, index) => rowsOf(area, index));
  const curve = (name: string, index: number, first: "highest" | "lowest") => {
    const values = numberColumn(areas, name);
    return durationCurve(
      Float64Array.from(rows[index]!, (row) => values[row]!),
      first,
    );
  };
  return rows.map((_, index) => ({
    transformerLoadingPercent: curve("transformerLoadingPercentMax", index, "highest"),
    voltagePuMax: curve("voltagePuMax", index, "highest"),
    voltagePuMin: curve("voltagePuMin", index, "lowest"),
  }));
}

function rowsOf(area: ArrayLike<number>, index: number): Int32Array {
  const rows = new Int32Array(area.length);
  let count = 0;
  for (let row = 0; row < area.length; row++) if (area[row] === index) rows[count++] = row;
  return rows.subarray(0, count);
}
