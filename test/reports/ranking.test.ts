import fc from "fast-check";
import { expect, test } from "vitest";
import { StudyComparison } from "#reports/comparison.ts";
import { type Ranking, rankSchemes } from "#reports/ranking/ranking.ts";
import { rankRanges, rankText } from "#reports/ranking/rankRanges.ts";
import { surely } from "#reports/ranking/surely.ts";
import { evaluateDifferences } from "#reports/statistics.ts";
import { madeUpRun } from "#test/reports/madeUpRun.ts";

/** A study whose schemes cost the given EUR by seed. */
function study(costs: Readonly<Record<string, readonly number[]>>): StudyComparison {
  return new StudyComparison(
    Object.entries(costs).flatMap(([variant, bySeed]) =>
      bySeed.map((costTsoEur, seed) => madeUpRun(variant, seed, { costTsoEur })),
    ),
  );
}

function placesBy(id: string, ranking: Ranking): Record<string, string> {
  const { of } = ranking.measures.find(({ measure }) => measure.id === id)!;
  return Object.fromEntries(
    [...of].map(([variant, { rank }]) => [variant, rank === null ? "" : rankText(rank)]),
  );
}

test("decided comparisons give single places, undecided ones a range", () => {
  const order = new Map([
    ["a b", -1],
    ["a c", -1],
    ["b c", 0],
  ]);
  const ranges = rankRanges(["a", "b", "c"], (one, other) => order.get(`${one} ${other}`)!);
  expect([...ranges.values()].map(rankText)).toEqual(["1", "2–3", "2–3"]);
});

test("ranges of a total order are its places", () => {
  const values = fc.uniqueArray(fc.integer(), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(values, (numbers) => {
      const names = numbers.map(String);
      const ranges = rankRanges(names, (one, other) => Number(one) - Number(other));
      const sorted = numbers.toSorted((a, b) => a - b);
      for (const [name, { first, last }] of ranges) {
        expect([first, last]).toEqual(Array(2).fill(1 + sorted.indexOf(Number(name))));
      }
    }),
  );
});

test("schemes are ranked pair by pair: a small sure difference decides, a large unsure one does not", () => {
  const ranking = rankSchemes(
    study({ "1A": [100, 200, 300], "1C": [101, 201.1, 301], "2A": [10, 300, 700] }),
  )!;
  // 1A is sure to be about 1 EUR cheaper than 1C; 2A lies anywhere.
  expect(placesBy("cost", ranking)).toEqual({ "1A": "1–2", "1C": "2–3", "2A": "1–3" });
});

test("equal costs tie, also of one seed", () => {
  const ranking = rankSchemes(study({ "1A": [5], "1C": [7], "2A": [7], "3C": [9] }))!;
  expect(placesBy("cost", ranking)).toEqual({ "1A": "1", "1C": "2–3", "2A": "2–3", "3C": "4" });
});

test("more avoided double activations come first", () => {
  const runs = Object.entries({ "1A": 3, "1C": 9, "2A": 6 }).map(([variant, count]) =>
    madeUpRun(variant, 1, { avoidedDoubleActivations: count }),
  );
  const ranking = rankSchemes(new StudyComparison(runs))!;
  expect(placesBy("avoided", ranking)).toEqual({ "1A": "3", "1C": "1", "2A": "2" });
});

test("controls stand beside without a place; what buys nothing does not", () => {
  const ranking = rankSchemes(
    study({ "no-market": [0], "tso-only": [1], "1A": [2], "2A": [3], mine: [4] }),
  )!;
  expect(placesBy("cost", ranking)).toEqual({ "1A": "1", "2A": "2", mine: "3", "tso-only": "" });
});

test("cost per relief needs relief in every seed, and its mean is that of the seeds", () => {
  const run = (variant: string, seed: number, overloadMvah: number) =>
    madeUpRun(variant, seed, { costDsoEur: 10, twinOverloadMvah: 5, overloadMvah });
  const runs = [
    ...[run("1A", 1, 4), run("1A", 2, 3)],
    ...[run("1C", 1, 3), run("1C", 2, 3)],
    ...[run("2A", 1, 1), run("2A", 2, 6)],
  ];
  const ranking = rankSchemes(new StudyComparison(runs))!;
  const { of } = ranking.measures.find(({ measure }) => measure.id === "costPerRelief")!;
  expect(of.get("1A")).toMatchObject({ mean: 7.5, missing: 0 });
  expect(of.get("1C")).toMatchObject({ mean: 5, missing: 0, difference: null });
  expect(of.get("2A")).toMatchObject({ missing: 1, rank: null, difference: null });
});

test("the price of non-integration is left out where nobody computed it", () => {
  const without = rankSchemes(study({ "1A": [1], "1C": [2], "2A": [3] }))!;
  const ids = without.measures.map(({ measure }) => measure.id);
  expect(ids).not.toContain("nonIntegration");
  expect(ids).toContain("costPerRelief");
});

test("two schemes are no ranking", () => {
  expect(
    rankSchemes(study({ "no-market": [0], uncoordinated: [1], "1C": [2], "2A": [3] })),
  ).toBeNull();
});

test.each`
  differences      | sign
  ${[1, 1.1, 0.9]} | ${1}
  ${[-1, -2]}      | ${0}
  ${[-1, -1, -1]}  | ${-1}
  ${[3, -1, 0.5]}  | ${0}
  ${[-2]}          | ${-1}
  ${[1e-13]}       | ${0}
`("of $differences the sure sign is $sign", ({ differences, sign }) => {
  expect(surely(evaluateDifferences(differences)!)).toBe(sign);
});
