import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { lifeCycle, offerSteps, reservations } from "#datasets/tables/flexibility.ts";
import { activations, claims, offers } from "#datasets/tables/market.ts";
import { OFFER_STEPS, type OfferState } from "#engine/settlement/offerLifeCycle.ts";
import type { Scenario } from "#scenarios/scenario.ts";
import {
  pilotOver,
  type Row,
  rowsOf,
  run,
  runFolder,
  sumOf,
  writeEveningHistory,
} from "#test/support/simulationRuns.ts";

const folder = runFolder();
const TIMEOUT_MS = 300_000;
const PERIODS = 96;

/** Two days of January in which everything that may happen to a unit and its offers does. */
function eventful(): Scenario {
  const pilot = pilotOver({ start: "2025-01-13", days: 2, spinUpDays: 8 });
  const { flexibility } = pilot;
  return {
    ...pilot,
    flexibility: {
      ...flexibility,
      announceLeadMinutes: 240,
      acknowledgement: { at: "gate", inTimeMinutes: 20 },
      qualification: {
        ...flexibility.qualification,
        light: "binds",
        refresh: "daily",
        missing: { meter: 0, coordinates: 0, responseProof: 0.5, longestRun: 0 },
        answer: { daysMin: 1, daysMax: 3, deadlineDays: 3, never: 0.5 },
      },
    },
  };
}

const into = join(folder, "eventful");
beforeAll(async () => {
  const scenario = eventful();
  const historyFile = writeEveningHistory(folder, scenario.areas.length);
  await run({ scenario, variant: "1C", historyFile, folder: into });
}, TIMEOUT_MS);

/** Words of a row's columns, which the helper types as numbers. */
const word = (value: unknown) => String(value);
const keyOf = ({
  period,
  unit,
  direction,
}: Pick<Row<typeof offers>, "period" | "unit" | "direction">) =>
  `${period}/${unit}/${word(direction)}`;

test("units are asked, answer or do not, and are decided upon days later", () => {
  const steps = rowsOf(into, lifeCycle);
  const asked = steps.filter(({ to }) => word(to) === "asked");
  const answered = steps.filter(({ to }) => word(to) === "answered");
  expect(asked.length).toBeGreaterThan(answered.length);
  expect(answered.length).toBeGreaterThan(0);
  for (const { unit, marketMinute } of asked) {
    const decided = steps.find(
      (row) =>
        row.unit === unit &&
        ["asked", "answered"].includes(word(row.from)) &&
        word(row.to) === "productQualified",
    )!;
    const days = (decided.marketMinute - marketMinute) / 1440;
    expect([1, 2, 3]).toContain(days);
    const isAnswered = word(decided.from) === "answered";
    expect(word(decided.note).includes("not BAL: no responseProof")).toBe(!isAnswered);
    const own = rowsOf(into, offers).filter((row) => row.unit === unit);
    if (!isAnswered) expect(sumOf(own, ({ onBalList }) => onBalList)).toBe(0);
  }
});

test("a unit's offers of a day keep within the light of that day; red ones are blocked and claimed by nobody", () => {
  const lights = rowsOf(into, lifeCycle).filter(({ note }) => /^2025-01-1[34]:/.test(word(note)));
  expect(lights.length).toBeGreaterThan(0);
  const claimed = new Set(rowsOf(into, claims).map(keyOf));
  let blocked = 0;
  for (const offer of rowsOf(into, offers)) {
    const date = offer.period < PERIODS ? "2025-01-13" : "2025-01-14";
    const light = lights.find(
      ({ unit, note }) => unit === offer.unit && word(note).startsWith(date),
    );
    if (light === undefined) continue;
    const safeWh = word(offer.direction) === "up" ? light.upWh : light.downWh;
    if (safeWh >= 250) expect(offer.quantityWh).toBeLessThanOrEqual(safeWh);
    else {
      expect([offer.blocked, offer.onDsoList, offer.onTsoList, offer.onBalList]).toEqual([
        1, 0, 0, 0,
      ]);
      expect(claimed.has(keyOf(offer))).toBe(false);
      blocked++;
    }
  }
  expect(blocked).toBeGreaterThan(0);
});

test("offers are withdrawn and blocked by steps of their machine, and end there", () => {
  const steps = rowsOf(into, offerSteps);
  const count = (from: OfferState, to: OfferState) =>
    sumOf(
      steps.filter((row) => word(row.from) === from && word(row.to) === to),
      (row) => row.offers,
    );
  for (const { from, to } of steps)
    expect(OFFER_STEPS[word(from) as OfferState]).toContain(word(to));
  expect(count("offered", "withdrawn")).toBeGreaterThan(0);
  expect(count("offered", "blocked")).toBeGreaterThan(0);
  // Only what was reserved goes on from there: it is verified for its availability.
  expect(count("blocked", "verified")).toBe(count("reserved", "blocked"));
});

test("what providers refuse in time is not ordered", () => {
  const rows = rowsOf(into, claims);
  const needKey = (row: { period: number; unit: number; need: string; direction: string }) =>
    `${row.period}/${row.unit}/${word(row.need)}/${word(row.direction)}`;
  const held = new Map<string, number>();
  for (const row of rows)
    held.set(needKey(row), (held.get(needKey(row)) ?? 0) + row.grantedWh - row.refusedWh);
  const ordered = new Map<string, number>();
  for (const row of rowsOf(into, activations))
    ordered.set(needKey(row), (ordered.get(needKey(row)) ?? 0) + row.orderedWh);
  expect(sumOf(rows, ({ refusedWh }) => refusedWh)).toBeGreaterThan(0);
  for (const [key, energyWh] of held) expect(ordered.get(key) ?? 0, key).toBe(energyWh);
});

test(
  "calls of what is reserved cost the agreed price, all others the provider's own",
  async () => {
    const plain = join(folder, "plain");
    const scenario = pilotOver({ start: "2025-01-13", days: 2, spinUpDays: 8 });
    const historyFile = writeEveningHistory(folder, scenario.areas.length);
    await run({ scenario, variant: "2A", historyFile, folder: plain });
    const agreed = rowsOf(plain, reservations);
    const made = new Map(rowsOf(plain, offers).map((row) => [keyOf(row), row]));
    let calls = 0;
    for (const order of rowsOf(plain, activations)) {
      const offer = made.get(keyOf(order))!;
      const price = order.priceMicroEurPerKwh;
      if (offer.reservedWh === 0 || price !== offer.agreedMicroEurPerKwh) {
        expect(price).toBe(offer.priceMicroEurPerKwh);
        continue;
      }
      const own = agreed.filter(({ unit }) => unit === order.unit);
      expect(own.map((row) => row.activationMicroEurPerKwh)).toContain(price);
      expect(order.orderedWh).toBeLessThanOrEqual(offer.reservedWh);
      calls++;
    }
    expect(calls).toBeGreaterThan(0);
  },
  TIMEOUT_MS,
);
