import type { ServiceWindow } from "#engine/settlement/serviceWindow.ts";
import type { Calendar } from "#sim/world/calendar.ts";

/** Weight of one period in what a unit knows of its own capability. */
const TYPICAL_WEIGHT = 0.02;
/** Kind of day × hour. */
const CELLS = 48;

/** What each unit usually can do, and at which price, by direction, kind of day and hour. */
export class TypicalOffers {
  readonly #calendar: Calendar;
  readonly #wh: Float64Array;
  readonly #price: Float64Array;

  constructor(unitCount: number, calendar: Calendar) {
    this.#calendar = calendar;
    this.#wh = new Float64Array(unitCount * 2 * CELLS);
    this.#price = new Float64Array(unitCount * 2 * CELLS);
  }

  /** Learns from one offer. */
  learn(unit: number, direction: 0 | 1, i: number, quantityWh: number, priceMicro: number): void {
    const { dayType, minuteOfDay } = this.#calendar;
    const cell = (dayType[i]! > 0 ? 24 : 0) + Math.floor(minuteOfDay[i]! / 60);
    const slot = (unit * 2 + direction) * CELLS + cell;
    this.#wh[slot]! += TYPICAL_WEIGHT * (quantityWh - this.#wh[slot]!);
    if (quantityWh === 0) return;
    const before = this.#price[slot]!;
    const weight = before === 0 ? 1 : TYPICAL_WEIGHT;
    this.#price[slot]! += weight * (priceMicro - before);
  }

  /** What the unit can do all through a window, Wh per period, and the mean of its usual prices. */
  within(
    unit: number,
    direction: 0 | 1,
    { days, minuteFrom, minuteTo }: ServiceWindow,
  ): { energyWh: number; priceMicro: number } {
    const slot = (unit * 2 + direction) * CELLS;
    let energyWh = Number.POSITIVE_INFINITY;
    let price = 0;
    let count = 0;
    for (let cell = 0; cell < CELLS; cell++) {
      const hour = cell % 24;
      const isDay = days === "all" || (days === "weekends") === cell >= 24;
      if (!isDay || (hour + 1) * 60 <= minuteFrom || hour * 60 >= minuteTo) continue;
      energyWh = Math.min(energyWh, this.#wh[slot + cell]!);
      price += this.#price[slot + cell]!;
      count++;
    }
    return { energyWh: count > 0 ? energyWh : 0, priceMicro: count > 0 ? price / count : 0 };
  }
}
