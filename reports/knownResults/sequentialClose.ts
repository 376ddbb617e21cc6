import type { StudyComparison } from "#reports/comparison.ts";
import {
  type Gap,
  gapsOf,
  gapText,
  type KnownResult,
  listText,
  mwhText,
  notTested,
  type Verdict,
} from "#reports/knownResults/knownResult.ts";
import { unmetMwh } from "#reports/ranking/measures.ts";
import { mean } from "#reports/statistics.ts";
import { schemeTraits } from "#reports/variants.ts";

/** Of the cost of joint clearing. */
const CLOSE_PERCENT = 10;

const known = {
  statement: "Clearing in turn comes close to joint clearing where interfaces are priced right.",
  source:
    "Theory: with correctly priced interface flows, fragmented and multi-level markets converge to the common one; gaps come from interface prices and from bids that cannot move between stages.",
  criterion:
    "Interfaces count as priced where the later operator knows the earlier one's claims and pays or " +
    "receives the imbalance price for them: schemes in turn that exchange claims. Reproduced if the " +
    `price of non-integration of each is at most ${CLOSE_PERCENT} % of the cost of joint clearing; in ` +
    "part if that of some is.",
};

/** Holds "sequential is close to joint" against the price of non-integration. */
export function sequentialClose(
  comparison: StudyComparison,
  schemes: readonly string[],
): KnownResult {
  const sequential = schemes.filter((scheme) => schemeTraits(scheme)?.clearing === "sequential");
  const knows = (scheme: string) => schemeTraits(scheme)!.exchange !== "after";
  if (!sequential.some(knows)) {
    return notTested(known, "No scheme clears in turn and exchanges claims.");
  }
  const gaps = gapsOf(comparison, sequential);
  const priced = gaps.filter(({ scheme }) => knows(scheme));
  const apart = gaps.filter(({ scheme }) => !knows(scheme));
  if (priced.length === 0) return notTested(known, "The reference optimum was not computed.");
  const close = priced.filter(isClose);
  const far = priced.filter((gap) => !isClose(gap));
  const findings = [
    `With exchange of claims, close: ${listText(close.map(gapText))}; not close: ` +
      `${listText(far.map(gapText))}.`,
  ];
  if (apart.length > 0) {
    findings.push(`In turn without that exchange: ${listText(apart.map(gapText))}.`);
  }
  const common = schemes.find((scheme) => schemeTraits(scheme)?.isCommon);
  if (far.length > 0) {
    const names = [...far.map(({ scheme }) => scheme), ...(common === undefined ? [] : [common])];
    const unmet = names.map((scheme) => {
      const mwh = mean(comparison.values(scheme, unmetMwh));
      return `${scheme} ${mwhText(mwh)}`;
    });
    findings.push(`Needs left unmet, which enter a gap at their value: ${listText(unmet)}.`);
  }
  return { ...known, verdict: verdictOf(close.length, far.length), findings };
}

function isClose({ gapEur, percent }: Gap): boolean {
  return gapEur.mean === 0 || percent <= CLOSE_PERCENT;
}

function verdictOf(close: number, far: number): Verdict {
  if (far === 0) return "reproduced";
  return close === 0 ? "not reproduced" : "reproduced in part";
}
