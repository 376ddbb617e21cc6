import type { AuctionOffer } from "#engine/market/auctionOffer.ts";
import { uncross } from "#engine/market/callAuction.ts";
import type { Unit } from "#sim/agents/unit.ts";
import { type AreaHistory, cellOf } from "#sim/operators/needHistory.ts";
import { streamKey, uniform } from "#sim/random/randomStream.ts";
import type { World } from "#sim/world/world.ts";

/** An hour is asked for where it was congested in at least this share of its periods. */
const CONGESTED_SHARE_MIN = 0.02;
/** Asked for holding ready: fixed cost of being available, µEUR per kW and hour. */
const READY_COST_MIN = 3_000;
const READY_COST_SPAN = 9_000;
/** Weight of one period in what a unit knows of its own capability. */
const TYPICAL_WEIGHT = 0.02;
/** Share of its typical capability that a unit commits ahead. */
const COMMIT_SHARE = 0.8;
const HOURS_PER_PERIOD = 0.25;

/** What a unit holds ready in one hour of a month: energy per period, and both agreed prices. */
export interface Reservation {
  readonly reservedWh: number;
  readonly readyMicroEurPerKwH: number;
  readonly activationMicroEurPerKwh: number;
}

/** Outcome of one month's auctions for the report and the log. */
export interface AuctionSummary {
  readonly requestedW: number;
  readonly unmetW: number;
}

/**
 * Long-term congestion management: monthly call auctions in which the DSOs reserve flexibility for
 * the hours that were congested in the history years.
 */
export class Reservations {
  readonly #world: World;
  readonly #units: readonly Unit[];
  readonly #history: readonly AreaHistory[];
  /** By unit × direction × kind of day × hour: typical offer, Wh and µEUR/kWh. */
  readonly #typicalWh: Float64Array;
  readonly #typicalPrice: Float64Array;
  /** By `year-month`, then unit × direction × kind of day × hour. */
  readonly #months = new Map<number, (Reservation | undefined)[]>();

  constructor(world: World, units: readonly Unit[], history: readonly AreaHistory[]) {
    this.#world = world;
    this.#units = units;
    this.#history = history;
    this.#typicalWh = new Float64Array(units.length * 96);
    this.#typicalPrice = new Float64Array(units.length * 96);
  }

  /** A unit learns from each offer what it usually can do at that time. */
  learn(unit: number, direction: 0 | 1, i: number, quantityWh: number, priceMicro: number): void {
    const slot = this.#slot(unit, direction, i);
    this.#typicalWh[slot]! += TYPICAL_WEIGHT * (quantityWh - this.#typicalWh[slot]!);
    if (quantityWh === 0) return;
    const before = this.#typicalPrice[slot]!;
    const weight = before === 0 ? 1 : TYPICAL_WEIGHT;
    this.#typicalPrice[slot]! += weight * (priceMicro - before);
  }

  /** What the unit has reserved in period `i`, if anything. */
  of(unit: number, direction: 0 | 1, i: number): Reservation | undefined {
    const { calendar } = this.#world;
    const month = this.#months.get(calendar.year[i]! * 12 + calendar.month[i]!);
    return month?.[this.#slot(unit, direction, i)];
  }

  /** Call, freeze and uncross for one month, each area, direction, kind of day and hour. */
  auction(year: number, month: number): AuctionSummary {
    const agreed: (Reservation | undefined)[] = new Array(this.#units.length * 96);
    const summary = { requestedW: 0, unmetW: 0 };
    for (const [area, history] of this.#history.entries()) {
      for (const direction of [0, 1] as const) {
        for (let cell = 0; cell < 48; cell++) {
          const { periods, excessWh } = history[direction][cellOf(month, cell >= 24, cell % 24)]!;
          if (excessWh.length < CONGESTED_SHARE_MIN * periods || periods === 0) continue;
          const requestW = quantile(excessWh, this.#quantile()) / HOURS_PER_PERIOD;
          const unmetW = this.#uncross(agreed, { area, direction, cell, requestW }, year, month);
          summary.requestedW += requestW;
          summary.unmetW += unmetW;
        }
      }
    }
    this.#months.set(year * 12 + month, agreed);
    return summary;
  }

  #uncross(
    agreed: (Reservation | undefined)[],
    request: { area: number; direction: 0 | 1; cell: number; requestW: number },
    year: number,
    month: number,
  ): number {
    const { area, direction, cell, requestW } = request;
    const offers: AuctionOffer[] = [];
    for (const unit of this.#units) {
      if (unit.area !== area) continue;
      const slot = (unit.index * 2 + direction) * 48 + cell;
      const powerW = Math.floor((COMMIT_SHARE * this.#typicalWh[slot]!) / HOURS_PER_PERIOD);
      if (powerW < 1000) continue;
      const key = streamKey(this.#world.seed, `${unit.name}/ready`);
      const draw = uniform(key, ((year * 12 + month) * 2 + direction) * 48 + cell);
      offers.push({
        id: unit.index,
        submittedMinute: 0,
        powerW,
        reservationMicroEurPerKwH: READY_COST_MIN + Math.floor(READY_COST_SPAN * draw),
        activationMicroEurPerKwh: Math.round(this.#typicalPrice[slot]!),
        divisible: true,
      });
    }
    const { priceCapMicroEurPerKwH } = this.#world.scenario.flexibility.reservation;
    const { DSO_CM } = this.#world.scenario.flexibility.priceCapMicroEurPerKwh;
    const cap = priceCapMicroEurPerKwH + Math.floor(DSO_CM / 10);
    const result = uncross(Math.ceil(requestW), cap, offers);
    for (const {
      id,
      powerW,
      reservationMicroEurPerKwH,
      activationMicroEurPerKwh,
    } of result.accepted) {
      agreed[(id * 2 + direction) * 48 + cell] = {
        reservedWh: Math.floor(powerW * HOURS_PER_PERIOD),
        readyMicroEurPerKwH: reservationMicroEurPerKwH,
        activationMicroEurPerKwh,
      };
    }
    return result.unmetW;
  }

  #quantile(): number {
    return this.#world.scenario.flexibility.reservation.needQuantile;
  }

  #slot(unit: number, direction: 0 | 1, i: number): number {
    const { dayType, minuteOfDay } = this.#world.calendar;
    const cell = (dayType[i]! > 0 ? 24 : 0) + Math.floor(minuteOfDay[i]! / 60);
    return (unit * 2 + direction) * 48 + cell;
  }
}

/** The value below which a share `q` of the sample lies, nearest rank. */
function quantile(sample: readonly number[], q: number): number {
  const sorted = Float64Array.from(sample).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))]!;
}
