import type { StudyComparison, ValueOf } from "#reports/comparison.ts";
import { digitsFor, formatNumber } from "#reports/format.ts";
import {
  eurText,
  type KnownResult,
  listText,
  mwhText,
  notTested,
  type Verdict,
} from "#reports/knownResults/knownResult.ts";
import { costEur } from "#reports/ranking/measures.ts";
import { surely } from "#reports/ranking/surely.ts";
import { mean } from "#reports/statistics.ts";
import { REFERENCE_VARIANT } from "#reports/variants.ts";

const CENTRALISED = "tso-only";

/** Share of the time from which on the distribution grid counts as truly congested. */
const CONGESTED_PERCENT = 1;

const HOURS_PER_DAY = 24;

const known = {
  statement: "A centralised, TSO-led market wins unless the distribution grid is truly congested.",
  source:
    "SmartNet's comparison of coordination schemes (Gerard, Rivero Puente and Six, Utilities Policy 50, 2018); its centralised market is the control tso-only.",
  criterion:
    `Truly congested: without any market, some element is above its rating in at least ${CONGESTED_PERCENT} % ` +
    "of the time. Then the statement is reproduced if tso-only leaves surely more overload than the " +
    "scheme with the least, and not if surely less. Else it is reproduced if tso-only is surely " +
    "cheaper than every scheme and surely worse than none in overload and in unmet needs of the TSO, " +
    "and not if some scheme is surely cheaper or better.",
};

const overloadMvah: ValueOf = (run) => run.overloadMvah;
const unmetTsoMwh: ValueOf = (run) => run.unmetTsoMwh;

/** Holds "centralised wins unless distribution is congested" against cost, overload, unmet needs. */
export function centralisedWins(
  comparison: StudyComparison,
  schemes: readonly string[],
): KnownResult {
  const { variants } = comparison;
  if (!variants.includes(CENTRALISED)) return notTested(known, `${CENTRALISED} was not run.`);
  if (!variants.includes(REFERENCE_VARIANT)) {
    return notTested(
      known,
      `${REFERENCE_VARIANT} was not run, which says how congested the grid is.`,
    );
  }
  const meanOf = (variant: string, measure: ValueOf) => mean(comparison.values(variant, measure));
  const hours = meanOf(REFERENCE_VARIANT, (run) => run.overloadHours);
  const totalHours = HOURS_PER_DAY * meanOf(REFERENCE_VARIANT, (run) => run.days);
  const congestedPercent = (100 * hours) / totalHours;
  const isCongested = congestedPercent >= CONGESTED_PERCENT;
  const order: Order = (scheme, measure) => {
    const difference = comparison.difference(CENTRALISED, scheme, measure);
    return difference === null ? 0 : surely(difference);
  };
  const least = (measure: ValueOf) =>
    schemes.toSorted((a, b) => meanOf(a, measure) - meanOf(b, measure))[0]!;
  const calmest = least(overloadMvah);
  const verdict = isCongested
    ? verdictOf(order(calmest, overloadMvah))
    : verdictOfCalm(schemes, order);
  const shown = [...new Set([CENTRALISED, least(costEur), calmest])];
  const numbers = shown.map(
    (variant) =>
      `${variant} ${eurText(meanOf(variant, costEur))}, ` +
      `${mvahText(meanOf(variant, overloadMvah))} of overload, ` +
      `${mwhText(meanOf(variant, unmetTsoMwh))} of the TSO's need unmet`,
  );
  const state = isCongested ? "truly congested" : "not truly congested";
  const untested = isCongested ? "not truly congested" : "truly congested";
  return {
    ...known,
    verdict,
    findings: [
      `Without any market the grid is overloaded in ${formatNumber(congestedPercent, 1)} % of the time: ${state}. ` +
        `What holds where it is ${untested} was not tested.`,
      `The centralised market, the cheapest scheme and the one with the least overload: ${numbers.join("; ")}.`,
      `Surely cheaper than tso-only: ${listText(schemes.filter((scheme) => order(scheme, costEur) > 0))}. ` +
        `Surely less overload: ${listText(schemes.filter((scheme) => order(scheme, overloadMvah) > 0))}.`,
    ],
  };
}

/** Sign of tso-only less a scheme: where it loses surely, where it wins surely. */
type Order = (scheme: string, measure: ValueOf) => number;

/** From the overload that tso-only leaves beyond the best scheme's, where the grid is congested. */
function verdictOf(more: number): Verdict {
  if (more === 0) return "undecided";
  return more > 0 ? "reproduced" : "not reproduced";
}

/** Where the grid is not congested, tso-only should win. */
function verdictOfCalm(schemes: readonly string[], order: Order): Verdict {
  const isBeaten = (scheme: string) =>
    [costEur, overloadMvah, unmetTsoMwh].some((measure) => order(scheme, measure) > 0);
  if (schemes.some(isBeaten)) return "not reproduced";
  return schemes.every((scheme) => order(scheme, costEur) < 0) ? "reproduced" : "undecided";
}

function mvahText(mvah: number): string {
  return `${formatNumber(mvah, digitsFor([mvah]))} MVAh`;
}
