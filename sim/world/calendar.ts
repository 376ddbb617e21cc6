import { Temporal } from "temporal-polyfill";
import { assert } from "#engine/assert.ts";

/** What a calendar is made from; dates are ISO dates of the local calendar. */
export interface CalendarRequest {
  readonly timeZone: string;
  /** First day of the run. */
  readonly start: string;
  readonly days: number;
  readonly spinUpDays: number;
  readonly holidays: readonly string[];
}

/**
 * Periods of 15 minutes in UTC order, index 0 = first period of the spin-up. Behind the run stand
 * `TAIL_DAYS` more days, so that agents can look ahead. Local days have 92, 96 or 100 periods.
 */
export interface Calendar {
  readonly count: number;
  /** Index of period 0 of the run, and the index behind its last. */
  readonly firstRun: number;
  readonly endRun: number;
  readonly firstRunDay: number;
  readonly dayCount: number;
  /** First index of each local day; `dayStart[dayCount]` = count. */
  readonly dayStart: Int32Array;
  readonly isoDate: readonly string[];
  /** Local date of day 0 as days since 1970-01-01; names a day independently of the run. */
  readonly firstUnixDay: number;
  /** Quarter hours since 1970 of index 0; names a period independently of the run. */
  readonly firstUnixQuarter: number;

  // by period
  readonly startUnixSeconds: Float64Array;
  /** Local day, counted from 0 at the start of the spin-up. */
  readonly day: Int32Array;
  /** Local wall clock at the start of the period. */
  readonly minuteOfDay: Int16Array;
  /** 0 weekday, 1 Saturday, 2 Sunday or holiday. */
  readonly dayType: Uint8Array;
  /** 0 = January. */
  readonly month: Uint8Array;
  /** From 1. */
  readonly dayOfMonth: Uint8Array;
  readonly year: Int16Array;
  /** From 1 to 366. */
  readonly dayOfYear: Int16Array;
}

export const WEEKDAY = 0;
export const SATURDAY = 1;
export const SUNDAY = 2;

/** Local days behind the run that still have weather, prices and loads. */
export const TAIL_DAYS = 2;

const QUARTER_SECONDS = 900;
const DAY_SECONDS = 86_400;

/** Lays out every period of spin-up, run and tail in local time. */
export function buildCalendar(request: CalendarRequest): Calendar {
  const { timeZone, start, days, spinUpDays, holidays } = request;
  const dayCount = spinUpDays + days + TAIL_DAYS;
  const firstDate = Temporal.PlainDate.from(start).subtract({ days: spinUpDays });
  const dates = Array.from({ length: dayCount + 1 }, (_, d) => firstDate.add({ days: d }));
  const midnights = dates.map((date) => unixSeconds(date.toZonedDateTime(timeZone)));

  const first = midnights[0]!;
  assert(first % QUARTER_SECONDS === 0, "calendar: days must start on a quarter hour UTC");
  const dayStart = Int32Array.from(midnights, (at) => (at - first) / QUARTER_SECONDS);
  const count = dayStart[dayCount]!;

  const calendar = {
    count,
    firstRun: dayStart[spinUpDays]!,
    endRun: dayStart[spinUpDays + days]!,
    firstRunDay: spinUpDays,
    dayCount,
    dayStart,
    isoDate: dates.slice(0, dayCount).map((date) => date.toString()),
    firstUnixDay: unixDayOf(firstDate),
    firstUnixQuarter: first / QUARTER_SECONDS,
    startUnixSeconds: Float64Array.from({ length: count }, (_, i) => first + i * QUARTER_SECONDS),
    day: new Int32Array(count),
    minuteOfDay: new Int16Array(count),
    dayType: new Uint8Array(count),
    month: new Uint8Array(count),
    dayOfMonth: new Uint8Array(count),
    year: new Int16Array(count),
    dayOfYear: new Int16Array(count),
  };
  const free = new Set(holidays);
  for (let d = 0; d < dayCount; d++) fillDay(calendar, d, dates[d]!, free, timeZone);
  return calendar;
}

/** First index of local day `day` whose wall clock shows `minuteOfDay` or later. */
export function indexAt(calendar: Calendar, day: number, minuteOfDay: number): number {
  const end = calendar.dayStart[day + 1]!;
  let index = calendar.dayStart[day]!;
  while (index < end && calendar.minuteOfDay[index]! < minuteOfDay) index++;
  return index;
}

/** 0 weekday, 1 Saturday, 2 Sunday or holiday. */
export function dayTypeOf(date: Temporal.PlainDate, holidays: ReadonlySet<string>): number {
  if (date.dayOfWeek === 7 || holidays.has(date.toString())) return SUNDAY;
  return date.dayOfWeek === 6 ? SATURDAY : WEEKDAY;
}

function fillDay(
  calendar: Calendar,
  day: number,
  date: Temporal.PlainDate,
  holidays: ReadonlySet<string>,
  timeZone: string,
): void {
  const from = calendar.dayStart[day]!;
  const end = calendar.dayStart[day + 1]!;
  calendar.day.fill(day, from, end);
  calendar.dayType.fill(dayTypeOf(date, holidays), from, end);
  calendar.month.fill(date.month - 1, from, end);
  calendar.dayOfMonth.fill(date.day, from, end);
  calendar.year.fill(date.year, from, end);
  calendar.dayOfYear.fill(date.dayOfYear, from, end);

  const plain = (end - from) * QUARTER_SECONDS === DAY_SECONDS;
  for (let i = from; i < end; i++) {
    calendar.minuteOfDay[i] = plain
      ? (i - from) * 15
      : wallMinute(calendar.startUnixSeconds[i]!, timeZone);
  }
}

function wallMinute(seconds: number, timeZone: string): number {
  const instant = Temporal.Instant.fromEpochMilliseconds(seconds * 1000);
  const local = instant.toZonedDateTimeISO(timeZone);
  return local.hour * 60 + local.minute;
}

function unixSeconds(instant: Temporal.ZonedDateTime): number {
  return instant.epochMilliseconds / 1000;
}

function unixDayOf(date: Temporal.PlainDate): number {
  return unixSeconds(date.toZonedDateTime("UTC")) / DAY_SECONDS;
}
