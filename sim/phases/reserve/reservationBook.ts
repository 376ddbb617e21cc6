import { isInWindow, type ServiceWindow } from "#engine/settlement/serviceWindow.ts";
import { type Calendar, WEEKDAY } from "#sim/world/calendar.ts";

/** What a unit holds ready in a window: energy per period, and both agreed prices. */
export interface Reservation {
  /** Number of the auction. */
  readonly auction: number;
  readonly reservedWh: number;
  readonly readyMicroEurPerKwH: number;
  readonly activationMicroEurPerKwh: number;
}

interface Held extends Reservation {
  readonly window: ServiceWindow;
}

const NOTHING: readonly Reservation[] = [];
const SATURDAY = 6;
const MONDAY = 1;

/** Everything that units hold ready, by unit and direction; what is over is forgotten. */
export class ReservationBook {
  readonly #calendar: Calendar;
  #held: Held[][];
  /** Those of `#held` whose day it is. */
  #today: Held[][];
  #day = -1;

  constructor(unitCount: number, calendar: Calendar) {
    this.#calendar = calendar;
    this.#held = Array.from({ length: 2 * unitCount }, () => []);
    this.#today = this.#held.map(() => []);
  }

  add(unit: number, direction: 0 | 1, window: ServiceWindow, reservation: Reservation): void {
    this.#held[2 * unit + direction]!.push({ ...reservation, window });
    this.#day = -1;
  }

  /** What the unit holds ready in period `i`, in the order in which it was agreed. */
  of(unit: number, direction: 0 | 1, i: number): readonly Reservation[] {
    const { day, minuteOfDay } = this.#calendar;
    if (day[i] !== this.#day) this.#turn(day[i]!);
    const today = this.#today[2 * unit + direction]!;
    if (today.length === 0) return NOTHING;
    const minute = minuteOfDay[i]!;
    return today.filter(({ window }) => minute >= window.minuteFrom && minute < window.minuteTo);
  }

  /** What the unit holds ready at some time of a window, Wh: different times count as one. */
  heldWh(unit: number, direction: 0 | 1, window: ServiceWindow): number {
    const overlapping = this.#held[2 * unit + direction]!.filter((held) =>
      overlap(held.window, window),
    );
    return overlapping.reduce((sum, { reservedWh }) => sum + reservedWh, 0);
  }

  #turn(day: number): void {
    const { isoDate, dayType, dayStart } = this.#calendar;
    const date = isoDate[day]!;
    const dayOfWeek = dayType[dayStart[day]!] === WEEKDAY ? MONDAY : SATURDAY;
    // Tomorrow's offers are frozen before today is paid.
    const dayBefore = isoDate[Math.max(0, day - 1)]!;
    this.#held = this.#held.map((held) =>
      held.filter(({ window }) => window.lastDate >= dayBefore),
    );
    this.#today = this.#held.map((held) =>
      held.filter(({ window }) => {
        const instant = { date, dayOfWeek, minuteOfDay: window.minuteFrom };
        return isInWindow(window, instant);
      }),
    );
    this.#day = day;
  }
}

function overlap(one: ServiceWindow, other: ServiceWindow): boolean {
  const sameDays = one.days === "all" || other.days === "all" || one.days === other.days;
  return (
    sameDays &&
    one.firstDate <= other.lastDate &&
    other.firstDate <= one.lastDate &&
    one.minuteFrom < other.minuteTo &&
    other.minuteFrom < one.minuteTo
  );
}
