import { expect, test } from "vitest";
import { type BookOptions, dayNumber, readCriteria } from "#cli/book/bookFields.ts";
import { localInstant } from "#cli/book/localInstant.ts";
import { Place } from "#cli/book/place.ts";
import { BID, OFFER } from "#engine/market/side.ts";
import type { MarketLogHead } from "#sim/market/logs/marketLog.ts";

const read = (options: BookOptions) => {
  const findings: string[] = [];
  const criteria = readCriteria(options, findings);
  return { criteria, findings };
};

test.each([
  [{}, {}],
  [{ side: "both", onDays: "all" }, {}],
  [{ side: "offers" }, { side: OFFER }],
  [{ side: "bids" }, { side: BID }],
  [{ onDays: "weekends" }, { days: "weekends" }],
  [
    { from: "1970-01-03", to: "1970-02-01" },
    { firstDay: 2, lastDay: 31 },
  ],
  [{ window: "17:00-20:15" }, { fromMinute: 1020, toMinute: 1215 }],
  [{ window: "22:00-24:00" }, { fromMinute: 1320, toMinute: 1440 }],
  [{ window: "22:00-06:00" }, { fromMinute: 1320, toMinute: 360 }],
  [{ volume: "500..2000" }, { energyWhMin: 500, energyWhMax: 2000 }],
  [{ volume: "..2000" }, { energyWhMax: 2000 }],
  [{ price: "-20..149.95" }, { priceMicroMin: -20_000, priceMicroMax: 149_950 }],
  [{ price: "100.." }, { priceMicroMin: 100_000 }],
] as const)("%j asks for %j", (options, criteria) => {
  expect(read(options)).toEqual({ criteria: { days: "all", ...criteria }, findings: [] });
});

test("everything that is wrong is said at once", () => {
  const { findings } = read({
    side: "left",
    onDays: "sundays",
    from: "2025-02-30",
    to: "tomorrow",
    window: "20:00",
    volume: "2000..500",
    price: "..",
  });
  expect(findings).toEqual([
    "--on-days sundays: expected weekdays, weekends or all",
    "--side left: expected offers, bids or both",
    "--from 2025-02-30: expected a date such as 2025-01-26",
    "--to tomorrow: expected a date such as 2025-01-26",
    "--window 20:00: expected hours such as 17:00-20:00",
    "--volume 2000..500: expected Wh from..to, such as 100..250, 100.. or ..250",
    "--price ..: expected EUR/MWh from..to, such as 100..250, 100.. or ..250",
  ]);
});

test.each([
  [{ from: "2025-02-02", to: "2025-02-01" }, "--to 2025-02-01: expected a day not before"],
  [{ window: "17:00-17:00" }, "--window 17:00-17:00"],
  [{ window: "17:00-24:15" }, "--window 17:00-24:15"],
  [{ window: "25:00-26:00" }, "--window 25:00-26:00"],
  [{ volume: "1e3..2e3" }, "--volume 1e3..2e3"],
] as const)("%j is a finding: %s", (options, finding) => {
  expect(read(options).findings.join()).toContain(finding);
});

test("the first day is that of 1970", () => {
  expect(dayNumber("1970-01-01")).toBe(0);
});

test.each([
  ["2025-01-26 17:00", "Europe/Sofia", "2025-01-26T15:00:00Z"],
  ["2025-07-26 17:00", "Europe/Sofia", "2025-07-26T14:00:00Z"],
  ["2025-10-26 03:30", "Europe/Sofia", "2025-10-26T00:30:00Z"], // comes twice: the first
  ["2025-03-30 03:30", "Europe/Sofia", null], // does not come
  ["2025-01-26 17:00", "Asia/Kathmandu", "2025-01-26T11:15:00Z"],
  ["2025-02-30 12:00", "Europe/Sofia", null],
  ["2025-01-26", "Europe/Sofia", null],
  ["2025-01-26T17:00", "Europe/Sofia", null],
])("%s in %s is %s", (text, zone, instant) => {
  expect(localInstant(text, zone)).toBe(instant === null ? null : Date.parse(instant) / 1000);
});

test("a bus that is named twice is looked at once", () => {
  const head = { area: { id: "SUB" }, buses: ["A", "B", "C"] } as unknown as MarketLogHead;
  const findings: string[] = [];
  expect(new Place(0, "SUB/C,A,C", ["C", "A", "C"]).busesIn(head, findings)).toEqual([2, 0]);
  expect(findings).toEqual([]);
});
