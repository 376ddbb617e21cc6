import type { StudyComparison } from "#reports/comparison.ts";
import { centralisedWins } from "#reports/knownResults/centralisedWins.ts";
import { jointCheapest } from "#reports/knownResults/jointCheapest.ts";
import type { KnownResult } from "#reports/knownResults/knownResult.ts";
import { sequentialClose } from "#reports/knownResults/sequentialClose.ts";

/** Holds what others found against the runs of a study; worded by outcome. */
export function knownResults(
  comparison: StudyComparison,
  schemes: readonly string[],
): KnownResult[] {
  return [jointCheapest, sequentialClose, centralisedWins].map((check) =>
    check(comparison, schemes),
  );
}
