import { CallRates } from "#engine/coordination/callRates.ts";
import type { FlexPeriod } from "#engine/coordination/flexPeriod.ts";
import { type ListingPolicy, listOffers } from "#engine/coordination/listOffers.ts";
import { offerIndex } from "#engine/coordination/needs.ts";
import { observeCalls } from "#engine/coordination/observeCalls.ts";
import type { Scheme } from "#engine/coordination/scheme.ts";
import type { UnitOffer } from "#sim/agents/unit.ts";
import { activationCaps, runPeriods } from "#sim/operators/marketProducts.ts";
import type { SystemOperators } from "#sim/operators/systemOperators.ts";
import { AnnouncedOffers } from "#sim/phases/operate/announcedOffers.ts";
import { ListAdmission } from "#sim/phases/operate/listAdmission.ts";
import type { OfferLife } from "#sim/phases/operate/offerLife.ts";
import type { Reservations } from "#sim/phases/reserve/reserve.ts";
import { type StreamKey, streamKey, uniform } from "#sim/random/randomStream.ts";
import type { Community } from "#sim/run/community.ts";
import type { Run } from "#sim/run/run.ts";
import type { UnitEntry } from "#sim/run/unitEntry.ts";

const PRICE_MAX = 2 ** 31 - 1;

/**
 * The providers' side of the market: at the freeze each unit's offer is fixed and put on lists; after
 * the last gate providers learn which lists were called.
 */
export class OfferDesk {
  readonly #community: Community;
  readonly #scheme: Scheme | null;
  readonly #policy: ListingPolicy;
  readonly #entry: UnitEntry;
  readonly #reservations: Reservations;
  readonly #operators: SystemOperators;
  readonly #life: OfferLife;
  readonly #admission: ListAdmission;
  /** Null where offers are only made at the freeze. */
  readonly #announced: AnnouncedOffers | null;
  readonly #callRates: CallRates;
  readonly #exploration: readonly StreamKey[];
  readonly #offer: UnitOffer = { quantityWh: 0, priceMicro: 0, marginalMicro: 0 };
  readonly #longOffer: UnitOffer = { quantityWh: 0, priceMicro: 0, marginalMicro: 0 };

  constructor(
    { community, variant, entry }: Run,
    reservations: Reservations,
    operators: SystemOperators,
    life: OfferLife,
  ) {
    const { world, units } = community;
    this.#community = community;
    this.#scheme = variant.scheme;
    this.#policy = variant.listing;
    this.#entry = entry;
    this.#reservations = reservations;
    this.#operators = operators;
    this.#life = life;
    this.#admission = new ListAdmission(entry.products, units, entry.qualified);
    const { announceLeadMinutes } = world.scenario.flexibility;
    this.#announced =
      announceLeadMinutes === null ? null : new AnnouncedOffers(units, announceLeadMinutes);
    this.#callRates = new CallRates(units.length, world.scenario.flexibility.callRate);
    this.#exploration = units.map(({ name }) => streamKey(world.seed, `${name}/list`));
  }

  /** Fixes all offers of an opened period; `isMarket` is false in the spin-up. */
  freeze(flex: FlexPeriod, now: number, isMarket: boolean): void {
    for (const { index } of this.#community.units) {
      this.#fix(flex, index, 0, now, isMarket);
      this.#fix(flex, index, 1, now, isMarket);
    }
    if (!isMarket || this.#scheme === null) return;
    this.#announce(flex, now);
    this.#admit(flex, this.#scheme, now);
    const { dynamicLight } = this.#community.world.scenario.flexibility;
    if (dynamicLight === "collection" || dynamicLight === "both") this.#light(flex, now);
    this.#list(flex, this.#scheme);
  }

  /** After the last gate of a period. */
  learn(flex: FlexPeriod): void {
    if (this.#scheme === null) return;
    const { hour, season } = this.#timeOf(flex.period);
    observeCalls(this.#callRates, flex, this.#scheme, hour, season);
  }

  /** Withdraws of what was announced for this period, and announces offers of a later one. */
  #announce(flex: FlexPeriod, now: number): void {
    if (this.#announced === null) return;
    this.#announced.withdraw(flex);
    const { endRun } = this.#community.world.calendar;
    this.#announced.announce(now, endRun, (unit, direction, period) => {
      if (!this.#entry.register.isListed(unit)) return 0;
      return this.#atLeastMin(this.#entry.limitWh(unit, direction, period));
    });
  }

  #fix(
    { period, offers, isBlocked }: FlexPeriod,
    unit: number,
    direction: 0 | 1,
    now: number,
    isMarket: boolean,
  ): void {
    const offer = this.#offer;
    this.#community.units[unit]!.offer(now, period, direction, offer);
    const limitWh = this.#atLeastMin(this.#entry.limitWh(unit, direction, period));
    // A unit that is red for this day makes its offer, which is blocked; one that never may makes none.
    const isRed = limitWh === 0 && this.#entry.hasDayLight(period);
    if (!isRed && offer.quantityWh > limitWh) offer.quantityWh = limitWh;
    this.#learnTypical(unit, direction, period, now);
    if (isMarket && !this.#entry.register.isListed(unit)) return;
    const at = offerIndex(unit, direction);
    if (isRed && offer.quantityWh > 0) isBlocked[at] = 1;
    offers.quantityWh[at] = offer.quantityWh;
    // Beyond what columns hold a price is above every cap all the same.
    offers.priceMicro[at] = Math.min(offer.priceMicro, PRICE_MAX);
    offers.marginalMicro[at] = Math.min(offer.marginalMicro, PRICE_MAX);
    let reservedWh = 0;
    let agreed = 0;
    for (const one of this.#reservations.of(unit, direction, period)) {
      const partWh = Math.min(one.reservedWh, offer.quantityWh - reservedWh);
      reservedWh += partWh;
      agreed += partWh * one.activationMicroEurPerKwh;
    }
    if (reservedWh === 0) return;
    offers.reservedWh[at] = reservedWh;
    offers.agreedMicro[at] = Math.round(agreed / reservedWh);
  }

  /** What the unit could do for as long as a reservation may be called. */
  #learnTypical(unit: number, direction: 0 | 1, period: number, now: number): void {
    const periods = runPeriods(this.#entry.products.longTermCm);
    let typical = this.#offer;
    if (periods > 1) {
      typical = this.#longOffer;
      this.#community.units[unit]!.offer(now, period, direction, typical, periods);
    }
    const energyWh = Math.min(typical.quantityWh, this.#offer.quantityWh);
    this.#reservations.learn(unit, direction, period, energyWh, typical.priceMicro);
  }

  /** The DSOs' light once offers are collected: what is not safe is cut off, or blocked where nothing is. */
  #light(flex: FlexPeriod, now: number): void {
    const { safeWh } = this.#operators.guard(flex, now, "filter");
    const { offers } = flex;
    for (let at = 0; at < offers.quantityWh.length; at++) {
      const quantityWh = offers.quantityWh[at]!;
      if (quantityWh === 0) continue;
      const safe = this.#atLeastMin(safeWh!(at >> 1, at & 1 ? 1 : 0));
      if (safe >= quantityWh) continue;
      if (safe === 0) {
        flex.isBlocked[at] = 1;
        continue;
      }
      offers.quantityWh[at] = safe;
      offers.reservedWh[at] = Math.min(offers.reservedWh[at]!, safe);
    }
  }

  /** What products admit of the offers as they were made, and with it what is held ready for the DSO. */
  #admit({ offers, period, isBlocked }: FlexPeriod, { acts }: Scheme, now: number): void {
    const admission = this.#admission;
    admission.look(offers, acts, { now, i: period }, (kind, reason, energyWh) =>
      this.#life.refuse(kind, reason, energyWh),
    );
    for (const [at, reservedWh] of offers.reservedWh.entries())
      offers.readyWh[at] = isBlocked[at] === 1 ? 0 : Math.min(reservedWh, admission.readyWh(at));
  }

  #list(flex: FlexPeriod, scheme: Scheme): void {
    const { offers, isBlocked, period } = flex;
    const { calendar, scenario } = this.#community.world;
    const { offerWhMin, callRate } = scenario.flexibility;
    const { hour, season } = this.#timeOf(period);
    const quarter = calendar.firstUnixQuarter + period;
    const admission = this.#admission;
    listOffers(scheme, offers, {
      priceCapMicro: activationCaps(this.#entry.products),
      offerWhMin,
      policy: this.#policy,
      callRate: (unit, group, direction) =>
        this.#callRates.rate(unit, group, direction, hour, season),
      explore: (unit, direction) => {
        const draw = uniform(this.#exploration[unit]!, 2 * quarter + direction);
        return draw < callRate.exploration ? draw / callRate.exploration : Number.NaN;
      },
      fitWh: (kind, offer, energyWh) =>
        isBlocked[offer] === 1 ? 0 : admission.fitWh(kind, offer, energyWh),
    });
  }

  /** Nothing where so little is left that it is no offer, Wh. */
  #atLeastMin(energyWh: number): number {
    return energyWh < this.#community.world.scenario.flexibility.offerWhMin ? 0 : energyWh;
  }

  #timeOf(i: number): { hour: number; season: number } {
    const { minuteOfDay, month } = this.#community.world.calendar;
    return {
      hour: Math.floor(minuteOfDay[i]! / 60),
      season: Math.floor(((month[i]! + 1) % 12) / 3),
    };
  }
}
