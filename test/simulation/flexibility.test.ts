import { beforeAll, expect, test } from "vitest";
import { units } from "#datasets/tables/actors.ts";
import { lifeCycle, offerSteps, productRefusals } from "#datasets/tables/flexibility.ts";
import { activations, claims, offers } from "#datasets/tables/market.ts";
import { ASSET_STEPS, type AssetState } from "#engine/settlement/assetLifeCycle.ts";
import { OFFER_STEPS, type OfferState } from "#engine/settlement/offerLifeCycle.ts";
import type { FlexibilitySettings } from "#scenarios/scenario.ts";
import { pilotOver, rowsOf, sumOf } from "#test/support/simulationRuns.ts";
import { livesIn, word, worked } from "#test/support/workedRuns.ts";

const lived = livesIn();
const TIMEOUT_MS = 300_000;
const OFFICE = 1;

let usual: string;
beforeAll(async () => {
  usual = await lived("usual", worked());
}, TIMEOUT_MS);

test("every unit goes from registration to the list, step by step", () => {
  const steps = rowsOf(usual, lifeCycle);
  for (const unit of [0, 1]) {
    const own = steps.filter((row) => row.unit === unit);
    expect(own.map(({ to }) => word(to))).toEqual([
      "registered",
      "gridPrequalified",
      "productQualified",
      "tested",
    ]);
    expect(own.map(({ from }) => word(from))).toEqual([
      "unknown",
      "registered",
      "gridPrequalified",
      "productQualified",
    ]);
    expect(word(own.at(-1)!.note)).toMatch(/^passed: \d+ of \d+ Wh (up|down)$/);
    // Registered when the world begins, tested before the first gate.
    expect(own[0]!.marketMinute).toBe(-6 * 1440);
    expect(own.at(-1)!.marketMinute).toBeLessThan(-1440);
  }
  const minutes = steps.map(({ marketMinute }) => marketMinute);
  expect(minutes).toEqual([...minutes].sort((a, b) => a - b));
});

test("steps of units and offers are those of the closed machines, and offers add up", () => {
  for (const { from, to } of rowsOf(usual, lifeCycle))
    expect(ASSET_STEPS[word(from) as AssetState]).toContain(word(to));
  const steps = rowsOf(usual, offerSteps);
  for (const { from, to } of steps)
    expect(OFFER_STEPS[word(from) as OfferState]).toContain(word(to));
  const count = (to: OfferState) =>
    sumOf(
      steps.filter((row) => word(row.to) === to),
      (row) => row.offers,
    );
  const orders = rowsOf(usual, activations);
  const called = new Set(
    orders.map(({ period, unit, direction }) => `${period}/${unit}/${direction}`),
  );
  expect(count("activated")).toBe(called.size);
  expect(count("activated")).toBeGreaterThan(5);
  expect(count("settled")).toBe(count("verified"));
  expect(sumOf(rowsOf(usual, productRefusals), (row) => row.offers)).toBeGreaterThan(0);
});

test(
  "what is said of light and test binds nobody unless the scenario says so",
  async () => {
    const strict = await lived(
      "strict",
      worked({
        qualification: {
          ...worked().flexibility.qualification,
          light: "binds",
          test: "binds",
          testAttempts: 1,
          testShareMin: 1,
        },
      }),
    );
    const steps = rowsOf(strict, lifeCycle);
    const office = steps.filter(({ unit }) => unit === 0);
    const [registered, prequalified] = office;
    // The pool is the first unit; its downward capability is more than the station bears in the evening.
    expect(registered!.downWh).toBeGreaterThan(prequalified!.downWh);
    expect(word(prequalified!.note)).toContain("down yellow at");
    const limits = new Map(
      steps.map((row) => [row.unit, { up: row.upWh, down: row.downWh }] as const),
    );
    const listed = new Set(
      steps.filter((row) => word(row.to) === "tested").map(({ unit }) => unit),
    );
    for (const { unit, direction, quantityWh } of rowsOf(strict, offers)) {
      expect(listed.has(unit)).toBe(true);
      expect(quantityWh).toBeLessThanOrEqual(limits.get(unit)![word(direction) as "up" | "down"]);
    }
    const rejected = steps.filter((row) => word(row.to) === "rejected");
    expect(rejected.length).toBeGreaterThan(0);
    for (const { unit, note } of rejected) {
      expect(word(note)).toMatch(/^failed: /);
      expect(rowsOf(strict, claims).some((claim) => claim.unit === unit)).toBe(false);
    }
  },
  TIMEOUT_MS,
);

test(
  "products decide what stands on which list",
  async () => {
    const into = await lived(
      "products",
      worked({
        products: {
          operationalCm: { stepW: 2000 },
          tsoCm: { responseMinutesMax: 1 },
          balancing: { runMinutesMax: 120, powerWMin: 2000 },
        },
      }),
    );
    const rows = rowsOf(into, offers);
    expect(rows.some(({ onDsoList }) => onDsoList > 0)).toBe(true);
    for (const { onDsoList, onTsoList, onBalList, quantityWh, unit } of rows) {
      expect(onDsoList % 500).toBe(0);
      expect(onDsoList).toBeLessThanOrEqual(quantityWh);
      // Heating and cooling take longer than a minute.
      if (unit !== OFFICE) expect(onTsoList).toBe(0);
      if (onBalList > 0) expect(onBalList).toBeGreaterThanOrEqual(500);
    }
    const notes = rowsOf(into, lifeCycle)
      .filter((row) => word(row.to) === "productQualified")
      .map(({ note }) => word(note));
    expect(notes.some((note) => note.includes("not TSO_CM: tooSlow"))).toBe(true);
  },
  TIMEOUT_MS,
);

test(
  "without purchase beyond the reserved list a DSO without reservations gets nothing",
  async () => {
    const into = await lived(
      "reserved",
      worked({ products: { operationalCm: { beyondReserved: false } } }),
    );
    expect(rowsOf(into, offers).every(({ onDsoList }) => onDsoList === 0)).toBe(true);
    expect(rowsOf(into, activations)).toEqual([]);
    const refused = rowsOf(into, productRefusals).filter(
      ({ need, reason }) => word(need) === "DSO_CM" && word(reason) === "notReserved",
    );
    expect(sumOf(refused, (row) => row.offers)).toBeGreaterThan(100);
  },
  TIMEOUT_MS,
);

test(
  "a light at collection cuts or blocks what the station would not bear",
  async () => {
    const into = await lived("light", worked({ dynamicLight: "collection" }));
    const before = new Map(
      rowsOf(usual, offers).map((row) => [`${row.period}/${row.unit}/${row.direction}`, row]),
    );
    const rows = rowsOf(into, offers);
    const blocked = rows.filter(({ blocked: is }) => is === 1);
    expect(blocked.length).toBeGreaterThan(0);
    for (const row of blocked)
      expect([row.onDsoList, row.onTsoList, row.onBalList]).toEqual([0, 0, 0]);
    const first = rows.filter(({ period }) => period < 96);
    for (const row of first) {
      const { quantityWh } = before.get(`${row.period}/${row.unit}/${row.direction}`)!;
      expect(row.quantityWh).toBeLessThanOrEqual(quantityWh);
    }
  },
  TIMEOUT_MS,
);

test("orders are acknowledged, and who does not respond says nothing", () => {
  const rows = rowsOf(usual, activations);
  const answers = new Set(rows.map(({ acknowledgement }) => word(acknowledgement)));
  expect(answers.has("full")).toBe(true);
  for (const { acknowledgement, acknowledgedWh, orderedWh } of rows) {
    const answer = word(acknowledgement);
    if (answer === "full") expect(acknowledgedWh).toBe(orderedWh);
    else if (answer === "partial") expect(acknowledgedWh).toBeLessThan(orderedWh);
    else expect(acknowledgedWh).toBe(0);
  }
});

test(
  "a light at activation keeps balancing within what the suburb's station bears at that moment",
  async () => {
    const pilot = pilotOver({ start: "2025-01-20", days: 1, spinUpDays: 6 });
    const granted = async (dynamicLight: FlexibilitySettings["dynamicLight"]) => {
      const flexibility = { ...pilot.flexibility, dynamicLight };
      const into = await lived(`pilot-${dynamicLight}`, { ...pilot, flexibility });
      const pools = new Set(
        rowsOf(into, units)
          .filter((row) => row.feeder.startsWith("SUB-F"))
          .map(({ unit }) => unit),
      );
      const down = rowsOf(into, claims).filter(
        ({ unit, need, direction }) =>
          pools.has(unit) && word(need) === "BAL" && word(direction) === "down",
      );
      return sumOf(down, ({ grantedWh }) => grantedWh);
    };
    const free = await granted("none");
    expect(free).toBeGreaterThan(0);
    expect(await granted("activation")).toBeLessThan(free);
  },
  TIMEOUT_MS,
);
