import fc from "fast-check";
import { expect, test } from "vitest";
import { isInWindow, type ServiceWindow } from "#engine/settlement/serviceWindow.ts";
import { ReservationBook } from "#sim/phases/reserve/reservationBook.ts";
import { buildCalendar } from "#sim/world/calendar.ts";

const calendar = buildCalendar({
  timeZone: "Europe/Sofia",
  start: "2025-01-04",
  days: 10,
  spinUpDays: 2,
  holidays: ["2025-01-06"],
});
const TERMS = { readyMicroEurPerKwH: 5000, activationMicroEurPerKwh: 100_000 };

const dates = calendar.isoDate.slice(0, 12);
const anyWindow: fc.Arbitrary<ServiceWindow> = fc
  .record({
    span: fc.uniqueArray(fc.nat(11), { minLength: 2, maxLength: 2 }),
    days: fc.constantFrom("all" as const, "weekdays" as const, "weekends" as const),
    minutes: fc.uniqueArray(fc.nat(96), { minLength: 2, maxLength: 2 }),
  })
  .map(({ span, days, minutes }) => {
    const [first, last] = span.sort((a, b) => a - b);
    const [from, to] = minutes.sort((a, b) => a - b);
    const window = { firstDate: dates[first!]!, lastDate: dates[last!]!, days };
    return { ...window, minuteFrom: from! * 15, minuteTo: to! * 15 };
  });

test("a unit holds ready what its windows say at every instant, one day after the other", () => {
  fc.assert(
    fc.property(fc.array(anyWindow, { maxLength: 5 }), (windows) => {
      const book = new ReservationBook(1, calendar);
      for (const [auction, window] of windows.entries())
        book.add(0, 1, window, { ...TERMS, auction, reservedWh: 100 });
      for (let i = 0; i < calendar.dayStart[12]!; i += 7) {
        const day = calendar.day[i]!;
        const isFree = calendar.dayType[i]! > 0;
        const instant = {
          date: calendar.isoDate[day]!,
          dayOfWeek: isFree ? 7 : 2,
          minuteOfDay: calendar.minuteOfDay[i]!,
        };
        const expected = [...windows.keys()].filter((k) => isInWindow(windows[k]!, instant));
        expect(book.of(0, 1, i).map(({ auction }) => auction)).toEqual(expected);
        expect(book.of(0, 0, i)).toEqual([]);
      }
    }),
    { numRuns: 50 },
  );
});

test("the last day of a window is still held once tomorrow has been asked for, and is then forgotten", () => {
  const book = new ReservationBook(1, calendar);
  const window: ServiceWindow = {
    firstDate: dates[0]!,
    lastDate: dates[3]!,
    days: "all",
    minuteFrom: 1020,
    minuteTo: 1080,
  };
  book.add(0, 0, window, { ...TERMS, auction: 0, reservedWh: 300 });
  const evening = (day: number) => calendar.dayStart[day]! + 68;
  expect(book.of(0, 0, evening(4))).toEqual([]);
  expect(book.of(0, 0, evening(3))).toHaveLength(1);
  expect(book.of(0, 0, evening(5))).toEqual([]);
  expect(book.heldWh(0, 0, window)).toBe(0);
});

test("what is held at some time of a window is not sold again within it", () => {
  const book = new ReservationBook(1, calendar);
  const evening: ServiceWindow = {
    firstDate: "2025-01-01",
    lastDate: "2025-01-31",
    days: "weekdays",
    minuteFrom: 1080,
    minuteTo: 1140,
  };
  book.add(0, 0, evening, { ...TERMS, auction: 0, reservedWh: 300 });
  const heldIn = (changes: Partial<ServiceWindow>) => book.heldWh(0, 0, { ...evening, ...changes });
  expect(heldIn({})).toBe(300);
  expect(heldIn({ days: "all", minuteFrom: 0, minuteTo: 1440 })).toBe(300);
  expect(heldIn({ days: "weekends" })).toBe(0);
  expect(heldIn({ minuteFrom: 1140, minuteTo: 1200 })).toBe(0);
  expect(heldIn({ firstDate: "2025-02-01", lastDate: "2025-02-28" })).toBe(0);
  expect(book.heldWh(0, 1, evening)).toBe(0);
});
