import { expect, test } from "vitest";
import { StudyComparison } from "#reports/comparison.ts";
import type { IndicatorName } from "#reports/indicators.ts";
import { centralisedWins } from "#reports/knownResults/centralisedWins.ts";
import { jointCheapest } from "#reports/knownResults/jointCheapest.ts";
import { sequentialClose } from "#reports/knownResults/sequentialClose.ts";
import { isScheme } from "#reports/variants.ts";
import { madeUpRun } from "#test/reports/madeUpRun.ts";

type Some = Partial<Record<IndicatorName, number>>;

/** Checks one known result in a world of three seeds that differ a little. */
function check(known: typeof jointCheapest, variants: Readonly<Record<string, Some>>) {
  const runs = Object.entries(variants).flatMap(([variant, some]) =>
    [1, 2, 3].map((seed) => {
      const varied = Object.entries(some).map(([name, value]) => [name, value * (1 + seed / 1e4)]);
      return madeUpRun(variant, seed, Object.fromEntries(varied) as Some);
    }),
  );
  const comparison = new StudyComparison(runs);
  return known(comparison, comparison.variants.filter(isScheme));
}

/** A scheme that costs `gapEur` more than the 1,000 EUR of joint clearing. */
function beside(gapEur: number, more: Some = {}): Some {
  return {
    referenceCostEur: 1000,
    clearingCostEur: 1000 + gapEur,
    priceOfNonIntegrationEur: gapEur,
    ...more,
  };
}

test.each`
  story                                        | variants                                                | verdict
  ${"the common list costs nothing more"}      | ${{ "1A": beside(500), "3C": beside(1) }}               | ${"reproduced"}
  ${"the common list is far from its optimum"} | ${{ "1A": beside(500), "3C": beside(40) }}              | ${"not reproduced"}
  ${"another scheme is nearer to its own"}     | ${{ "1A": beside(2), "3C": beside(9) }}                 | ${"not reproduced"}
  ${"there is no common list"}                 | ${{ "1A": beside(500), "2C": beside(1) }}               | ${"not tested"}
  ${"nothing stands beside it"}                | ${{ "3C": beside(1) }}                                  | ${"not tested"}
  ${"the optimum was not computed"}            | ${{ "1A": { costTsoEur: 2 }, "3C": { costTsoEur: 3 } }} | ${"not tested"}
`("joint clearing is cheapest: $story, $verdict", ({ variants, verdict }) => {
  expect(check(jointCheapest, variants).verdict).toBe(verdict);
});

test("payments are told apart from the cost of clearing, with the needs that stayed unmet", () => {
  const { findings } = check(jointCheapest, {
    "1A": beside(500, { costTsoEur: 50, unmetTsoMwh: 2 }),
    "3C": beside(0, { costTsoEur: 80, unmetTsoMwh: 1 }),
  });
  expect(findings.at(-1)).toBe(
    "Both operators pay the least under 1A, which leaves more needs unmet: 50.0 EUR with 2.00 MWh " +
      "unmet, against 80.0 EUR with 1.00 MWh under 3C.",
  );
});

test.each`
  story                        | variants                                                     | verdict
  ${"all are close"}           | ${{ "2A": beside(90), "3A": beside(20), "1B": beside(800) }} | ${"reproduced"}
  ${"one of two is close"}     | ${{ "2A": beside(300), "3A": beside(20) }}                   | ${"reproduced in part"}
  ${"none is close"}           | ${{ "2A": beside(300), "3A": beside(200), "3C": beside(0) }} | ${"not reproduced"}
  ${"none exchanges claims"}   | ${{ "1A": beside(300), "1B": beside(20) }}                   | ${"not tested"}
  ${"no optimum was computed"} | ${{ "2A": { costTsoEur: 4 } }}                               | ${"not tested"}
`("in turn is close to joint: $story, $verdict", ({ variants, verdict }) => {
  expect(check(sequentialClose, variants).verdict).toBe(verdict);
});

const HOURS = { days: 100 } as const;
const calm = { ...HOURS, overloadHours: 2 } as const;
const congested = { ...HOURS, overloadHours: 100 } as const;
const cheap = { costTsoEur: 10, overloadMvah: 5 } as const;

test.each`
  story                                 | world        | centralised | scheme                                 | verdict
  ${"congested, and it overloads more"} | ${congested} | ${cheap}    | ${{ costTsoEur: 20, overloadMvah: 3 }} | ${"reproduced"}
  ${"congested, and it overloads less"} | ${congested} | ${cheap}    | ${{ costTsoEur: 20, overloadMvah: 7 }} | ${"not reproduced"}
  ${"congested, and nothing differs"}   | ${congested} | ${cheap}    | ${{ costTsoEur: 20, overloadMvah: 5 }} | ${"undecided"}
  ${"calm, and it is cheaper"}          | ${calm}      | ${cheap}    | ${{ costTsoEur: 20, overloadMvah: 5 }} | ${"reproduced"}
  ${"calm, and it is dearer"}           | ${calm}      | ${cheap}    | ${{ costTsoEur: 5, overloadMvah: 5 }}  | ${"not reproduced"}
  ${"calm, cheaper, and it overloads"}  | ${calm}      | ${cheap}    | ${{ costTsoEur: 20, overloadMvah: 3 }} | ${"not reproduced"}
  ${"calm, and nothing differs"}        | ${calm}      | ${cheap}    | ${cheap}                               | ${"undecided"}
`("centralised wins unless congested: $story, $verdict", (row) => {
  const { world, centralised, scheme, verdict } = row;
  const variants = { "no-market": world, "tso-only": centralised, "1C": scheme, "2A": scheme };
  expect(check(centralisedWins, variants).verdict).toBe(verdict);
});

test("without the control or the world without market, nothing is said", () => {
  expect(check(centralisedWins, { "no-market": calm, "1C": cheap }).verdict).toBe("not tested");
  expect(check(centralisedWins, { "tso-only": cheap, "1C": cheap }).verdict).toBe("not tested");
});
