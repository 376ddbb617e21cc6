import type { FlexPeriod } from "#engine/coordination/flexPeriod.ts";
import { offerIndex } from "#engine/coordination/needs.ts";
import { RING, RING_MASK } from "#sim/agents/devices/device.ts";
import type { Unit, UnitOffer } from "#sim/agents/unit.ts";
import { PERIOD_MINUTES } from "#sim/clock.ts";

/** Most of an offer that may be made, Wh; 0 where the unit is not listed. */
export type OfferLimit = (unit: number, direction: 0 | 1, period: number) => number;

/**
 * Offers as providers announce them before the freeze: what each unit could do by the rule that also makes
 * its offer, seen that much earlier. What is announced binds nobody: at the freeze it is amended, and
 * withdrawn where the unit can no longer deliver.
 */
export class AnnouncedOffers {
  readonly #units: readonly Unit[];
  readonly #leadPeriods: number;
  /** By period (ring) and offer, Wh. */
  readonly #energyWh: Int32Array;
  readonly #offer: UnitOffer = { quantityWh: 0, priceMicro: 0, marginalMicro: 0 };

  constructor(units: readonly Unit[], leadMinutes: number) {
    this.#units = units;
    this.#leadPeriods = Math.ceil(leadMinutes / PERIOD_MINUTES);
    this.#energyWh = new Int32Array(RING * 2 * units.length);
  }

  /** Announces the offers of the period whose turn it is at `now`, up to the last of the run. */
  announce(now: number, endRun: number, limitOf: OfferLimit): void {
    const period = now + this.#leadPeriods;
    for (const unit of this.#units) {
      for (const direction of [0, 1] as const) {
        const limitWh = period < endRun ? limitOf(unit.index, direction, period) : 0;
        if (limitWh > 0) unit.offer(now, period, direction, this.#offer);
        const energyWh = limitWh > 0 ? Math.min(this.#offer.quantityWh, limitWh) : 0;
        this.#energyWh[this.#at(period, offerIndex(unit.index, direction))] = energyWh;
      }
    }
  }

  /** At the freeze: what was announced for the period and is not offered is withdrawn. */
  withdraw({ period, offers, withdrawnWh }: FlexPeriod): void {
    for (let offer = 0; offer < withdrawnWh.length; offer++) {
      const at = this.#at(period, offer);
      withdrawnWh[offer] = offers.quantityWh[offer] === 0 ? this.#energyWh[at]! : 0;
      this.#energyWh[at] = 0;
    }
  }

  #at(period: number, offer: number): number {
    return (period & RING_MASK) * 2 * this.#units.length + offer;
  }
}
