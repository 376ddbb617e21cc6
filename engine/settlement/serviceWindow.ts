/** When reserved flexibility has to be ready; dates and times of the local calendar. */
export interface ServiceWindow {
  /** First and last day, ISO dates. */
  readonly firstDate: string;
  readonly lastDate: string;
  readonly days: "all" | "weekdays" | "weekends";
  /** Minutes after midnight, [from, to); at most the whole day. */
  readonly minuteFrom: number;
  readonly minuteTo: number;
}

/** An instant as a window looks at it. */
export interface LocalInstant {
  readonly date: string;
  /** From 1, Monday, to 7, Sunday; a holiday counts as 7. */
  readonly dayOfWeek: number;
  readonly minuteOfDay: number;
}

const MINUTES_PER_DAY = 1440;
const ISO_DATE = /^\d{4}-\d{2}-\d{2}$/;

/** Returns what is wrong with a window; nothing where it makes sense. */
export function windowFindings({
  firstDate,
  lastDate,
  minuteFrom,
  minuteTo,
}: ServiceWindow): string[] {
  const findings: string[] = [];
  for (const date of [firstDate, lastDate]) {
    if (!ISO_DATE.test(date)) findings.push(`${date}: expected a date such as 2025-01-15`);
  }
  if (firstDate > lastDate) findings.push(`${firstDate} lies behind ${lastDate}`);
  const areMinutes = [minuteFrom, minuteTo].every(
    (minute) => Number.isInteger(minute) && minute >= 0 && minute <= MINUTES_PER_DAY,
  );
  if (!areMinutes || minuteFrom >= minuteTo) {
    findings.push(`${minuteFrom} to ${minuteTo}: expected minutes of one day, the first earlier`);
  }
  return findings;
}

/** Whether flexibility has to be ready at an instant. */
export function isInWindow(
  { firstDate, lastDate, days, minuteFrom, minuteTo }: ServiceWindow,
  { date, dayOfWeek, minuteOfDay }: LocalInstant,
): boolean {
  const isWeekend = dayOfWeek >= 6;
  const isDay = days === "all" || (days === "weekends") === isWeekend;
  const isDate = date >= firstDate && date <= lastDate;
  return isDay && isDate && minuteOfDay >= minuteFrom && minuteOfDay < minuteTo;
}
