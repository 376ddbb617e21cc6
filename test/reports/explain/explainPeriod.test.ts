import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { explainPeriod } from "#reports/explain/explainPeriod.ts";
import { localTime } from "#reports/explain/localTime.ts";
import { periodText } from "#reports/explain/periodText.ts";
import { writeExampleRun } from "#test/reports/explain/exampleRun.ts";

const parent = mkdtempSync(join(tmpdir(), "eflex-explain-"));
const folder = join(parent, "run");
writeExampleRun(folder);
const facts = explainPeriod(folder, 1);
afterAll(() => rmSync(parent, { recursive: true }));

test("times are local, also those of trades before the run", () => {
  expect(facts.start).toBe("2025-01-15 18:15");
  expect(facts.end).toBe("2025-01-15 18:30");
  expect(facts.trades.map(({ at }) => at)).toEqual(["2025-01-15 11:00", "2025-01-15 12:00"]);
});

test.each([
  ["before the clock goes back", 1761432300, "2025-10-26 01:45"],
  ["in the hour that comes twice, first", 1761438600, "2025-10-26 03:30"],
  ["in the hour that comes twice, second", 1761442200, "2025-10-26 03:30"],
])("local time %s", (_, unixSeconds, expected) => {
  expect(localTime(unixSeconds, "Europe/Sofia")).toBe(expected);
});

// By hand, 333 Wh. Resting offer at 80 EUR/MWh: seller 26,640; DNUT -1,665.333 rounds up to -1,665;
// f0 12,654. Resting bid at 120: seller 80 EUR/MWh, 26,640; DNUT 666; f0 12,654.
test("a resting offer gets its price, a resting bid pays its price, charges round up", () => {
  const paid = facts.trades.map(({ sellerGetsMicroEur, buyerPaysMicroEur }) => [
    sellerGetsMicroEur,
    buyerPaysMicroEur,
  ]);
  expect(paid).toEqual([
    [26_640, 26_640 - 1_665 + 12_654],
    [26_640, 26_640 + 666 + 12_654],
  ]);
});

test("the list of a need has the offers of its area, cheapest first, with who was picked", () => {
  expect(facts.lists).toHaveLength(1);
  const [list] = facts.lists;
  expect(list).toMatchObject({ need: "DSO_CM", place: "SUB", direction: "up" });
  expect(list!.needs).toEqual([
    { element: "T1", quantityWh: 900, creditedWh: 100, metWh: 600, unmetWh: 200, shown: 112.3 },
  ]);
  expect(list!.offers.map(({ unit, listedWh, pickedWh }) => [unit, listedWh, pickedWh])).toEqual([
    ["office", 300, 300],
    ["pool@F1", 500, 300],
  ]);
});

test("an offer says what was asked of it, with which effect, and where else its unit went", () => {
  const [office, pool] = facts.lists[0]!.offers;
  expect(office).toMatchObject({ askedWh: 300, effectiveness: 0.8, elsewhere: [] });
  expect(pool).toMatchObject({
    askedWh: 500,
    elsewhere: [{ need: "TSO_CM", direction: "up", grantedWh: 200 }],
  });
  expect(periodText(facts)).toMatch(/pool@F1 .* refused in part; 200 to TSO_CM/);
  // 100 Wh of the reserved row at 60, 200 of the rest at 70; relief costs the mean over the effect.
  expect(office!.askedMicroEurPerKwh).toBeCloseTo(66_666.7, 1);
  expect(periodText(facts)).toMatch(/office .* 70\.00 .* 83\.33 .* reserved at 60\.00/);
});

test("claims stay in the order of the registry", () => {
  expect(facts.claims.map(({ unit, conflict }) => [unit, conflict])).toEqual([
    ["pool@F1", "none"],
    ["office", "none"],
    ["office", "none"],
    ["pool@F1", "same"],
  ]);
});

test("names stand in place of indices", () => {
  expect(facts.activations[0]).toMatchObject({ payer: "DSO-A", unit: "office", orderedWh: 300 });
  expect(facts.conflicts[0]).toMatchObject({ set: "attempted", unit: "pool@F1", overlapWh: 200 });
});

test("the text has everything, from top to bottom", () => {
  const text = periodText(facts);
  const expected = [
    "Period 1: 2025-01-15 18:15 to 18:30 (Europe/Sofia)",
    "System long by 92.5 kW",
    "112.3",
    "Local trades: 2.",
    "DSO_CM, up: congestion management of the DSO in SUB",
    "T1 would show 112.3 %: 900 Wh of relief needed, 100 credited from others, 600 met by own picks, 200 unmet",
    "Claims, in the order of the registry",
    "0.021000",
    "attempted",
  ];
  let from = 0;
  for (const part of expected) {
    const at = text.indexOf(part, from);
    expect(at, part).toBeGreaterThanOrEqual(from);
    from = at;
  }
});

test("an empty period says so", () => {
  const text = periodText(explainPeriod(folder, 0));
  expect(text).toContain("No local trade.");
  expect(text).toContain("No operator needed flexibility.");
  expect(text).toContain("No claims.");
});

test("a period outside of the run is refused with its range", () => {
  expect(() => explainPeriod(folder, 2)).toThrow("period 2: expected 0 to 1");
});

test("an order that two operators share says who bears how much", () => {
  expect(periodText(facts)).toContain(
    "Of office's 0.021000 EUR DSO-A bears 0.015000, TSO 0.006000: it serves both.",
  );
});
