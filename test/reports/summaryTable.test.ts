import { expect, test } from "vitest";
import { StudyComparison } from "#reports/comparison.ts";
import { indicatorGroups } from "#reports/indicatorGroups.ts";
import { indicatorNames } from "#reports/indicators.ts";
import { summaryRows } from "#reports/summaryTable.ts";
import { madeUpRun } from "#test/reports/madeUpRun.ts";

const runs = [
  madeUpRun("2A", 1, { lossesMwh: 9, realisedDoubleActivations: 2 }),
  madeUpRun("2A", 2, { lossesMwh: 11, realisedDoubleActivations: 4 }),
  madeUpRun("no-market", 2, { lossesMwh: 14 }),
  madeUpRun("no-market", 1, { lossesMwh: 10, lossRatioPercent: Number.NaN }),
];

test("the summary has a column a variant, the reference first, with means over seeds", () => {
  const { header, rows } = summaryRows(runs);
  expect(header).toEqual(["", "no-market", "2A"]);
  expect(rows).toContainEqual(["Losses (MWh)", "12", "10"]);
  expect(rows).toContainEqual(["… realised", "0", "3"]);
  expect(rows.every((row) => row.length === header.length)).toBe(true);
});

test("seeds ascend, whatever order the runs come in", () => {
  const study = new StudyComparison(runs);
  expect(study.seeds("no-market")).toEqual([1, 2]);
  expect(study.values("no-market", ({ lossesMwh }) => lossesMwh)).toEqual([10, 14]);
});

test("differences pair equal seeds", () => {
  const { difference } = new StudyComparison(runs).of("2A", "lossesMwh");
  expect(difference).toMatchObject({ n: 2, mean: -2 });
  // −1 and −3: mean −2, standard error 1.
  expect(difference!.interval![0]).toBeCloseTo(-2 - 12.7062, 10);
});

test("a seed without partner does not enter a difference", () => {
  const study = new StudyComparison([...runs, madeUpRun("2A", 3, { lossesMwh: 1000 })]);
  expect(study.of("2A", "lossesMwh").difference).toMatchObject({ n: 2, mean: -2 });
});

test("what does not exist in one run does not enter", () => {
  const study = new StudyComparison(runs);
  expect(study.of("no-market", "lossRatioPercent").mean).toBe(0);
  expect(study.of("2A", "lossRatioPercent").difference).toMatchObject({ n: 1 });
});

test("without a reference there are no differences", () => {
  const study = new StudyComparison(runs.slice(0, 2));
  expect(study.reference).toBeNull();
  expect(study.of("2A", "lossesMwh").difference).toBeNull();
});

test("the report shows every indicator exactly once", () => {
  const shown = indicatorGroups.flatMap(({ labels }) => Object.keys(labels)).sort();
  const exempt = ["seed", "days"];
  expect(shown).toEqual(indicatorNames.filter((name) => !exempt.includes(name)).sort());
});
