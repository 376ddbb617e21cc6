import type { ServiceWindow } from "#engine/settlement/serviceWindow.ts";
import type { ReservationSettings } from "#scenarios/flexibilityRules.ts";
import type { Scenario } from "#scenarios/scenario.ts";
import { type AreaHistory, cellOf, type HourHistory } from "#sim/operators/needHistory.ts";

/** An hour is asked for where it was congested in at least this share of its periods. */
export const CONGESTED_SHARE_MIN = 0.02;
const HOURS_PER_PERIOD = 0.25;
const MONTHS_PER_YEAR = 12;
const CELLS = 48;

export const ROUNDS = ["yearly", "quarterly", "monthly"] as const;
/** Rounds of the auction calendar, in their order on a day on which several are held. */
export type RoundName = (typeof ROUNDS)[number];
export const MONTHS_OF: Readonly<Record<RoundName, number>> = {
  yearly: 12,
  quarterly: 3,
  monthly: 1,
};

/** What a DSO asks for in an auction. */
export interface ReservationRequest {
  readonly area: number;
  readonly direction: 0 | 1;
  readonly round: RoundName | "window";
  readonly window: ServiceWindow;
  /** Branch to relieve; null where any unit of the area serves as well as another. */
  readonly element: string | null;
  /** Power asked for, W, before what longer rounds have covered. */
  readonly needW: number;
  /** Names the draws of an offer for it: unlike any other request of its round. */
  readonly drawAt: number;
  /** Month from which on it holds, year × 12 + month. */
  readonly month: number;
}

/** Months of a round that is held for a month: the span that begins with it, or contains it. */
export function spanOf(round: RoundName, month: number): { first: number; last: number } {
  const length = MONTHS_OF[round];
  const first = Math.floor(month / length) * length;
  return { first, last: first + length - 1 };
}

/**
 * Requests of one round: per area, direction, kind of day and hour the scenario's quantile of what was
 * missing in the congested periods of the history, in the months of the round.
 *
 * @param month - First month of the round, year × 12 + month.
 */
export function roundRequests(
  history: readonly AreaHistory[],
  { needQuantile, rounds, askBy }: ReservationSettings,
  round: RoundName,
  month: number,
  areas: Scenario["areas"],
): ReservationRequest[] {
  const { first, last } = spanOf(round, month);
  const share = rounds[round] ?? 0;
  const requests: ReservationRequest[] = [];
  for (const [area, byDirection] of history.entries()) {
    for (const direction of [0, 1] as const) {
      for (let cell = 0; cell < CELLS; cell++) {
        const cells = Array.from({ length: last - first + 1 }, (_, k) => {
          const at = cellOf((first + k) % MONTHS_PER_YEAR, cell >= 24, cell % 24);
          return byDirection[direction][at]!;
        });
        const periods = cells.reduce((sum, one) => sum + one.periods, 0);
        const branches = askBy === "element" ? areas[area]!.network.monitoredBranches : [null];
        for (const [position, element] of branches.entries()) {
          const excessWh = cells.flatMap((one) =>
            excessOf(one, element === null ? null : position),
          );
          if (periods === 0 || excessWh.length === 0) continue;
          if (excessWh.length < CONGESTED_SHARE_MIN * periods) continue;
          requests.push({
            area,
            direction,
            round,
            window: hourOf(cell, first, last),
            element,
            needW: (share * quantile(excessWh, needQuantile)) / HOURS_PER_PERIOD,
            drawAt: (first * 2 + direction) * CELLS + cell,
            month: first,
          });
        }
      }
    }
  }
  return requests;
}

/** What was missing in an hour, on one branch or on whichever was worst, Wh. */
function excessOf({ excessWh, elements }: HourHistory, position: number | null): readonly number[] {
  return position === null ? excessWh : excessWh.filter((_, k) => elements![k] === position);
}

/** Windows that the scenario asks for by themselves. */
export function windowRequests(
  { windows }: ReservationSettings,
  areas: Scenario["areas"],
): ReservationRequest[] {
  return windows.map(({ area, direction, powerW, element = null, ...window }, index) => ({
    area: areas.findIndex(({ id }) => id === area),
    direction: direction === "up" ? 0 : 1,
    round: "window",
    window,
    element,
    needW: powerW,
    drawAt: index,
    month: monthOf(window.firstDate),
  }));
}

/** Year × 12 + month of an ISO date. */
export function monthOf(isoDate: string): number {
  return Number(isoDate.slice(0, 4)) * MONTHS_PER_YEAR + Number(isoDate.slice(5, 7)) - 1;
}

/** One hour on working days or on others, from the first of one month to the last of another. */
function hourOf(cell: number, first: number, last: number): ServiceWindow {
  const hour = cell % 24;
  return {
    firstDate: `${yearAndMonth(first)}-01`,
    // No month has more days, and dates compare as text.
    lastDate: `${yearAndMonth(last)}-31`,
    days: cell >= 24 ? "weekends" : "weekdays",
    minuteFrom: hour * 60,
    minuteTo: (hour + 1) * 60,
  };
}

function yearAndMonth(month: number): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${Math.floor(month / MONTHS_PER_YEAR)}-${two((month % MONTHS_PER_YEAR) + 1)}`;
}

/** The value below which a share `q` of the sample lies, nearest rank. */
export function quantile(sample: readonly number[], q: number): number {
  const sorted = Float64Array.from(sample).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))]!;
}
