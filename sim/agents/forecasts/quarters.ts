import type { Calendar } from "#sim/world/calendar.ts";

const QUARTERS = 96;

const known = new WeakMap<Calendar, Uint8Array>();
const knownByDay = new WeakMap<Calendar, Uint8Array>();

/** Quarter of the local day of each period of a calendar, 0 to 95: one table for all that ask. */
export function quartersOf(calendar: Calendar): Uint8Array {
  let quarters = known.get(calendar);
  if (quarters === undefined) {
    quarters = Uint8Array.from(calendar.minuteOfDay, (minute) => Math.floor(minute / 15));
    known.set(calendar, quarters);
  }
  return quarters;
}

/** The same, and 96 more on days that are no weekdays. */
export function dayQuartersOf(calendar: Calendar): Uint8Array {
  let quarters = knownByDay.get(calendar);
  if (quarters === undefined) {
    quarters = quartersOf(calendar).map((quarter, i) =>
      calendar.dayType[i]! > 0 ? QUARTERS + quarter : quarter,
    );
    knownByDay.set(calendar, quarters);
  }
  return quarters;
}
