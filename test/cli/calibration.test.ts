import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import {
  kolmogorovSmirnov,
  mean,
  quantile,
  relativeError,
  sorted,
  wasserstein,
} from "#cli/calibration/distances.ts";
import { calibrate } from "#cli/commands/calibrate.ts";

const values = fc.array(fc.integer({ min: -30, max: 30 }), { minLength: 1, maxLength: 25 });

/** Share of a sample that is at most `x`. */
const share = (sample: readonly number[], x: number) =>
  sample.filter((value) => value <= x).length / sample.length;

test("the distances are those of the distribution functions, looked at everywhere", () => {
  fc.assert(
    fc.property(values, values, (a, b) => {
      let most = 0;
      let area = 0;
      for (let x = -30; x < 30; x++) {
        const apart = Math.abs(share(a, x) - share(b, x));
        most = Math.max(most, apart);
        area += apart;
      }
      expect(kolmogorovSmirnov(sorted(a), sorted(b))).toBeCloseTo(most, 9);
      expect(wasserstein(sorted(a), sorted(b))).toBeCloseTo(area, 9);
    }),
  );
});

test("a shifted sample is as far as it was shifted", () => {
  const sample = sorted([3, 1, 4, 1, 5, 9, 2, 6]);
  expect(
    wasserstein(
      sample,
      sample.map((value) => value + 2.5),
    ),
  ).toBeCloseTo(2.5, 12);
  expect(kolmogorovSmirnov(sample, sample)).toBe(0);
  expect(
    kolmogorovSmirnov(
      sample,
      sample.map((value) => value + 100),
    ),
  ).toBe(1);
});

test("quantile, mean and relative error", () => {
  expect(quantile(sorted([10, 0, 20]), 0.25)).toBe(5);
  expect(mean([1, 2, 6])).toBe(3);
  expect(relativeError([11, 9], [10, 10])).toBeCloseTo(0.1, 12);
});

const folder = mkdtempSync(join(tmpdir(), "eflex-calibration-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const options = {
  workers: 1,
  set: ["calendar.spinUpDays=2"],
  ledger: "memory",
  claims: "daily",
  period: 0,
  size: "smoke",
  quiet: true,
  days: 8,
} as const;

test("without measured series the page shows ours and says what is missing", () => {
  const out = join(folder, "ALONE.md");
  calibrate("pilot", { ...options, out, data: join(folder, "nothing") });
  const page = readFileSync(out, "utf8");
  for (const title of ["Sun and", "Yearly use", "Load duration", "Coincidence", "Electric cars"]) {
    expect(page).toContain(`## ${title}`);
  }
  expect(page).toContain("nothing to compare with");
  expect(page).not.toMatch(/NaN|undefined|Infinity/);
  expect(page).not.toContain("](alone-");
});

const data = resolve("../shared/data");
const hasData = existsSync(data);

test("measured series are there where the checks run", () => {
  if (process.env.CI !== undefined) expect(hasData).toBe(true);
});

test.skipIf(!hasData)("with measured series it states distances and draws what it compares", () => {
  const out = join(folder, "BESIDE.md");
  calibrate("pilot", { ...options, out, data });
  const page = readFileSync(out, "utf8");
  expect(page).toMatch(/day-ahead prices over their mean, 2023, KS \| 0\.\d{3}/);
  expect(page).not.toMatch(/NaN|undefined|Infinity/);
  const figures = [...page.matchAll(/\]\((beside-\w+\.svg)\)/g)].map(([, name]) => name!);
  expect(figures).toHaveLength(5);
  for (const name of figures)
    expect(readFileSync(join(folder, name), "utf8")).toMatch(/^<svg xmlns="/);
  // Published facts of the measured series themselves.
  expect(page).toContain("1328 kWh/m²");
  expect(page).toMatch(/\| 2023 \| 103\.8 \|/);
});
