import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { readManifest } from "#datasets/readDataset.ts";
import { activations, claims, conflicts, settlements } from "#datasets/tables/market.ts";
import type { Scheme } from "#engine/coordination/scheme.ts";
import { schemes } from "#engine/coordination/schemes.ts";
import { loadScenario } from "#scenarios/loadScenario.ts";
import { runBinary } from "#test/cli/runBinary.ts";
import { copyScenario } from "#test/scenarios/copyScenario.ts";
import {
  pilotOver,
  type Row,
  rowsOf,
  run,
  runFolder,
  sumOf,
  writeEveningHistory,
} from "#test/support/simulationRuns.ts";

const CALENDAR = { start: "2025-01-20", days: 2, spinUpDays: 10 };
/** Winter days of the pilot, with corridor lines and TSO's needs such that the operators do meet. */
const pilot = pilotOver(CALENDAR);
const { needScale, lines } = pilot.transmission;
const scenario = {
  ...pilot,
  transmission: {
    ...pilot.transmission,
    needScale: 2 * needScale,
    lines: lines.map((line) => ({ ...line, limitMw: 0.75 * line.limitMw })),
  },
};

const folder = runFolder();
const at = (variant: string) => join(folder, variant);
const number = (variant: string, name: string) => readManifest(at(variant)).indicators[name] ?? 0;
const ids = Object.keys(schemes);
const changed = ["2A+all-dso", "2A+paired", "1C+half"];
const active = [...ids, ...changed];
const coordinated = active.filter((id) => id !== "uncoordinated");
const TIMEOUT_MS = 300_000;

beforeAll(async () => {
  const historyFile = writeEveningHistory(folder, scenario.areas.length);
  const request = { scenario, historyFile };
  await run({ ...request, variant: "no-market", folder: at("no-market") });
  for (const variant of active) {
    const twinFolder = at("no-market");
    await run({ ...request, variant, folder: at(variant), twinFolder, referenceOptimum: true });
  }
}, TIMEOUT_MS);

test.each(active)("%s runs, and those who act claim and are served", (variant) => {
  const scheme: Scheme = schemes[variant.split("+")[0] as keyof typeof schemes];
  const rows = rowsOf(at(variant), claims);
  const kinds = new Set(rows.map(({ need }) => need));
  expect(kinds.has("DSO_CM")).toBe(scheme.acts.includes(0));
  expect(kinds.has("TSO_CM") || kinds.has("BAL")).toBe(true);
  expect(rowsOf(at(variant), activations).length).toBeGreaterThan(20);
  expect(number(variant, "messages")).toBeGreaterThan(0);
});

test("the twin has the same latent conflicts beside every variant", () => {
  const twin = number("no-market", "latentConflicts");
  expect(twin).toBeGreaterThan(5);
  for (const variant of active) expect(number(variant, "latentConflictsTwin"), variant).toBe(twin);
});

test("only operators without coordination activate twice", () => {
  expect(number("uncoordinated", "realisedDoubleActivations")).toBeGreaterThan(0);
  expect(number("uncoordinated", "realisedConflictsMwh")).toBeGreaterThan(0);
  for (const variant of coordinated) {
    expect(number(variant, "realisedDoubleActivations"), variant).toBe(0);
    expect(number(variant, "realisedConflictsMwh"), variant).toBe(0);
  }
});

test("conflicts are attempted where lists touch, and end as merges", () => {
  for (const variant of ["2A+all-dso", "3A", "3B"]) {
    expect(number(variant, "attemptedConflicts"), variant).toBeGreaterThan(0);
    expect(number(variant, "avoidedByMerge"), variant).toBeGreaterThan(0);
  }
  // One claim serves all needs of a joint gate: there is nothing to collide.
  for (const variant of ["2C", "3C"]) {
    const collided = rowsOf(at(variant), conflicts).filter(
      ({ set, pair }) => set === "attempted" && pair === "DSO_CM/TSO_CM",
    );
    expect(collided, variant).toEqual([]);
  }
});

test.each(active)("%s: sets of conflicts differ by what the rules say", (variant) => {
  const rows = rowsOf(at(variant), conflicts).filter(({ pair }) => pair !== "TSO_CM/BAL");
  const keyOf = ({ period, unit, pair }: Row<typeof conflicts>) => `${period}/${unit}/${pair}`;
  const keys = (set: string) => new Set(rows.filter((row) => row.set === set).map(keyOf));
  const [latent, attempted, realised] = [keys("latent"), keys("attempted"), keys("realised")];
  expect(rows).toHaveLength(latent.size + attempted.size + realised.size);
  expect(without(realised, attempted)).toBe(0);
  expect(readManifest(at(variant)).indicators).toMatchObject({
    latentConflicts: latent.size,
    attemptedConflicts: attempted.size,
    realisedDoubleActivations: realised.size,
    preventedByDesign: without(latent, attempted),
    avoidedAtClaim: without(attempted, realised),
    inducedConflicts: without(attempted, latent),
    avoidedDoubleActivations: without(latent, attempted) + without(attempted, realised),
  });
});

function without(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  return [...one].filter((key) => !other.has(key)).length;
}

test.each(active)("%s: the reference optimum is never above its picks", (variant) => {
  const picked = number(variant, "clearingCostEur");
  const optimum = number(variant, "referenceCostEur");
  expect(optimum).toBeGreaterThan(0);
  expect(picked).toBeGreaterThanOrEqual(optimum);
  expect(number(variant, "priceOfNonIntegrationEur")).toBeCloseTo(picked - optimum, 6);
});

test("joint clearing of everything is the reference, but for whole Wh", () => {
  const ratio = number("3C", "clearingCostEur") / number("3C", "referenceCostEur");
  expect(ratio).toBeLessThan(1 + 1e-4);
});

test("paired picks leave no rebalancing between operators", () => {
  const transfers = (variant: string) =>
    rowsOf(at(variant), settlements).filter(({ kind }) => kind === "rebalancing");
  expect(transfers("2A").length).toBeGreaterThan(0);
  expect(transfers("2A+paired")).toEqual([]);
  expect(number("2A+paired", "pairedMwh")).toBeGreaterThan(0);
  // Beside every area that the DSO calls up, as much is called down, but for what found no pair.
  const netWh = sumOf(
    rowsOf(at("2A+paired"), activations).filter(({ need }) => need === "DSO_CM"),
    ({ direction, orderedWh }) => (direction === "up" ? orderedWh : -orderedWh),
  );
  expect(Math.abs(netWh) / 1e6).toBeLessThanOrEqual(number("2A+paired", "unpairedMwh") + 1e-9);
});

const OWN = `schemes:
  2A-corrective: { like: 2A, guard: corrective }
  2A-aggregate: { like: 2A, guard: aggregate }
`;

/** The pilot in a folder of its own, with schemes of its own in `scenario.yaml`. */
function scenarioWith(ownSchemes: string): string {
  const copy = copyScenario("pilot");
  const file = join(copy, "scenario.yaml");
  writeFileSync(file, `${readFileSync(file, "utf8")}\n${ownSchemes}`);
  return copy;
}

test(
  "own schemes from a scenario file run: the DSO corrects after the gates of the TSO",
  async () => {
    const { schemes: own } = loadScenario(scenarioWith(OWN));
    for (const variant of ["2A-corrective", "2A-aggregate"]) {
      const mine = { ...scenario, schemes: own };
      const folders = { folder: at(variant), twinFolder: at("no-market") };
      await run({ scenario: mine, variant, ...folders, referenceOptimum: true });
      expect(number(variant, "realisedDoubleActivations")).toBe(0);
      expect(number(variant, "latentConflictsTwin")).toBe(number("no-market", "latentConflicts"));
    }
    const late = rowsOf(at("2A-corrective"), claims).filter(
      (row) => row.need === "DSO_CM" && leadMinutes(row) < 120,
    );
    expect(late.length).toBeGreaterThan(0);
    expect(new Set(late.map(leadMinutes))).toEqual(new Set([25]));
    const early = rowsOf(at("2A-aggregate"), claims).filter(({ need }) => need === "DSO_CM");
    expect(new Set(early.map(leadMinutes))).toEqual(new Set([120]));
  },
  TIMEOUT_MS,
);

test("own schemes that contradict themselves are refused, with all findings", async () => {
  const broken = scenarioWith(`schemes:
  1C: { like: 1A }
  mine: { like: 1A, clearing: joint, cost: shapley, guard: corrective }
`);
  const { exitCode, stderr } = await runBinary(["validate", broken], { results: folder });
  expect(exitCode).toBe(3);
  expect(stderr).toMatch(/schemes\.1C.*an id of its own/);
  expect(stderr).toMatch(/schemes\.mine.*joint clearing needs a shared pair/);
  expect(stderr).toMatch(/schemes\.mine.*cost `shapley` needs exchange/);
  expect(stderr).toMatch(/schemes\.mine.*the DSO corrects what it is told/);
});

/** From the claim to delivery; ledgers count market minutes from a day before the start. */
function leadMinutes({ period, marketMinute }: Row<typeof claims>): number {
  const MINUTES_PER_DAY = 1440;
  return (period * 15 - marketMinute + MINUTES_PER_DAY) % MINUTES_PER_DAY;
}
