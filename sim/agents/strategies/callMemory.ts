import type { Calendar } from "#sim/world/calendar.ts";

/** Weight of the latest period. */
const WEIGHT = 0.1;
const HOURS = 24;

/** How often a unit is called to take less: an exponential mean by hour and kind of day. */
export class CallMemory {
  readonly #calendar: Calendar;
  readonly #share = new Float64Array(2 * HOURS);

  constructor(calendar: Calendar) {
    this.#calendar = calendar;
  }

  /** A period was delivered, with or without such an order. */
  note(period: number, called: boolean): void {
    const cell = this.#cell(period);
    this.#share[cell]! += WEIGHT * ((called ? 1 : 0) - this.#share[cell]!);
  }

  /** 0 … 1, at the hour and kind of day of a period. */
  shareAt(period: number): number {
    return this.#share[this.#cell(period)]!;
  }

  #cell(period: number): number {
    const { dayType, minuteOfDay } = this.#calendar;
    return (dayType[period]! > 0 ? HOURS : 0) + Math.floor(minuteOfDay[period]! / 60);
  }
}
