import { expect, test } from "vitest";
import { buildCalendar, type CalendarRequest, indexAt, TAIL_DAYS } from "#sim/world/calendar.ts";

const request = (changes: Partial<CalendarRequest>): CalendarRequest => ({
  timeZone: "Europe/Sofia",
  start: "2025-01-01",
  days: 1,
  spinUpDays: 0,
  holidays: [],
  ...changes,
});

const periodsOf = (changes: Partial<CalendarRequest>) => {
  const calendar = buildCalendar(request(changes));
  return calendar.endRun - calendar.firstRun;
};

test.each([
  ["a plain day", "Europe/Sofia", "2025-01-01", 1, 96],
  ["spring forward in Sofia", "Europe/Sofia", "2025-03-30", 1, 92],
  ["fall back in Sofia", "Europe/Sofia", "2025-10-26", 1, 100],
  ["spring forward in Santiago, at midnight", "America/Santiago", "2025-09-07", 1, 92],
  ["fall back in Sydney", "Australia/Sydney", "2025-04-06", 1, 100],
  ["half an hour on Lord Howe", "Australia/Lord_Howe", "2025-10-05", 1, 94],
  ["no clock change in Kathmandu", "Asia/Kathmandu", "2025-03-30", 1, 96],
  ["a year", "Europe/Sofia", "2025-01-01", 365, 35_040],
  ["a leap year", "Europe/Bucharest", "2024-01-01", 366, 35_136],
  ["a year from its middle", "Europe/Sofia", "2025-07-01", 365, 35_040],
])("%s (%s, %s) has the right number of periods", (_, timeZone, start, days, periods) => {
  expect(periodsOf({ timeZone, start, days })).toBe(periods);
});

test("the wall clock skips an hour in spring and repeats one in autumn", () => {
  const spring = buildCalendar(request({ start: "2025-03-30" }));
  const minutes = Array.from(spring.minuteOfDay.subarray(0, 16));
  expect(minutes.slice(10, 14)).toEqual([150, 165, 240, 255]);

  const autumn = buildCalendar(request({ start: "2025-10-26" }));
  expect(Array.from(autumn.minuteOfDay.subarray(14, 22))).toEqual([
    210, 225, 180, 195, 210, 225, 240, 255,
  ]);
});

test("a southern day that starts at one o'clock still starts its periods there", () => {
  const calendar = buildCalendar(request({ timeZone: "America/Santiago", start: "2025-09-07" }));
  expect(calendar.minuteOfDay[0]).toBe(60);
  expect(calendar.isoDate[0]).toBe("2025-09-07");
});

test("spin-up, run and tail follow one another without a gap", () => {
  const calendar = buildCalendar(request({ days: 365, spinUpDays: 60 }));
  expect(calendar.isoDate[0]).toBe("2024-11-02");
  expect(calendar.isoDate[calendar.firstRunDay]).toBe("2025-01-01");
  expect(calendar.firstRun).toBe(60 * 96);
  expect(calendar.dayStart[calendar.firstRunDay]).toBe(calendar.firstRun);
  expect(calendar.count).toBe(calendar.endRun + TAIL_DAYS * 96);
  expect(calendar.dayStart[calendar.dayCount]).toBe(calendar.count);
  expect(calendar.isoDate.at(-1)).toBe("2026-01-02");
});

test("each period starts 900 s after the one before and names its own date", () => {
  const calendar = buildCalendar(request({ start: "2024-02-27", days: 60 }));
  const local = new Intl.DateTimeFormat("sv-SE", {
    timeZone: "Europe/Sofia",
    dateStyle: "short",
    timeStyle: "short",
  });
  for (let i = 0; i < calendar.count; i += 7) {
    const seconds = calendar.startUnixSeconds[i]!;
    expect(seconds).toBe((calendar.firstUnixQuarter + i) * 900);
    const minute = calendar.minuteOfDay[i]!;
    const clock = [Math.floor(minute / 60), minute % 60].map((x) => String(x).padStart(2, "0"));
    const date = [calendar.year[i], calendar.month[i]! + 1, calendar.dayOfMonth[i]]
      .map((x) => String(x).padStart(2, "0"))
      .join("-");
    expect(`${date} ${clock.join(":")}`).toBe(local.format(new Date(seconds * 1000)));
    expect(calendar.isoDate[calendar.day[i]!]).toBe(date);
  }
});

test("days are weekdays, Saturdays, or Sundays and holidays", () => {
  const calendar = buildCalendar(
    request({ start: "2025-12-22", days: 7, holidays: ["2025-12-25", "2025-12-26"] }),
  );
  const types = Array.from({ length: 7 }, (_, d) => calendar.dayType[calendar.dayStart[d]!]);
  expect(types).toEqual([0, 0, 0, 2, 2, 1, 2]);
});

test("29 February is day 60 and 31 December of a leap year day 366", () => {
  const calendar = buildCalendar(request({ start: "2024-02-29", days: 307 }));
  expect(calendar.dayOfYear[0]).toBe(60);
  expect(calendar.dayOfYear[calendar.endRun - 1]).toBe(366);
  expect(calendar.month[0]).toBe(1);
});

test.each([
  ["2025-01-01", 0, 0],
  ["2025-01-01", 450, 30],
  ["2025-01-01", 452, 31],
  ["2025-03-30", 180, 12],
  ["2025-03-30", 240, 12],
  ["2025-10-26", 180, 12],
  ["2025-10-26", 240, 20],
])("on %s minute %i is found at index %i", (start, minute, index) => {
  expect(indexAt(buildCalendar(request({ start })), 0, minute)).toBe(index);
});

test("a wall clock that a day never shows is found at its end", () => {
  const calendar = buildCalendar(request({}));
  expect(indexAt(calendar, 0, 1500)).toBe(96);
});
