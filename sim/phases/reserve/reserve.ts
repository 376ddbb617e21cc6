import type { AuctionOffer } from "#engine/market/calls/auctionOffer.ts";
import {
  type AuctionResult,
  type UncrossOptions,
  uncross,
} from "#engine/market/calls/callAuction.ts";
import { admits } from "#engine/settlement/product.ts";
import type { Unit } from "#sim/agents/unit.ts";
import { cutToStep, type MarketProducts } from "#sim/operators/marketProducts.ts";
import type { AreaHistory } from "#sim/operators/needHistory.ts";
import { deferralCapsMicro } from "#sim/phases/reserve/deferralCaps.ts";
import { type Reservation, ReservationBook } from "#sim/phases/reserve/reservationBook.ts";
import {
  monthOf,
  type ReservationRequest,
  ROUNDS,
  roundRequests,
  spanOf,
  windowRequests,
} from "#sim/phases/reserve/reservationRequests.ts";
import { TypicalOffers } from "#sim/phases/reserve/typicalOffers.ts";
import { streamKey, uniform } from "#sim/random/randomStream.ts";
import type { World } from "#sim/world/world.ts";

/** Asked for holding ready: fixed cost of being available, µEUR per kW and hour. */
const READY_COST_MIN = 3_000;
const READY_COST_SPAN = 9_000;
/** Share of its typical capability that a unit commits ahead. */
const COMMIT_SHARE = 0.8;
const HOURS_PER_PERIOD = 0.25;
const W_PER_WH = 4;
const PERMILLE = 1000;

/** How an auction is cleared; see `UncrossOptions`. */
export type AuctionRules = Required<
  Pick<UncrossOptions, "pricing" | "selection" | "marginTies" | "utilisationPermille">
>;

/** One auction: what was asked, what was offered, how it ended. */
export interface HeldAuction {
  /** Its number in the run, from 0. */
  readonly auction: number;
  readonly request: ReservationRequest;
  /** Power asked for, W: the need less what longer rounds have covered. */
  readonly requestW: number;
  readonly scoreCapMicro: number;
  readonly offers: readonly AuctionOffer[];
  readonly rules: AuctionRules;
  readonly result: AuctionResult;
  /** Relief at the branch of the request per W of a unit, thousandths. */
  readonly effectivenessPermille: (unit: number) => number;
}

/** Relief of a branch per W of a unit in a direction, thousandths. */
export type EffectOf = (area: number, branch: string, direction: 0 | 1, unit: number) => number;

/** Whether a unit may offer ahead, and whether in part. */
export interface AuctionEntry {
  readonly mayOffer: boolean;
  readonly divisible: boolean;
}

/**
 * Long-term congestion management: call auctions in which the DSOs reserve flexibility for the hours
 * that were congested in the history years, in yearly, quarterly and monthly rounds, and for windows
 * that the scenario names.
 */
export class Reservations {
  readonly #world: World;
  readonly #units: readonly Unit[];
  readonly #history: readonly AreaHistory[];
  readonly #products: MarketProducts;
  readonly #entryOf: (unit: number) => AuctionEntry;
  readonly #effectOf: EffectOf;
  readonly #typical: TypicalOffers;
  readonly #book: ReservationBook;
  readonly #windows: readonly ReservationRequest[];
  readonly #deferralCapsMicro: readonly number[] | null;
  #count = 0;

  constructor(
    world: World,
    units: readonly Unit[],
    history: readonly AreaHistory[],
    products: MarketProducts,
    entryOf: (unit: number) => AuctionEntry,
    effectOf: EffectOf = () => PERMILLE,
  ) {
    const { areas, flexibility } = world.scenario;
    this.#world = world;
    this.#units = units;
    this.#history = history;
    this.#products = products;
    this.#entryOf = entryOf;
    this.#effectOf = effectOf;
    this.#typical = new TypicalOffers(units.length, world.calendar);
    this.#book = new ReservationBook(units.length, world.calendar);
    this.#windows = windowRequests(flexibility.reservation, areas);
    this.#deferralCapsMicro = deferralCapsMicro(history, flexibility.reservation);
  }

  /** A unit learns from each offer what it usually can do at that time. */
  learn(unit: number, direction: 0 | 1, i: number, quantityWh: number, priceMicro: number): void {
    this.#typical.learn(unit, direction, i, quantityWh, priceMicro);
  }

  /** What the unit has reserved in period `i`, in the order in which it was agreed. */
  of(unit: number, direction: 0 | 1, i: number): readonly Reservation[] {
    return this.#book.of(unit, direction, i);
  }

  /**
   * Call, freeze and uncross of everything whose gate lies on the call day before a month.
   *
   * @param isFirst - Whether the month is the first of the run: rounds that began earlier and windows
   *   that are open were held before the start.
   */
  auction(year: number, month: number, isFirst = false): HeldAuction[] {
    const at = year * 12 + month;
    const { areas, flexibility } = this.#world.scenario;
    const { reservation } = flexibility;
    const held: HeldAuction[] = [];
    for (const round of ROUNDS) {
      if (reservation.rounds[round] === undefined) continue;
      if (!isFirst && spanOf(round, at).first !== at) continue;
      for (const request of roundRequests(this.#history, reservation, round, at, areas))
        held.push(this.#hold(request));
    }
    for (const request of this.#windows) {
      const isOpen = isFirst && request.month <= at && at <= monthOf(request.window.lastDate);
      if (request.month === at || isOpen) held.push(this.#hold(request));
    }
    return held;
  }

  #hold(request: ReservationRequest): HeldAuction {
    const { area, direction, window, element, needW } = request;
    const effectivenessPermille = (unit: number) =>
      element === null ? PERMILLE : this.#effectOf(area, element, direction, unit);
    const auction = this.#count++;
    const own = this.#units.filter((unit) => unit.area === area);
    const coveredWh =
      request.round === "window"
        ? 0
        : own.reduce((sum, { index }) => {
            // What is out, or was never let in, covers nothing.
            if (!this.#entryOf(index).mayOffer) return sum;
            const permille = Math.max(0, effectivenessPermille(index));
            return sum + (this.#book.heldWh(index, direction, window) * permille) / PERMILLE;
          }, 0);
    const requestW = Math.max(0, needW - coveredWh / HOURS_PER_PERIOD);
    const offers = own.flatMap((unit) => this.#offerOf(unit, request));
    const { reservation } = this.#world.scenario.flexibility;
    const { priceCapMicroEurPerKwH, pricing, selection, marginTies, utilisation } = reservation;
    const utilisationPermille = Math.round(PERMILLE * utilisation);
    const rules: AuctionRules = { pricing, selection, marginTies, utilisationPermille };
    const { DSO_CM } = this.#world.scenario.flexibility.priceCapMicroEurPerKwh;
    const fixedMicro = priceCapMicroEurPerKwH + Math.floor((utilisationPermille * DSO_CM) / 1000);
    const scoreCapMicro = this.#deferralCapsMicro?.[area] ?? fixedMicro;
    const result = uncross(Math.ceil(requestW), scoreCapMicro, offers, {
      ...rules,
      effectivenessPermille: ({ id }) => effectivenessPermille(id),
    });
    for (const { id, powerW, reservationMicroEurPerKwH, ...accepted } of result.accepted) {
      this.#book.add(id, direction, window, {
        auction,
        reservedWh: Math.floor(powerW * HOURS_PER_PERIOD),
        readyMicroEurPerKwH: reservationMicroEurPerKwH,
        activationMicroEurPerKwh: accepted.activationMicroEurPerKwh,
      });
    }
    return {
      auction,
      request,
      requestW,
      scoreCapMicro,
      offers,
      rules,
      result,
      effectivenessPermille,
    };
  }

  /** What the unit offers for a request: nothing where the product does not admit it. */
  #offerOf(unit: Unit, { direction, window, round, drawAt }: ReservationRequest): AuctionOffer[] {
    const { mayOffer, divisible } = this.#entryOf(unit.index);
    if (!mayOffer) return [];
    const product = this.#products.longTermCm;
    const { energyWh, priceMicro } = this.#typical.within(unit.index, direction, window);
    const heldWh = this.#book.heldWh(unit.index, direction, window);
    const committedW = Math.floor((COMMIT_SHARE * energyWh) / HOURS_PER_PERIOD);
    const freeWh = committedW / W_PER_WH - heldWh;
    const powerW = Math.floor(cutToStep(product, Math.max(0, freeWh)) * W_PER_WH);
    const stream = round === "monthly" ? "ready" : `ready/${round}`;
    const draw = uniform(streamKey(this.#world.seed, `${unit.name}/${stream}`), drawAt);
    const offer: AuctionOffer = {
      id: unit.index,
      // Providers seal their books one after the other.
      submittedMinute: unit.aggregator,
      powerW,
      reservationMicroEurPerKwH: READY_COST_MIN + Math.floor(READY_COST_SPAN * draw),
      activationMicroEurPerKwh: Math.round(priceMicro),
      divisible,
    };
    const refusals = admits(product, {
      powerW,
      divisible,
      responseMinutes: unit.responseMinutes(),
      // What is typical was learned from what can be held for the longest run.
      runMinutes: product.runMinutesMax,
      readyMicroEurPerKwH: offer.reservationMicroEurPerKwH,
      activationMicroEurPerKwh: offer.activationMicroEurPerKwh,
      reserved: false,
      window,
    });
    return refusals.length === 0 ? [offer] : [];
  }
}
