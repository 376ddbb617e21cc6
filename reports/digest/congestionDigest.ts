import type { Table } from "apache-arrow";
import { numberColumn } from "#datasets/columns.ts";

export const HOURS = 24;
export const MONTHS = 12;

const PERIOD_HOURS = 0.25;
const MILLISECONDS_PER_DAY = 86_400_000;

/** Overload hours by month and local hour, `[month * 24 + hour]`; NaN where the run was not. */
export function digestCongestion(periods: Table, areas: Table, start: string): Float64Array {
  const hours = new Float64Array(MONTHS * HOURS).fill(Number.NaN);
  const cells = cellOfPeriod(periods, start);
  for (const cell of cells.values()) hours[cell] = 0;
  const period = numberColumn(areas, "period");
  const loadingPercent = numberColumn(areas, "loadingPercentMax");
  const overloaded = new Set<number>();
  for (let row = 0; row < period.length; row++) {
    if (loadingPercent[row]! > 100) overloaded.add(period[row]!);
  }
  for (const index of overloaded) hours[cells.get(index)!]! += PERIOD_HOURS;
  return hours;
}

function cellOfPeriod(periods: Table, start: string): Map<number, number> {
  const period = numberColumn(periods, "period");
  const day = numberColumn(periods, "day");
  const minuteOfDay = numberColumn(periods, "minuteOfDay");
  const firstDay = Date.parse(`${start}T00:00Z`);
  const cells = new Map<number, number>();
  for (let row = 0; row < period.length; row++) {
    const month = new Date(firstDay + day[row]! * MILLISECONDS_PER_DAY).getUTCMonth();
    cells.set(period[row]!, month * HOURS + Math.floor(minuteOfDay[row]! / 60));
  }
  return cells;
}
