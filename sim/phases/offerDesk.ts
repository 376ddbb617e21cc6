import { CallRates } from "#engine/coordination/callRates.ts";
import type { FlexPeriod } from "#engine/coordination/flexPeriod.ts";
import { type ListingPolicy, listOffers } from "#engine/coordination/listOffers.ts";
import { observeCalls } from "#engine/coordination/observeCalls.ts";
import type { Scheme } from "#engine/coordination/scheme.ts";
import type { Variant } from "#engine/coordination/variant.ts";
import type { UnitOffer } from "#sim/agents/unit.ts";
import type { Reservations } from "#sim/phases/reserve.ts";
import { type StreamKey, streamKey, uniform } from "#sim/random/randomStream.ts";
import type { Community } from "#sim/run/community.ts";

/**
 * The providers' side of the market: at the freeze each unit's offer is fixed and put on lists; after
 * the last gate providers learn which lists were called.
 */
export class OfferDesk {
  readonly #community: Community;
  readonly #scheme: Scheme | null;
  readonly #policy: ListingPolicy;
  readonly #reservations: Reservations;
  readonly #callRates: CallRates;
  readonly #exploration: readonly StreamKey[];
  readonly #offer: UnitOffer = { quantityWh: 0, priceMicro: 0, marginalMicro: 0 };

  constructor(community: Community, { scheme, listing }: Variant, reservations: Reservations) {
    const { world, units } = community;
    this.#community = community;
    this.#scheme = scheme;
    this.#policy = listing;
    this.#reservations = reservations;
    this.#callRates = new CallRates(units.length, world.scenario.flexibility.callRate);
    this.#exploration = units.map(({ name }) => streamKey(world.seed, `${name}/list`));
  }

  /** Fixes all offers of an opened period; `isMarket` is false in the spin-up. */
  freeze(flex: FlexPeriod, now: number, isMarket: boolean): void {
    for (const { index } of this.#community.units) {
      this.#fix(flex, index, 0, now);
      this.#fix(flex, index, 1, now);
    }
    if (isMarket && this.#scheme !== null) this.#list(flex, this.#scheme);
  }

  /** After the last gate of a period. */
  learn(flex: FlexPeriod): void {
    if (this.#scheme === null) return;
    const { hour, season } = this.#timeOf(flex.period);
    observeCalls(this.#callRates, flex, this.#scheme, hour, season);
  }

  #fix({ period, offers }: FlexPeriod, unit: number, direction: 0 | 1, now: number): void {
    const offer = this.#offer;
    this.#community.units[unit]!.offer(now, period, direction, offer);
    this.#reservations.learn(unit, direction, period, offer.quantityWh, offer.priceMicro);
    const at = 2 * unit + direction;
    offers.quantityWh[at] = offer.quantityWh;
    offers.priceMicro[at] = offer.priceMicro;
    offers.marginalMicro[at] = offer.marginalMicro;
    const reserved = this.#reservations.of(unit, direction, period);
    if (reserved === undefined) return;
    const reservedWh = Math.min(reserved.reservedWh, offer.quantityWh);
    if (reservedWh === 0) return;
    // One price for the whole offer: the agreed one for what is reserved, the unit's own for the rest.
    const agreed = reservedWh * reserved.activationMicroEurPerKwh;
    const own = (offer.quantityWh - reservedWh) * offer.priceMicro;
    offers.reservedWh[at] = reservedWh;
    offers.priceMicro[at] = Math.round((agreed + own) / offer.quantityWh);
  }

  #list(flex: FlexPeriod, scheme: Scheme): void {
    const { calendar, scenario } = this.#community.world;
    const { priceCapMicroEurPerKwh: cap, offerWhMin, callRate } = scenario.flexibility;
    const { hour, season } = this.#timeOf(flex.period);
    const quarter = calendar.firstUnixQuarter + flex.period;
    listOffers(scheme, flex.offers, {
      priceCapMicro: [cap.DSO_CM, cap.TSO_CM, cap.BAL],
      offerWhMin,
      policy: this.#policy,
      callRate: (unit, group, direction) =>
        this.#callRates.rate(unit, group, direction, hour, season),
      explore: (unit, direction) => {
        const draw = uniform(this.#exploration[unit]!, 2 * quarter + direction);
        return draw < callRate.exploration ? draw / callRate.exploration : Number.NaN;
      },
    });
  }

  #timeOf(i: number): { hour: number; season: number } {
    const { minuteOfDay, month } = this.#community.world.calendar;
    return {
      hour: Math.floor(minuteOfDay[i]! / 60),
      season: Math.floor(((month[i]! + 1) % 12) / 3),
    };
  }
}
