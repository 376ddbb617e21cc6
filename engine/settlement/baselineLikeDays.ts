import { assert } from "#engine/assert.ts";
import {
  type BaselineWindow,
  type ProfileMethod,
  profileMethod,
  type Span,
  spanMean,
} from "#engine/settlement/baseline.ts";

/**
 * Mean of the `x` days with the highest energy in the window, of the last `y` like days. High 5 of
 * 10 and 4 of 5 are usual; biased upwards for demand, and blind for weather and storage (Lind et al.
 * 2023, doi 10.1016/j.jup.2023.101688).
 */
export function highXofY(x: number, y: number): ProfileMethod {
  assert(x >= 1 && x <= y, "between one day and all");
  return profileMethod(`high${x}of${y}`, ({ likeDays }, window, span) => {
    if (likeDays.length < y) return null;
    return meanOf(byEnergy(likeDays.slice(0, y), window).slice(0, x), span);
  });
}

/**
 * Mean of the middle `x` of the last `y` like days, ranked by energy in the window: mid 8 of 10 as at
 * ERCOT, and on working days in Elexon's BL01; mid 2 of 4 on others there.
 */
export function midXofY(x: number, y: number): ProfileMethod {
  const dropped = (y - x) / 2;
  assert(x >= 1 && x <= y && Number.isInteger(dropped), "as many dropped above as below");
  return profileMethod(`mid${x}of${y}`, ({ likeDays }, window, span) => {
    if (likeDays.length < y) return null;
    return meanOf(byEnergy(likeDays.slice(0, y), window).slice(dropped, y - dropped), span);
  });
}

/** Mean of the last `days` like days, period by period: five of them are the default of NODES in sthlmflex. */
export function rolling(days: number): ProfileMethod {
  assert(days >= 1, "at least one day");
  return profileMethod(`rolling${days}`, ({ likeDays }, _, span) =>
    likeDays.length < days ? null : meanOf(likeDays.slice(0, days), span),
  );
}

/** One method for working days and one for others. */
export function byDayKind(working: ProfileMethod, other: ProfileMethod): ProfileMethod {
  return profileMethod(`${working.name}/${other.name}`, (history, window, span) =>
    (history.isWorkingDay ? working : other).profile(history, window, span),
  );
}

/** Days by energy in the window, highest first; equal ones newest first. */
function byEnergy(days: readonly ArrayLike<number>[], window: BaselineWindow) {
  return [...days].sort((a, b) => spanMean(b, window) - spanMean(a, window));
}

function meanOf(days: readonly ArrayLike<number>[], { from, to }: Span): Float64Array {
  return Float64Array.from({ length: to - from }, (_, i) => {
    let sum = 0;
    for (const day of days) sum += day[from + i]!;
    return sum / days.length;
  });
}
