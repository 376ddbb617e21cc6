import type { StudyComparison } from "#reports/comparison.ts";
import {
  eurText,
  gapsOf,
  gapText,
  type KnownResult,
  listText,
  mwhText,
  notTested,
} from "#reports/knownResults/knownResult.ts";
import { costEur, nonIntegrationEur, unmetMwh } from "#reports/ranking/measures.ts";
import { surely } from "#reports/ranking/surely.ts";
import { mean } from "#reports/statistics.ts";
import { schemeTraits } from "#reports/variants.ts";

/** Of the cost of joint clearing; gates at different times and rounding to Wh cost something. */
const NEARLY_NOTHING_PERCENT = 1;

const known = {
  statement: "Clearing all needs jointly is the cheapest.",
  source:
    "Theory: with the same bids, costs and network, the results of all other schemes are feasible in the joint problem.",
  criterion:
    "Reproduced if the scheme with one list for all three needs costs at most " +
    `${NEARLY_NOTHING_PERCENT} % more than the reference optimum at its own needs, and no scheme has ` +
    "a surely lower price of non-integration. Costs are orders at their price and unmet needs at their value.",
};

/** Holds "joint clearing is the cheapest" against the price of non-integration, and payments. */
export function jointCheapest(
  comparison: StudyComparison,
  schemes: readonly string[],
): KnownResult {
  const common = schemes.find((scheme) => schemeTraits(scheme)?.isCommon);
  if (common === undefined)
    return notTested(known, "No scheme clears all three needs on one list.");
  const gaps = gapsOf(comparison, schemes);
  const own = gaps.find(({ scheme }) => scheme === common);
  if (own === undefined) return notTested(known, "The reference optimum was not computed.");
  const others = gaps.filter(({ scheme }) => scheme !== common);
  if (others.length === 0) return notTested(known, `No other scheme stands beside ${common}.`);
  const order = (scheme: string): number => {
    const difference = comparison.difference(scheme, common, nonIntegrationEur);
    return difference === null ? 0 : surely(difference);
  };
  const names = others.map(({ scheme }) => scheme);
  const cheaper = names.filter((scheme) => order(scheme) < 0);
  const dearer = names.filter((scheme) => order(scheme) > 0);
  // Where joint clearing costs nothing at all, no part of it is too much.
  const isNear = own.gapEur.mean === 0 || own.percent <= NEARLY_NOTHING_PERCENT;
  return {
    ...known,
    verdict: isNear && cheaper.length === 0 ? "reproduced" : "not reproduced",
    findings: [
      `Price of non-integration, in brackets of the cost of joint clearing: ${gapText(own)}; ` +
        `${listText(others.toSorted(byGap).map(gapText))}.`,
      `Surely above ${common}: ${listText(dearer)}; surely below: ${listText(cheaper)}.`,
      paymentSentence(comparison, common, schemes),
    ],
  };
}

/** What operators pay is another thing: a scheme that leaves needs unmet pays less. */
function paymentSentence(
  comparison: StudyComparison,
  common: string,
  schemes: readonly string[],
): string {
  const paidBy = (scheme: string) => mean(comparison.values(scheme, costEur));
  const unmetBy = (scheme: string) => mean(comparison.values(scheme, unmetMwh));
  const least = schemes.toSorted((a, b) => paidBy(a) - paidBy(b))[0]!;
  if (least === common) {
    return `Both operators also pay the least under ${common}: ${eurText(paidBy(common))}.`;
  }
  const leavesMore = unmetBy(least) > unmetBy(common);
  const why = leavesMore ? "which leaves more needs unmet" : "which leaves no more needs unmet";
  return (
    `Both operators pay the least under ${least}, ${why}: ${eurText(paidBy(least))} with ` +
    `${mwhText(unmetBy(least))} unmet, against ${eurText(paidBy(common))} with ` +
    `${mwhText(unmetBy(common))} under ${common}.`
  );
}

function byGap(a: { gapEur: { mean: number } }, b: { gapEur: { mean: number } }): number {
  return a.gapEur.mean - b.gapEur.mean;
}
