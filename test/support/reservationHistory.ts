import type { AreaHistory, HourHistory } from "#sim/operators/needHistory.ts";
import type { Reservations } from "#sim/phases/reserve/reserve.ts";
import type { Community } from "#sim/run/community.ts";

/** A weekday evening: the first day of a run with six days of spin-up. */
export const EVENING = 6 * 96 + 18 * 4;

/** Hours that were watched and never congested. */
export function emptyHistory(): AreaHistory {
  const empty = (): HourHistory[] =>
    Array.from({ length: 12 * 48 }, () => ({ periods: 100, excessWh: [] }));
  return [empty(), empty()];
}

/** Lets every unit offer the same in every period for long enough to know itself. */
export function teachAll(book: Reservations, { units }: Community, quantityWh: number): void {
  for (let k = 0; k < 400; k++) {
    for (const { index } of units) book.learn(index, 0, EVENING, quantityWh, 120_000);
  }
}
