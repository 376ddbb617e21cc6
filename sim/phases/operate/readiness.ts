import { POSTING_KINDS } from "#datasets/words.ts";
import type { FlexPeriod } from "#engine/coordination/flexPeriod.ts";
import { offerIndex } from "#engine/coordination/needs.ts";
import { amountDown } from "#engine/money.ts";
import type { Reservations } from "#sim/phases/reserve/reserve.ts";
import type { Run } from "#sim/run/run.ts";

const RESERVATION = POSTING_KINDS.indexOf("reservation");

/** What one reservation came to on a day. */
interface Held {
  auction: number;
  unit: number;
  periods: number;
  reservedWh: number;
  readyWh: number;
  paidMicroEur: number;
}

/**
 * Reservation × availability: what a unit holds ready is paid as far as its offer of the period stands
 * for the DSO, reservation after reservation in the order in which they were agreed. What the grid's
 * light then cuts off or blocks was ready all the same.
 */
export class Readiness {
  readonly #run: Run;
  readonly #reservations: Pick<Reservations, "of">;
  readonly #day = new Map<string, Held>();

  constructor(run: Run, reservations: Pick<Reservations, "of">) {
    this.#run = run;
    this.#reservations = reservations;
  }

  /** Pays period `i`. */
  pay({ offers }: FlexPeriod, i: number): void {
    const { community, ledger } = this.#run;
    const { units, accounts } = community;
    for (const { index, area, aggregator } of units) {
      for (const direction of [0, 1] as const) {
        let heldWh = offers.readyWh[offerIndex(index, direction)]!;
        for (const reservation of this.#reservations.of(index, direction, i)) {
          const { auction, reservedWh, readyMicroEurPerKwH: price } = reservation;
          const readyWh = Math.min(heldWh, reservedWh);
          heldWh -= readyWh;
          // µEUR per kW and hour is µEUR per kWh held ready.
          const payer = accounts.dsoOfArea[area]!;
          ledger.transferRounded(RESERVATION, payer, aggregator, price, readyWh);
          const held = this.#heldOf(auction, index);
          held.periods++;
          held.reservedWh += reservedWh;
          held.readyWh += readyWh;
          held.paidMicroEur += amountDown(price, readyWh);
        }
      }
    }
  }

  /** Writes the rows of a day. */
  closeDay(day: number): void {
    for (const held of this.#day.values()) this.#run.tables.readiness.buffer.push({ day, ...held });
    this.#day.clear();
  }

  #heldOf(auction: number, unit: number): Held {
    const key = `${auction}/${unit}`;
    const known = this.#day.get(key);
    if (known !== undefined) return known;
    const held = { auction, unit, periods: 0, reservedWh: 0, readyWh: 0, paidMicroEur: 0 };
    this.#day.set(key, held);
    return held;
  }
}
