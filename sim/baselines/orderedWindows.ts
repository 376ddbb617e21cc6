import type { BaselineHistory, BaselineWindow } from "#engine/settlement/baseline.ts";
import type { UnitDay } from "#sim/baselines/unitDays.ts";

/** Days behind which no like day is looked for, as in Elexon's BL01. */
const LOOK_BACK_DAYS = 60;
const LIKE_DAYS_MAX = 10;
/** A like day is without orders from so many periods before the window on: rebound and adjustment. */
const CLEAR_PERIODS = 8;

/** The orders of a day as windows: consecutive periods ordered in one direction. */
export function orderedWindows({ orderedWh }: UnitDay): BaselineWindow[] {
  const windows: BaselineWindow[] = [];
  let from = 0;
  for (let period = 1; period <= orderedWh.length; period++) {
    const sign = Math.sign(orderedWh[from]!);
    if (period < orderedWh.length && Math.sign(orderedWh[period]!) === sign) continue;
    if (sign !== 0) windows.push({ from, to: period, direction: sign > 0 ? 0 : 1 });
    from = period;
  }
  return windows;
}

/** What was known of a unit when its orders in a window were verified. */
export function historyOf(
  days: readonly (UnitDay | undefined)[],
  day: number,
  window: BaselineWindow,
): BaselineHistory {
  const today = days[day]!;
  const likeDays: Float64Array[] = [];
  for (let back = 1; back <= LOOK_BACK_DAYS && likeDays.length < LIKE_DAYS_MAX; back++) {
    const other = days[day - back];
    if (other === undefined || other.isWorkingDay !== today.isWorkingDay) continue;
    const asked = other.orderedWh.subarray(Math.max(0, window.from - CLEAR_PERIODS), window.to);
    if (asked.every((orderedWh) => orderedWh === 0)) likeDays.push(other.meteredWh);
  }
  return {
    likeDays,
    isWorkingDay: today.isWorkingDay,
    today: today.meteredWh,
    nominated: today.nominatedWh,
  };
}
