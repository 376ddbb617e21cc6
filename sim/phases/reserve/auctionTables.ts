import { Temporal } from "temporal-polyfill";
import { marketMinute } from "#sim/clock.ts";
import { ROUNDS } from "#sim/phases/reserve/reservationRequests.ts";
import type { HeldAuction } from "#sim/phases/reserve/reserve.ts";
import type { RunTables } from "#sim/run/tables.ts";
import type { Calendar } from "#sim/world/calendar.ts";

const ROUND_WORDS: readonly string[] = [...ROUNDS, "window"];
const DAY_WORDS = ["all", "weekdays", "weekends"] as const;

/** Writes what was asked for in reservation auctions, and what was accepted. */
export class AuctionTables {
  readonly #calendar: Calendar;
  readonly #tables: Pick<RunTables, "auctions" | "reservations">;

  constructor(calendar: Calendar, tables: Pick<RunTables, "auctions" | "reservations">) {
    this.#calendar = calendar;
    this.#tables = tables;
  }

  /** Auctions that were held at the start of period `now`. */
  record(held: readonly HeldAuction[], now: number): void {
    const minute = marketMinute(this.#calendar, now, 0);
    for (const { auction, request, requestW, scoreCapMicro, offers, result } of held) {
      const window = this.#windowOf(request);
      this.#tables.auctions.buffer.push({
        auction,
        marketMinute: minute,
        ...window,
        element: request.element ?? "",
        requestedW: Math.ceil(requestW),
        offeredW: offers.reduce((sum, { powerW }) => sum + powerW, 0),
        unmetW: Math.round(result.unmetW),
        offers: offers.length,
        accepted: result.accepted.length,
        scoreCapMicroEurPerKwH: scoreCapMicro,
      });
      for (const { id, powerW, reservationMicroEurPerKwH, ...prices } of result.accepted) {
        this.#tables.reservations.buffer.push({
          auction,
          unit: id,
          ...window,
          powerW,
          readyMicroEurPerKwH: reservationMicroEurPerKwH,
          activationMicroEurPerKwh: prices.activationMicroEurPerKwh,
        });
      }
    }
  }

  #windowOf({ area, direction, round, window }: HeldAuction["request"]) {
    const { days, minuteFrom, minuteTo } = window;
    return {
      area,
      direction,
      round: ROUND_WORDS.indexOf(round),
      firstDay: this.#dayOf(window.firstDate),
      lastDay: this.#dayOf(window.lastDate),
      days: DAY_WORDS.indexOf(days),
      fromMinute: minuteFrom,
      toMinute: minuteTo,
    };
  }

  /** Local day counted from the first of the run; a month's 31st stands for its last day. */
  #dayOf(isoDate: string): number {
    const [year, month, day] = isoDate.split("-").map(Number);
    const first = Temporal.PlainDate.from({ year: year!, month: month!, day: 1 });
    const date = first.with({ day: Math.min(day!, first.daysInMonth) });
    const start = Temporal.PlainDate.from(this.#calendar.isoDate[this.#calendar.firstRunDay]!);
    return start.until(date).days;
  }
}
