import fc from "fast-check";
import { expect, test } from "vitest";
import { gatePlan } from "#engine/coordination/gatePlan.ts";
import { schemes } from "#engine/coordination/schemes.ts";
import { agenda, marketMinute } from "#sim/clock.ts";
import { buildCalendar } from "#sim/world/calendar.ts";

const CLOSE_LEAD = 120;
const leads = { DSO_CM: 120, TSO_CM: 60, BAL: 25 };
const schedule = (id: keyof typeof schemes) =>
  agenda(gatePlan(schemes[id], leads), CLOSE_LEAD).map(
    ({ kind, lead, offsetMinute, gate }) =>
      `+${offsetMinute} ${kind}${gate < 0 ? "" : ` ${gate}`} T-${lead}`,
  );

test("at equal instants: metering, midnight, TSO_CM, book closing, DSO_CM, round (rules 1)", () => {
  expect(schedule("1A")).toEqual([
    "+0 meter T-0",
    "+0 midnight T-0",
    "+0 gate 1 T-4",
    "+0 close T-8",
    "+0 gate 0 T-8",
    "+0 round T-0",
    "+5 gate 2 T-2",
  ]);
});

test.each([
  ["1C", ["+0 gate 0 T-8", "+5 gate 1 T-2"]],
  ["2B", ["+0 gate 0 T-4", "+5 gate 1 T-2"]],
  ["tso-only", ["+0 gate 0 T-4", "+5 gate 1 T-2"]],
] as const)("gates of scheme %s stand where its lists clear", (id, gates) => {
  expect(schedule(id).filter((event) => event.includes("gate"))).toEqual(gates);
});

test("the gate 25 minutes ahead falls 5 minutes into the second period before delivery", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 300 }), (leadMinutes) => {
      const { lead, offsetMinute } = agenda([{ leadMinutes }], CLOSE_LEAD).find(
        ({ kind }) => kind === "gate",
      )!;
      expect(lead * 15 - offsetMinute).toBe(leadMinutes);
      expect(offsetMinute).toBeGreaterThanOrEqual(0);
      expect(offsetMinute).toBeLessThan(15);
    }),
  );
});

test("gates at one instant keep the order of their plan", () => {
  const shadowAndOwn = [...gatePlan(schemes["1A"], leads), ...gatePlan(schemes["3A"], leads)];
  const gates = agenda(shadowAndOwn, CLOSE_LEAD).filter(({ kind }) => kind === "gate");
  expect(gates.map(({ gate }) => gate)).toEqual([1, 4, 0, 3, 2, 5]);
});

test.each([
  ["2025-03-30", 92],
  ["2025-06-01", 96],
  ["2025-10-26", 100],
])("market time runs on evenly through %s with its %d periods", (start, periods) => {
  const calendar = buildCalendar({
    timeZone: "Europe/Sofia",
    start,
    days: 1,
    spinUpDays: 1,
    holidays: [],
  });
  const { firstRun, endRun, minuteOfDay } = calendar;
  expect(endRun - firstRun).toBe(periods);
  expect(marketMinute(calendar, firstRun, 0)).toBe(0);
  expect(marketMinute(calendar, firstRun - 1, 5)).toBe(-10);
  for (let now = firstRun; now < endRun; now++) {
    expect(marketMinute(calendar, now + 1, 0) - marketMinute(calendar, now, 0)).toBe(15);
  }
  const rounds = Array.from({ length: periods }, (_, k) => minuteOfDay[firstRun + k]!).filter(
    (minute) => minute % 60 === 0,
  );
  expect(rounds).toHaveLength(periods / 4);
});
