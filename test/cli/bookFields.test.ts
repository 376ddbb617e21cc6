import { expect, test } from "vitest";
import { readCriteria } from "#cli/book/bookFields.ts";
import { Place } from "#cli/book/place.ts";
import type { MarketLogHead } from "#sim/market/marketLog.ts";

test.each([
  ["17:00-20:00", { fromMinute: 1020, toMinute: 1200 }],
  ["22:00-06:00", { fromMinute: 1320, toMinute: 360 }],
  ["17:00-24:00", { fromMinute: 1020, toMinute: 1440 }],
])("a window of %s", (window, expected) => {
  const findings: string[] = [];
  expect(readCriteria({ window }, findings)).toMatchObject(expected);
  expect(findings).toEqual([]);
});

test.each(["17:00-17:00", "17:00-24:15", "25:00-26:00", "17-20"])(
  "a window of %s holds nothing, or is none",
  (window) => {
    const findings: string[] = [];
    readCriteria({ window }, findings);
    expect(findings).toEqual([`--window ${window}: expected hours such as 17:00-20:00`]);
  },
);

test("a bus that is named twice is looked at once", () => {
  const head = { area: { id: "SUB" }, buses: ["A", "B", "C"] } as unknown as MarketLogHead;
  const findings: string[] = [];
  expect(new Place(0, "SUB/C,A,C", ["C", "A", "C"]).busesIn(head, findings)).toEqual([2, 0]);
  expect(findings).toEqual([]);
});
